"""What the admin pages share: who changed what and when, and where an editor goes from there.

Every change goes through `note_edit`, in the transaction that makes it. A guide that an editor has touched is
then left alone by a load of the fixtures, and the search finds its new words.
"""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlencode

from adminsortable2.admin import SortableAdminMixin
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from guides.models import Guide
from guides.models.edited import Edited
from guides.search import index_guide

from .forms import PartForm, SlugForm
from .inputs import SafeInputs, could_be_key
from .order import put_in_order

GUIDE_FILTER = "guide__id__exact"


def note_edit(request: HttpRequest, guides: Iterable[Guide]) -> None:
    """Note that this request's editor has changed the guides, and bring the search up to date."""
    for guide in guides:
        stamp(request, guide)
        guide.save(update_fields=["edited_at", "edited_by", "updated_at"])
        index_guide(guide)


def stamp(request: HttpRequest, row: Edited) -> None:
    row.edited_at = timezone.now()
    row.edited_by_id = request.user.pk


def change_url(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_url(model: type[models.Model], **filters: Any) -> str:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{page}?{urlencode(filters)}" if filters else page


def add_url(model: type[models.Model], **values: Any) -> str:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    return f"{page}?{urlencode(values)}"


class EditorAdmin(SafeInputs, admin.ModelAdmin):
    """The base of all our pages: bears any input, and keeps deletion and its record in one transaction."""

    form = SlugForm
    list_per_page = 100
    save_on_top = True

    class Media:
        css = {"all": ["editors.css"]}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            self.after_edit(request, form.instance, form)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            if row.has_changed() and isinstance(row.instance, Edited):
                stamp(request, row.instance)
        super().save_formset(request, form, formset, change)

    def after_edit(self, request: HttpRequest, row: Any, form: Any) -> None:
        """Called once all of a changed form is saved."""

    def guides_of(self, rows: "models.QuerySet[Any]") -> "models.QuerySet[Guide]":
        """The guides to note and to index anew when these rows go."""
        return Guide.objects.none()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: "models.QuerySet[Any]") -> None:
        with transaction.atomic():
            guides = [*self.guides_of(queryset)]
            super().delete_queryset(request, queryset)
            note_edit(request, Guide.objects.filter(pk__in=[guide.pk for guide in guides]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says what goes without the rows that only join two others, or that the search made for itself."""
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        inner = re.compile(r"^(Search entry|[\w-]+ relationship): ", re.IGNORECASE)

        def without(entries: list[Any]) -> list[Any]:
            kept = [
                without(one) if isinstance(one, list) else one
                for one in entries
                if isinstance(one, list) or not inner.match(one)
            ]
            return [one for one in kept if one != []]

        counts = {name: n for name, n in counts.items() if not re.search(r"relationships$|^search entries$", name)}
        return without(shown), counts, lacking, protected

    # What follows keeps addresses made by hand from reaching a database that fails on them.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        values = [text for name, texts in request.GET.lists() if name != SEARCH_VAR for text in [name, *texts]]
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(re.search(r"\0|\d{19}", value) for value in values) or not all(
            could_be_key(self.model, key) for key in chosen
        ):
            return HttpResponseRedirect(f"{request.path}?e=1")
        return super().changelist_view(request, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if from_field is None and not could_be_key(self.model, object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.replace("\0", " "))

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        initial = super().get_changeform_initial_data(request)
        for field in [*self.opts.fields, *self.opts.many_to_many]:
            given = initial.get(field.name)
            if field.is_relation and given is not None and field.related_model is not None:
                keys = given if isinstance(given, list) else [given]
                if not all(could_be_key(field.related_model, key) for key in keys):  # type: ignore[arg-type]
                    del initial[field.name]
        return initial


class SharedAdmin(EditorAdmin):
    """A page of rows that guides share: each remembers its own edits, so that a load leaves it as it is."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.has_changed():
            stamp(request, obj)
        super().save_model(request, obj, form, change)

    def after_edit(self, request: HttpRequest, row: Any, form: Any) -> None:
        for guide in self.guides_of(self.model._default_manager.filter(pk=row.pk)):
            index_guide(guide)


class OwnPartFilter(admin.RelatedFieldListFilter):
    """A filter by a guide's own parts, such as its steps: it shows only in the list of one guide."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        guide = request.GET.get(GUIDE_FILTER, "")
        if not could_be_key(Guide, guide):
            return []
        return field.get_choices(include_blank=False, limit_choices_to={"guide": guide})


class PartAdmin(SortableAdminMixin, EditorAdmin):
    """A page of one kind of a guide's parts. A part stays in its guide; within it, it moves by number or by drag."""

    form = PartForm
    action_form = ActionForm
    readonly_fields = ["of_guide"]
    list_per_page = 300
    # The mixin keeps this per request on an object that all requests share; here the column decides instead.
    enable_sorting = True

    def guides_of(self, rows: "models.QuerySet[Any]") -> "models.QuerySet[Guide]":
        return Guide.objects.filter(pk__in=rows.values("guide"))

    def after_edit(self, request: HttpRequest, row: Any, form: Any) -> None:
        put_in_order(self.siblings(row.guide_id), {row.pk: form.initial.get("position") or 0})
        note_edit(request, Guide.objects.filter(pk=row.guide_id))

    def siblings(self, guide_id: int) -> "models.QuerySet[Any]":
        return self.model._default_manager.filter(guide=guide_id)

    @admin.display(description="guide")
    def of_guide(self, row: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', change_url(row.guide), row.guide)

    def view_on_site(self, row: Any) -> str | None:
        if not row.guide.is_published or row.guide.role.address is None:
            return None
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else row.guide.get_absolute_url()

    # Adding: to which guide?

    def guide_to_add_to(self, request: HttpRequest) -> Guide | None:
        """The guide that the link to the form names, or that the list it was opened from was filtered by."""
        filters = parse_qs(request.GET.get("_changelist_filters", ""))
        key = request.GET.get("guide") or next(iter(filters.get(GUIDE_FILTER, [])), "")
        return Guide.objects.filter(pk=key).first() if could_be_key(Guide, key) else None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if self.guide_to_add_to(request) is None:
            kept = {name: value for name, value in request.GET.items() if name != "guide"}
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"Add {self.opts.verbose_name}: to which guide?",
                "is_popup": IS_POPUP_VAR in request.GET,
                "guides": [
                    (guide, f"?{urlencode({**kept, 'guide': guide.pk})}")
                    for guide in Guide.objects.order_by("-depth", "title", "id")
                ],
            }
            return render(request, "admin/choose_guide.html", context)
        return super().add_view(request, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.guide = obj.guide if obj else self.guide_to_add_to(request)  # type: ignore[attr-defined]
        return form

    # Saving: the guide's page is where an editor comes from and goes back to.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.save()  # not as the mixin does, which counts positions across guides

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        return self.add_another(request, obj, response)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.add_another(request, obj, super().response_change(request, obj))

    def add_another(self, request: HttpRequest, obj: Any, response: HttpResponse) -> HttpResponse:
        if "_addanother" in request.POST and IS_POPUP_VAR not in request.POST:
            return HttpResponseRedirect(add_url(self.model, guide=obj.guide_id))
        return response

    def _response_post_save(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if self.get_preserved_filters(request) or not request.user.has_perm("guides.view_guide"):
            return super()._response_post_save(request, obj)  # type: ignore[misc]
        return HttpResponseRedirect(change_url(obj.guide))

    # Lists: one guide in the order of its page, several by guide. Rows can be dragged where all of one guide show.

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["position", "id"] if GUIDE_FILTER in request.GET else ["guide__title", "guide_id", "position", "id"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = [name for name in super().get_list_display(request) if name != "_reorder_"]
        whole = set(request.GET) == {GUIDE_FILTER}
        return ["_reorder_", *columns] if whole and self.has_change_permission(request) else columns

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list[str]:
        return [next(name for name in list_display if name != "_reorder_")]

    def get_actions(self, request: HttpRequest) -> Any:
        # The mixin's own actions move rows from page to page without regard to their guide.
        return super(SortableAdminMixin, self).get_actions(request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        return super(SortableAdminMixin, self).get_changelist_instance(request)

    @admin.display(description="no.", ordering="position")
    def number(self, row: Any) -> int:
        return row.position

    def update_order(self, request: HttpRequest) -> HttpResponse:
        """Take the new numbers of rows that were dragged: all of one guide, or none at all."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return save_dragged(request, self)


@require_POST
def save_dragged(request: HttpRequest, page: PartAdmin) -> HttpResponse:
    try:
        numbers = {int(key): int(number) for key, number in json.loads(request.body)["updatedItems"]}
    except (ValueError, TypeError, KeyError):
        return HttpResponseBadRequest("These are no rows and numbers.")
    if not all(could_be_key(page.model, key) and 0 < numbers[key] < 100_000 for key in numbers):
        return HttpResponseBadRequest("These are no rows and numbers.")
    with transaction.atomic():
        rows = list(page.model._default_manager.filter(pk__in=numbers))
        guides = {row.guide_id for row in rows}
        if len(guides) != 1 or len(rows) != len(numbers):
            return HttpResponseBadRequest("These are not rows of one guide.")
        for row in rows:
            row.position = numbers[row.pk]
        page.model._default_manager.bulk_update(rows, ["position"])
        put_in_order(page.siblings(guides.pop()), {})
        note_edit(request, page.guides_of(page.model._default_manager.filter(pk=rows[0].pk)))
    return HttpResponse("The order is saved.")
