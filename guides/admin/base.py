"""What the admin pages share: who changed what and when, and where an editor goes from there.

Every change goes through `note_edit`, in the transaction that makes it. A guide that an editor has touched is
then left alone by a load of the fixtures, and the search finds its new words.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from guides.models import Guide
from guides.models.edited import Edited
from guides.search import index_guide

from .forms import SlugForm
from .inputs import SafeInputs, could_be_key

GUIDE_FILTER = "guide__id__exact"
# How many of the rows that forbid a deletion are named one by one.
SHOWN_WHEN_PROTECTED = 20


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

    form: type[forms.ModelForm] = SlugForm
    list_per_page = 100

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

        joins = re.compile(r"relationships$|^search entries$")
        counts = {name: number for name, number in counts.items() if not joins.search(str(name))}
        rest = len(protected) - SHOWN_WHEN_PROTECTED
        protected = [*protected[:SHOWN_WHEN_PROTECTED], f"and {rest} more"] if rest > 1 else protected
        return without(shown), counts, lacking, protected

    # What follows keeps addresses made by hand from reaching a database that fails on them.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        filters = [value for name, values in request.GET.lists() if name != SEARCH_VAR for value in values]
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        impossible = any(re.search(r"\0|\d{19}", value) for value in filters)
        if impossible or not all(could_be_key(self.model, key) for key in chosen):
            return HttpResponseRedirect(f"{request.path}?e=1")
        return super().changelist_view(request, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if from_field is None and not could_be_key(self.model, object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.replace("\0", " "))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        # Where a form is refused, `obj` holds what was entered, which may fit into no address.
        return super().get_view_on_site_url(obj and self.model._default_manager.filter(pk=obj.pk).first())

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        initial = super().get_changeform_initial_data(request)
        for field in [*self.opts.fields, *self.opts.many_to_many]:
            given = initial.get(field.name)
            if field.is_relation and given is not None and field.related_model is not None:
                keys = given if isinstance(given, list) else [given]
                if not all(could_be_key(field.related_model, key) for key in keys):
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
