from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from guides.models import Claim, Guide, Place
from salaries.models import Band

from .base import SharedAdmin
from .usage import count_of, usage


@admin.register(Place)
class PlaceAdmin(SharedAdmin):
    list_display = ["name", "code", "parent", "figures"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "slug", "code"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["used"]
    fieldsets = [
        (None, {"fields": ["name", "code", "parent", "slug"]}),
        ("Where it is used", {"fields": ["used"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        figures = count_of(Band, "place") + count_of(Claim, "place")
        return super().get_queryset(request).annotate(figure_count=figures)

    def guides_of(self, rows: "QuerySet[Any]") -> "QuerySet[Guide]":
        # The search finds a guide's pay by the places of its bands.
        return Guide.objects.filter(bands__place__in=rows.values("pk")).distinct()

    @admin.display(description="claims and bands", ordering="figure_count")
    def figures(self, row: Any) -> int:
        return row.figure_count

    @admin.display(description="guides")
    def used(self, row: Place) -> SafeString:
        return usage(row, [(Band, "place", "place__id__exact", ""), (Claim, "place", "place__id__exact", "")])
