from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guides.models import Claim, Disagreement, Guide, Link, Question, Requirement, Role, Section, Tier
from salaries.models import Band

from .base import GUIDE_FILTER, EditorAdmin, add_url, change_url, list_url, note_edit
from .beside import beside
from .contents import groups_of
from .dashboard import hints_by_kind
from .edition import GUIDE_STEPS, urls_of
from .guide_file import FILE_URLS
from .presence import PRESENCE_URLS
from .preview import PREVIEW_URLS
from .prose import PROSE_URLS
from .sheet import SHEET_URLS, sheet_url
from .timing import GUIDE_URLS

# What a guide is made of, in the order of its page.
PARTS: list[tuple[type[models.Model], str]] = [
    (Section, "Sections"),
    (Tier, "Tiers"),
    (Requirement, "Requirements"),
    (Band, "Bands: what it pays"),
    (Claim, "Claims: other statements"),
    (Disagreement, "Disagreements"),
    (Question, "Questions"),
    (Link, "Links to other roles"),
]


@dataclass
class PartsRow:
    """A line of the overview; an address is empty where the editor may not go there."""

    label: str
    name: str
    count: int
    url: str
    add_url: str
    sheet_url: str


class StateFilter(admin.SimpleListFilter):
    """Without a choice the list shows one guide a role: its working copy, or else what readers see."""

    title = "state"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "Draft"),
            ("review", "In review"),
            ("shown", "Published"),
            ("history", "Older editions"),
            ("discarded", "Discarded"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "draft" | "review" | "discarded" as state:
                return queryset.filter(state=state)
            case "shown":
                return queryset.filter(published_for__isnull=False)
            case "history":
                return queryset.filter(state=Guide.State.PUBLISHED, published_for__isnull=True)
        return queryset.filter(pk__in=Guide.objects.current().values("pk"))


class GuideForm(forms.ModelForm):
    def clean_role(self) -> Role:
        role: Role = self.cleaned_data["role"]
        if role.is_gone:
            raise ValidationError("This role was deleted or merged into another one. Choose another.")
        if role.guides.working().exists():
            raise ValidationError("This role has a working copy already. Open that one.")
        return role


@admin.register(Guide)
class GuideAdmin(EditorAdmin):
    form = GuideForm
    list_display = ["title", "role", "depth", "standing", "reviewed", "review_due", "edited"]
    list_filter = [StateFilter, "depth", "role__family", "review_by"]
    list_select_related = ["role__address", "role__published", "edited_by"]
    search_fields = ["title", "summary", "role__addresses__slug", "role__addresses__title"]
    autocomplete_fields = ["role"]
    readonly_fields = ["of_role", "edited"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        role = ["of_role"] if obj else ["role"]
        fields = [*role, "title", "summary", "depth", ("reviewed_on", "review_by")]
        return [(None, {"fields": [*fields, "edited"] if obj else fields})]

    def after_edit(self, request: HttpRequest, row: Guide, form: Any) -> None:
        note_edit(request, [row])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_sealed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a working copy is discarded instead, and nothing is lost

    # The page of a guide

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        guide = self.get_object(request, object_id)
        if guide is not None:
            extra_context = {
                **(extra_context or {}),
                "parts": parts_of(request, guide),
                "groups": groups_of(request, guide),
                **beside(request, guide),
                "hints": hints_by_kind(request, guide),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        for group in context.get("groups", []):
            if group.short_form:
                context["media"] += group.short_form.form.media
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, row: Guide) -> str | None:
        return row.get_absolute_url() if row.is_published and row.role.address else None

    def get_urls(self) -> Any:
        own = [
            *PREVIEW_URLS,
            *PRESENCE_URLS,
            *PROSE_URLS,
            *FILE_URLS,
            *SHEET_URLS,
            *GUIDE_URLS,
            *urls_of(Guide, GUIDE_STEPS),
        ]
        return [*own, *super().get_urls()]

    # Columns and lines

    @admin.display(description="state", ordering="state")
    def standing(self, row: Guide) -> str:
        older = row.state == Guide.State.PUBLISHED and not row.is_published
        return "Older edition" if older else row.get_state_display()

    @admin.display(description="reviewed", ordering="reviewed_on")
    def reviewed(self, row: Guide) -> str | None:
        return format_date(row.reviewed_on, "j M Y") if row.reviewed_on else None

    @admin.display(description="review by", ordering="review_by")
    def review_due(self, row: Guide) -> str | None:
        return format_date(row.review_by, "j M Y") if row.review_by else None

    @admin.display(description="last edited", ordering="edited_at")
    def edited(self, row: Guide) -> str:
        if row.edited_at is None:
            return "–"
        when = format_date(row.edited_at, "j M Y, H:i")
        return f"{when}, {row.edited_by}" if row.edited_by else when

    @admin.display(description="role")
    def of_role(self, row: Guide) -> SafeString:
        return format_html('<a href="{}">{}</a>', change_url(row.role), row.role)


def parts_of(request: HttpRequest, guide: Guide) -> list[PartsRow]:
    """How many parts of each kind there are, and the ways there and to one more, as far as the editor may."""
    rows = []
    for model, label in PARTS:
        app, name = model._meta.app_label, str(model._meta.model_name)
        may_see = any(request.user.has_perm(f"{app}.{action}_{name}") for action in ("view", "change"))
        may_add = request.user.has_perm(f"{app}.add_{name}") and not guide.is_sealed
        rows.append(
            PartsRow(
                label=label,
                name="figure" if model is Band else str(model._meta.verbose_name),
                count=model._default_manager.filter(guide=guide).count(),
                url=list_url(model, **{GUIDE_FILTER: guide.pk}) if may_see else "",
                add_url=add_url(model, guide=guide.pk) if may_add else "",
                sheet_url=sheet_url(model, guide) if may_see else "",
            )
        )
    return rows
