from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from guides.models import Guide, Requirement, Skill

from .base import SharedAdmin
from .usage import usage


@admin.register(Skill)
class SkillAdmin(SharedAdmin):
    list_display = ["name", "kind", "abbreviation", "guides"]
    list_filter = ["kind"]
    search_fields = ["name", "slug", "abbreviation"]
    readonly_fields = ["used"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "abbreviation", "summary", "slug"]}),
        ("Where it is used", {"fields": ["used"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        current = Q(requirements__guide__in=Guide.objects.current().values("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(guide_count=Count("requirements__guide", filter=current, distinct=True))
        )

    def guides_of(self, rows: "QuerySet[Any]") -> "QuerySet[Guide]":
        return Guide.objects.filter(requirements__skill__in=rows.values("pk")).distinct()

    def view_on_site(self, row: Skill) -> str | None:
        shown = row.requirements.filter(guide__published_for__isnull=False).exists()
        return row.get_absolute_url() if shown else None

    @admin.display(description="guides", ordering="guide_count")
    def guides(self, row: Any) -> int:
        return row.guide_count

    @admin.display(description="guides")
    def used(self, row: Skill) -> SafeString:
        return usage(row, [(Requirement, "skill", "skill__id__exact", "")])
