"""What the admin pages share: who changed what and when, and where an editor goes from there.

Every change goes through `note_edit`, in the transaction that makes it. It lets no change of a sealed edition
through; a guide that an editor has touched is then left alone by a load of the fixtures, and the search finds its
new words.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten, unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guides import content, editions
from guides.models import Guide, Role
from guides.models.edited import Edited
from guides.search import index_guide

from .forms import SlugForm
from .inputs import SafeInputs, could_be_key
from .opened import changed_since, digest_of_all, opened_as, parts_of
from .words import note_saved, number_of, words_in

GUIDE_FILTER = "guide__id__exact"
# How many of the rows that forbid a deletion are named one by one.
SHOWN_WHEN_PROTECTED = 20
TAKEN_BACK = (
    "is not published at the time that was set any more, which was for what stood there before. Whoever publishes"
    " can set one again."
)
NOT_DELETED = "Nothing was deleted: somebody has changed this since you were asked. Look at it once more."


def note_edit(request: HttpRequest, guides: Iterable[Guide]) -> None:
    """Note that this request's editor has changed the guides, and bring the search up to date.

    Whatever the way in: if one was published or discarded meanwhile, the whole change is undone. A publication at
    a set time was set for what stood there before, so it is taken back.
    """
    for guide in guides:
        stamp(request, guide)
        working = Guide.objects.working().filter(pk=guide.pk)
        noted = working.update(
            edited_at=guide.edited_at, edited_by=guide.edited_by_id, updated_at=guide.edited_at
        )
        if not noted:
            raise PermissionDenied("What is published is never changed in place.")
        if editions.take_back(guide, by=request.user):
            messages.warning(request, f"{guide} {TAKEN_BACK}")
        index_guide(guide)


def stamp(request: HttpRequest, row: Edited) -> None:
    row.edited_at = timezone.now()
    row.edited_by_id = request.user.pk


def lock(row: models.Model) -> None:
    """Let nobody else save the row, or its guide where it has one, until the transaction ends.

    An update and no `select_for_update`, so that the table's lock comes before the row's, as in a load of the
    fixtures; the two could otherwise wait for each other.
    """
    guide = row if isinstance(row, Guide) else getattr(row, "guide", None)
    owner = guide if isinstance(guide, Guide) else row
    key = owner._meta.pk.attname
    type(owner)._default_manager.filter(pk=owner.pk).update(**{key: models.F(key)})


def change_url(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_url(model: type[models.Model], **filters: Any) -> str:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{page}?{urlencode(filters)}" if filters else page


def add_url(model: type[models.Model], **values: Any) -> str:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    return f"{page}?{urlencode(values)}"


def name_of(name: Any, options: Any, row: models.Model | None) -> Any:
    if row is None or "collapse" not in options.get("classes", []):
        return name
    fields = flatten([*options["fields"]])
    filled = sum(getattr(row, field, None) not in (None, "", False) for field in fields)
    return f"{name} · {filled} of {len(fields)} filled in"


def refusing(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form, which takes nothing: what it shows has been changed by somebody else."""

    class Refusing(form):  # type: ignore[misc, valid-type]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(
                None, "Nothing is saved yet: somebody else has changed this since you opened it. See above."
            )
            return cleaned

    return Refusing


