from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from guides.models import Claim, Requirement, Section, Tier
from salaries.models import Band

from .base import GUIDE_FILTER, list_url
from .forms import AnchorForm
from .part import EditionFilter, PartAdmin
from .usage import count


class TierForm(AnchorForm):
    slug_from = ("title",)


@admin.register(Tier)
class TierAdmin(PartAdmin):
    form = TierForm
    list_display = ["title", "guide", "track", "years", "plain", "role", "origin", "number"]
    list_filter = [("guide", EditionFilter), "track", "source"]
    list_select_related = ["guide", "role__address", "source"]
    search_fields = ["title", "slug", "summary", "guide__title"]
    autocomplete_fields = ["role", "source"]
    readonly_fields = ["of_guide", "its_parts"]
    fieldsets = [
        (None, {"fields": ["of_guide", "title", "track", ("years_min", "years_max"), "summary", "source"]}),
        ("What it is", {"fields": ["plain", "role", "its_parts"]}),
        ("In this guide", {"fields": ["position", "slug"], "classes": ["collapse"]}),
    ]

    @admin.display(description="years", ordering="years_min")
    def years(self, row: Tier) -> str | None:
        if row.years_max is None:
            return None if row.years_min is None else f"{row.years_min}+"
        return f"{row.years_min or 0} to {row.years_max}"

    @admin.display(description="what belongs to it")
    def its_parts(self, row: Any) -> SafeString | str:
        if row.pk is None:
            return "Save it first; then sections, requirements and statements of this guide can name it."
        filters = {GUIDE_FILTER: row.guide_id, "tier__id__exact": row.pk}
        links = [
            (list_url(model, **filters), count(model._default_manager.filter(tier=row.pk).count(), model))
            for model in (Section, Requirement, Band, Claim)
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links)
