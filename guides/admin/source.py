from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from guides.models import Claim, Link, Point, Question, Requirement, Section, Source, Tier
from salaries.models import Band

from .base import SharedAdmin
from .forms import SlugForm
from .usage import Use, count, count_of, usage

USES: list[Use] = [
    (Band, "source", "source__id__exact", ""),
    (Claim, "source", "source__id__exact", ""),
    (Section, "sources", "cites", "introduction/introductions"),
    (Section, "points__sources", "cites", "point/points"),
    (Requirement, "sources", "sources__id__exact", ""),
    (Question, "sources", "sources__id__exact", ""),
    (Link, "sources", "sources__id__exact", ""),
    (Tier, "source", "source__id__exact", ""),
]
CITING = (Section, Point, Requirement, Question, Link)


class SourceForm(SlugForm):
    slug_from = ("title",)


@admin.register(Source)
class SourceAdmin(SharedAdmin):
    form = SourceForm
    list_display = ["title", "publisher", "kind", "published", "claims", "bands"]
    list_filter = ["kind"]
    search_fields = ["title", "publisher", "slug"]
    readonly_fields = ["used"]
    fieldsets = [
        (None, {"fields": ["title", "publisher", "kind", "published", "note"]}),
        ("How we read it", {"fields": ["capture_note", "licence_note", "slug"], "classes": ["collapse"]}),
        ("Where it is used", {"fields": ["used"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        counts = {"claims_count": count_of(Claim, "source"), "bands_count": count_of(Band, "source")}
        return super().get_queryset(request).annotate(**counts)

    def view_on_site(self, row: Source) -> str | None:
        shown = any(
            model._default_manager.filter(**{lookup: row, "guide__published_for__isnull": False}).exists()
            for model, lookup, *_ in USES
        )
        return row.get_absolute_url() if shown else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A source that a text cites cannot go: the text would stand without one."""
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        keys = [source.pk for source in objs]
        for model in CITING:
            if number := model._default_manager.filter(sources__in=keys).distinct().count():
                protected = [*protected, f"cited by {count(number, model)}"]
        return shown, counts, lacking, protected

    @admin.display(description="claims", ordering="claims_count")
    def claims(self, row: Any) -> int:
        return row.claims_count

    @admin.display(description="bands", ordering="bands_count")
    def bands(self, row: Any) -> int:
        return row.bands_count

    @admin.display(description="guides")
    def used(self, row: Source) -> SafeString:
        return usage(row, USES)
