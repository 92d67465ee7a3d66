from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guides.models import Family, Role

from .base import SharedAdmin, list_url
from .usage import count


@admin.register(Family)
class FamilyAdmin(SharedAdmin):
    list_display = ["name", "summary", "roles"]
    search_fields = ["name", "slug"]
    readonly_fields = ["its_roles"]
    fieldsets = [
        (None, {"fields": ["name", "summary", "slug"]}),
        ("Where it is used", {"fields": ["its_roles"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(role_count=Count("roles"))

    @admin.display(description="roles", ordering="role_count")
    def roles(self, row: Any) -> int:
        return row.role_count

    @admin.display(description="roles")
    def its_roles(self, row: Any) -> SafeString | str:
        if row.pk is None:
            return "–"
        url = list_url(Role, family__id__exact=row.pk)
        return format_html('<a href="{}">{}</a>', url, count(row.role_count, Role))
