from typing import Any

from adminsortable2.admin import CustomInlineFormSet, SortableTabularInline
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from guides.models import Point, Section, Source

from .forms import NAME_A_SOURCE, AnchorForm
from .inputs import SafeInputs, could_be_key
from .order import put_in_order
from .part import EditionFilter, OwnPartFilter, PartAdmin


class PointForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sources" in self.fields:
            self.fields["sources"].widget.can_add_related = False  # one plus a page will do
            self.fields["sources"].required = True
            self.fields["sources"].error_messages["required"] = NAME_A_SOURCE
        if self.instance.pk is None:
            self.initial["position"] = None
        number = self.add_prefix("").removeprefix("points-").rstrip("-")
        of_point = f"point {int(number) + 1}" if number.isdigit() else "new point"
        for name, field in self.fields.items():
            # A table has headings, which no field is tied to. What wraps a widget shares its attributes between forms.
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = f"{field.label or name}, {of_point}"

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


class PointFormSet(CustomInlineFormSet):
    """Points that are moved by their handle or by a number in sight, which the stock one hides."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if "position" in self.form.base_fields:
            field = self.form.base_fields["position"]
            field.is_hidden = False
            field.widget = AdminIntegerFieldWidget({"class": "_reorder_ vIntegerField", "min": 0})
            field.label = "No."

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Delete point {(index or 0) + 1}"


class PointInline(SafeInputs, SortableTabularInline):
    model = Point
    form = PointForm
    formset = PointFormSet
    fields = ["position", "lead", "text", "sources"]
    autocomplete_fields = ["sources"]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One on a new section; on another one a script adds as many as one likes, and a link does without it."""
        more = request.GET.get("more", "")
        return (int(more) if more in ("1", "2", "3") else 0) if obj else 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # The heading above the points; an inline is made anew for each request.
        self.verbose_name_plural = f"points · {obj.points.count()}" if obj else "points"
        return super().get_formset(request, obj, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("sources")


class SectionForm(AnchorForm):
    slug_from = ("heading",)
    needs_source = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("introduction") and "sources" not in self.errors and not cleaned.get("sources"):
            self.add_error("sources", ValidationError(NAME_A_SOURCE, code="required"))
        return cleaned


class CitesFilter(admin.SimpleListFilter):
    title = "source"
    parameter_name = "cites"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(source.pk), str(source)) for source in Source.objects.all()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Section]") -> "QuerySet[Section]":
        value = self.value()
        if value is None:
            return queryset
        if not could_be_key(Source, value):
            return queryset.none()
        citing = Section.objects.filter(Q(sources=value) | Q(points__sources=value))
        return queryset.filter(pk__in=citing.values("pk"))


@admin.register(Section)
class SectionAdmin(PartAdmin):
    form = SectionForm
    change_form_template = "admin/guides/section/change_form.html"
    inlines = [PointInline]
    list_display = ["heading", "kind", "guide", "tier", "points", "number"]
    list_filter = [("guide", EditionFilter), "kind", ("tier", OwnPartFilter), CitesFilter]
    list_select_related = ["guide", "tier"]
    search_fields = ["heading", "slug", "introduction", "points__lead", "points__text", "guide__title"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["of_guide", "kind", "heading", "introduction", "sources", "tier"]}),
        ("In this guide", {"fields": ["position", "slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(point_count=Count("points"))

    @admin.display(description="points", ordering="point_count")
    def points(self, row: Any) -> int:
        return row.point_count

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        moved = {
            row.instance.pk: row.initial.get("position") or 0
            for row in formset.forms
            if row.instance.pk and "position" in row.changed_data
        }
        put_in_order(form.instance.points.all(), moved)

    def after_edit(self, request: HttpRequest, row: Section, form: Any) -> None:
        if row.position == 0:
            # Without a number a section goes last among those of its kind, in the order of the page.
            order = list(Section.Kind)
            kinds = order[: order.index(Section.Kind(row.kind)) + 1]
            before = self.siblings(row.guide_id).filter(kind__in=kinds).exclude(pk=row.pk)
            row.position = before.count() + 1
            row.save(update_fields=["position"])
        super().after_edit(request, row, form)
