from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from guides.admin.base import SharedAdmin
from guides.admin.usage import count_of, usage
from guides.models import Claim
from salaries.models import Band, Currency, ExchangeRate


@admin.register(Currency)
class CurrencyAdmin(SharedAdmin):
    list_display = ["code", "name", "bands"]
    search_fields = ["code", "name"]
    readonly_fields = ["used"]
    fieldsets = [(None, {"fields": ["code", "name"]}), ("Where it is used", {"fields": ["used"]})]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(band_count=count_of(Band, "currency"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The code is the key: a changed one would be a second currency.
        return ["code", "used"] if obj else ["used"]

    @admin.display(description="bands", ordering="band_count")
    def bands(self, row: Any) -> int:
        return row.band_count

    @admin.display(description="guides")
    def used(self, row: Currency) -> SafeString:
        return usage(
            row, [(Band, "currency", "currency__code__exact", ""), (Claim, "currency", "currency__exact", "")]
        )


@admin.register(ExchangeRate)
class ExchangeRateAdmin(SharedAdmin):
    new_ones_show = True
    list_display = ["__str__", "currency", "base", "date", "source"]
    list_filter = ["currency", "base"]
    list_select_related = ["currency", "base", "source"]
    search_fields = ["currency__code", "currency__name", "base__code", "note"]
    autocomplete_fields = ["currency", "base", "source"]
    fieldsets = [(None, {"fields": [("currency", "base"), "rate", "date", "source", "note"]})]
