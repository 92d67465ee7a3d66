from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guides.models import Claim, Disagreement
from salaries.models import Band

from .base import GUIDE_FILTER, list_url
from .forms import PartForm
from .part import EditionFilter, PartAdmin
from .usage import count, count_of


class DisagreementForm(PartForm):
    slug_from = ("topic",)


@admin.register(Disagreement)
class DisagreementAdmin(PartAdmin):
    form = DisagreementForm
    list_display = ["topic", "guide", "explained", "statements", "number"]
    list_filter = [("guide", EditionFilter)]
    list_select_related = ["guide"]
    search_fields = ["topic", "slug", "explanation", "guide__title"]
    readonly_fields = ["of_guide", "its_statements"]
    fieldsets = [
        (None, {"fields": ["of_guide", "topic", "explanation", "its_statements"]}),
        ("In this guide", {"fields": ["position", "slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        claims, bands = count_of(Claim, "disagreement"), count_of(Band, "disagreement")
        return super().get_queryset(request).annotate(claims_count=claims, bands_count=bands)

    @admin.display(description="explained", boolean=True)
    def explained(self, row: Disagreement) -> bool:
        return bool(row.explanation)

    @admin.display(description="statements")
    def statements(self, row: Any) -> int:
        return row.claims_count + row.bands_count

    @admin.display(description="statements that differ")
    def its_statements(self, row: Any) -> SafeString | str:
        if row.pk is None:
            return "Save it first; then claims and bands of this guide can name it."
        filters = {GUIDE_FILTER: row.guide_id, "disagreement__id__exact": row.pk}
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>',
            list_url(Claim, **filters),
            count(row.claims_count, Claim),
            list_url(Band, **filters),
            count(row.bands_count, Band),
        )