class EditorAdmin(SafeInputs, admin.ModelAdmin):
    """The base of all our pages: bears any input, and keeps deletion and its record in one transaction."""

    form: type[forms.ModelForm] = SlugForm
    list_per_page = 100
    delete_selected_confirmation_template = "admin/delete_these.html"
    actions = ["delete_these"]

    class Media:
        css = {"all": ["editors.css"]}
        js = [Script("choices.js", defer=True)]

    # No word is lost: see `words`.

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        extra = {**(extra_context or {}), "keeps_words": True, "words_number": number_of(request)}
        response = self.checked_changeform_view(request, object_id, form_url, extra)
        if getattr(request, "is_saved", False):
            note_saved(request, response)
        return response

    # Two editors at once: see `opened`.

    def checked_changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            extra = dict(extra_context or {})
            if row is not None and self.has_change_permission(request, row):
                extra["opened_as"] = opened_as(parts_of(self, request, row))
            return super().changeform_view(request, object_id, form_url, extra)
        with transaction.atomic():
            if not self.has_change_permission(request):
                raise PermissionDenied
            row = self.get_object(request, unquote(object_id))
            if row is not None:
                lock(row)
                row = self.get_object(request, unquote(object_id))
            if row is None:
                return self.gone(request)
            if not self.has_change_permission(request, row):
                return self.gone(request, row)  # it was published or discarded while we waited
            parts = parts_of(self, request, row)
            change = changed_since(parts, request.POST)
            request.POST = change.data  # type: ignore[assignment]
            extra = {**(extra_context or {}), "opened_as": opened_as(parts)}
            if change.refuses:
                request.refused = True  # type: ignore[attr-defined]
                extra |= {"meanwhile": change, "who": self.last_editor(row)}
            return super().changeform_view(request, object_id, form_url, extra)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A folded part of the form says how much of it is filled in."""
        found = super().get_fieldsets(request, obj)
        return [(name_of(name, options, obj), options) for name, options in found]

    def last_editor(self, row: Any) -> Any:
        return getattr(getattr(row, "guide", row), "edited_by", None)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # which deletes whatever has become of the rows meanwhile
        return actions

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return refusing(form) if getattr(request, "refused", False) else form

    def gone(self, request: HttpRequest, row: Any = None) -> HttpResponse:
        """Nothing can be saved to the row any more: every word that was sent, to be copied from."""
        became = "deleted" if row is None else "published or discarded"
        if isinstance(row, Role):
            became = "deleted or merged"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"This {self.opts.verbose_name} was {became} meanwhile",
            "is_role": isinstance(row, Role),
            "row": row,
            "url": change_url(row) if row else "",
            "words": words_in(request.POST),
        }
        return render(request, "admin/gone.html", context, status=409)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Asks for what stands there now; deletes only what was asked for."""
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_delete_permission(request, row):
                if request.method == "POST":
                    lock(row)
                now = digest_of_all(self.model._default_manager.filter(pk=row.pk))
                if request.GET.get("asked") != now:
                    if request.method == "POST":
                        self.message_user(request, NOT_DELETED, messages.ERROR)
                    query = request.GET.copy()
                    query["asked"] = now
                    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
            return super().delete_view(request, object_id, extra_context)

    @admin.action(description="Delete selected %(verbose_name_plural)s", permissions=["delete"])
    def delete_these(self, request: HttpRequest, rows: "models.QuerySet[Any]") -> HttpResponse | None:
        with transaction.atomic():
            is_sure = bool(request.POST.get("post"))
            if is_sure:
                for row in rows:
                    lock(row)
                rows = rows.all()  # read anew, for what was read before the lock may be of the past
            now = digest_of_all(rows)
            if is_sure and request.POST.get("asked") != now:
                self.message_user(request, NOT_DELETED, messages.ERROR)
                return None
            response = delete_selected(self, request, rows)
            if response is not None:
                response.context_data = {**(response.context_data or {}), "asked": now}
            return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.is_saved = True  # type: ignore[attr-defined]
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
            self.after_deletion(request, Guide.objects.filter(pk__in=[guide.pk for guide in guides]))

    def after_deletion(self, request: HttpRequest, guides: "models.QuerySet[Guide]") -> None:
        """Called with the guides, still there, that the deleted rows belonged to or stood in."""
        note_edit(request, guides)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says what goes without the rows that only join two others, or that the search made for itself."""
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        inner = re.compile(r"^(Search entry|Presence|[\w-]+ relationship): ", re.IGNORECASE)

        def without(entries: list[Any]) -> list[Any]:
            kept = [
                without(one) if isinstance(one, list) else one
                for one in entries
                if isinstance(one, list) or not inner.match(one)
            ]
            return [one for one in kept if one != []]

        joins = re.compile(r"relationships$|^(search entries|changesets|presences)$")
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

    new_ones_show = False  # but only once a published guide uses them

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.has_changed():
            stamp(request, obj)
        super().save_model(request, obj, form, change)

    def after_edit(self, request: HttpRequest, row: Any, form: Any) -> None:
        self.index(self.guides_of(self.model._default_manager.filter(pk=row.pk)))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        is_edit = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if is_edit if change else self.new_ones_show:
            content.changed()

    def after_deletion(self, request: HttpRequest, guides: Any) -> None:
        note_edit(request, guides.working())
        self.index(guides.public())
        content.changed(taken=True)

    def index(self, guides: "models.QuerySet[Guide]") -> None:
        for guide in guides.filter(pk__in=Guide.objects.indexed().values("pk")):
            index_guide(guide)
