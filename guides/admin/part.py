"""The page of one kind of a guide's parts: it stays in its guide, and has its place among its like."""

import json
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlencode

from adminsortable2.admin import SortableAdminMixin
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from guides.hints import hints_of
from guides.models import Guide

from .base import GUIDE_FILTER, EditorAdmin, add_url, change_url, lock, note_edit
from .beside import beside, presence
from .contents import HERE, place_of
from .edition import edit_part
from .forms import PartForm
from .inputs import could_be_key
from .opened import digest
from .order import put_in_order

ORDERS = "orders"
MOST_ORDERS = 20
ORDER_CHANGED = "Not moved: somebody else has changed the order since you opened this list."


class OwnPartFilter(admin.RelatedFieldListFilter):
    """A filter by a guide's own parts, such as its steps: it shows only in the list of one guide."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        guide = request.GET.get(GUIDE_FILTER, "")
        if not could_be_key(Guide, guide):
            return []
        return field.get_choices(include_blank=False, limit_choices_to={"guide": guide})


class EditionFilter(admin.RelatedFieldListFilter):
    """A filter by guide that offers no history, and without a choice shows none."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        guides = Guide.objects.current().order_by("title", "pk")
        return [
            (guide.pk, f"{guide} (working copy)" if not guide.is_sealed else str(guide)) for guide in guides
        ]

    def has_output(self) -> bool:
        return True  # what has no output does not filter either

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        found: Any = super().queryset(request, queryset)
        return found if self.used_parameters else found.filter(guide__in=Guide.objects.current().values("pk"))


class PartAdmin(SortableAdminMixin, EditorAdmin):
    form = PartForm
    change_form_template = "admin/part_change_form.html"
    readonly_fields = ["of_guide"]
    list_per_page = 300

    class Media:
        js = ["order.js", Script("moving.js", defer=True)]

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        # The mixin sets this anew for each request, on an object that requests share; here the column decides.
        self.enable_sorting = True

    # What is sealed is only looked at; its page leads to the same part of the working copy.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.guide.is_sealed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.guide.is_sealed)

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_edit"
        return [
            path("<int:key>/edit/", self.admin_site.admin_view(self.edit), name=name),
            *super().get_urls(),
        ]

    def edit(self, request: HttpRequest, key: int) -> HttpResponse:
        return edit_part(request, self.model, key)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        extra = {**(extra_context or {}), **beside(request, row.guide, row)} if row else None
        return super().change_view(request, object_id, form_url, extra)

    def guides_of(self, rows: "models.QuerySet[Any]") -> "models.QuerySet[Guide]":
        return Guide.objects.filter(pk__in=rows.values("guide"))

    def after_edit(self, request: HttpRequest, row: Any, form: Any) -> None:
        put_in_order(self.siblings(row.guide_id), {row.pk: form.initial.get("position") or 0})
        note_edit(request, Guide.objects.filter(pk=row.guide_id))
        if IS_POPUP_VAR not in request.POST:
            for hint in hints_of([row.guide])[row.guide_id]:
                if hint.part == row:
                    messages.info(request, f"Saved, with a hint: {hint.what} {hint.todo}")

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
        """The working copy that the link to the form names, or that the list it was opened from was filtered by."""
        filters = parse_qs(request.GET.get("_changelist_filters", ""))
        key = request.GET.get("guide") or next(iter(filters.get(GUIDE_FILTER, [])), "")
        return Guide.objects.working().filter(pk=key).first() if could_be_key(Guide, key) else None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        guide = self.guide_to_add_to(request)
        if guide is None:
            kept = {name: value for name, value in request.GET.items() if name != "guide"}
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"Add {self.opts.verbose_name}: to which guide?",
                "is_popup": IS_POPUP_VAR in request.GET,
                "guides": [
                    (guide, f"?{urlencode({**kept, 'guide': guide.pk})}")
                    for guide in Guide.objects.working().order_by("-depth", "title", "id")
                ],
                "published": [
                    (guide, change_url(guide))
                    for guide in Guide.objects.current().public().order_by("-depth", "title", "id")
                ],
            }
            return render(request, "admin/choose_guide.html", context)
        return super().add_view(request, form_url, {**(extra_context or {}), **presence(request, guide)})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.guide = obj.guide if obj else self.guide_to_add_to(request)
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
        if HERE in request.POST and request.user.has_perm("guides.view_guide"):
            return HttpResponseRedirect(place_of(obj))
        if "_addanother" in request.POST and IS_POPUP_VAR not in request.POST:
            return HttpResponseRedirect(add_url(self.model, guide=obj.guide_id))
        return response

    def _response_post_save(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if self.get_preserved_filters(request) or not request.user.has_perm("guides.view_guide"):
            return super()._response_post_save(request, obj)
        return HttpResponseRedirect(change_url(obj.guide))

    # Lists: in the order of the page. Rows can be dragged where all of one guide's show, and only its.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        key, extra = request.GET.get(GUIDE_FILTER, ""), dict(extra_context or {})
        if could_be_key(Guide, key) and request.user.has_perm("guides.view_guide"):
            guide = Guide.objects.filter(pk=key).first()
            extra["of_guide"] = guide and change_url(guide)
        return super().changelist_view(request, extra)

    def get_ordering(self, request: HttpRequest) -> Any:
        of_one = ["position", "id"]
        return of_one if GUIDE_FILTER in request.GET else ["guide__title", "guide_id", *of_one]

    def get_list_display(self, request: HttpRequest) -> Any:
        needless = {"_reorder_", "guide"} if GUIDE_FILTER in request.GET else {"_reorder_"}
        listed = [name for name in super().get_list_display(request) if name not in needless]
        columns = ["in_guide" if name == "guide" else name for name in listed]
        whole = set(request.GET) == {GUIDE_FILTER} and self.has_change_permission(request)
        key = request.GET.get(GUIDE_FILTER, "")
        is_open = whole and could_be_key(Guide, key) and Guide.objects.working().filter(pk=key).exists()
        return ["_reorder_", *columns] if is_open else columns

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return [next(name for name in list_display if name != "_reorder_")]

    def get_actions(self, request: HttpRequest) -> Any:
        # The mixin's own actions move rows from page to page without regard to their guide.
        return super(SortableAdminMixin, self).get_actions(request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        return super(SortableAdminMixin, self).get_changelist_instance(request)

    def _add_reorder_method(self) -> None:
        super()._add_reorder_method()
        self._reorder_.__func__.short_description = "drag"

    @admin.display(description="guide", ordering="guide__title")
    def in_guide(self, row: Any) -> str:
        return (
            str(row.guide)
            if row.guide.is_sealed
            else f"{row.guide} ({row.guide.get_state_display().lower()})"
        )

    @admin.display(description="source", ordering="source__publisher")
    def origin(self, row: Any) -> str:
        return row.source.short_name

    @admin.display(description="no.", ordering="position")
    def number(self, row: Any) -> int:
        return row.position

    def get_update_url(self, request: HttpRequest) -> str:
        """Carries a digest of the order in sight, so that a drag never undoes somebody else's."""
        url, guide = super().get_update_url(request), request.GET.get(GUIDE_FILTER, "")
        if not could_be_key(Guide, guide):
            return url
        # The same order, opened twice, is two pages that must not take each other's drags for their own.
        seen = f"{order_of(self.siblings(int(guide)))}.{token_hex(4)}"
        return f"{url}?{urlencode({'seen': seen})}"

    def update_order(self, request: HttpRequest) -> HttpResponse:
        """Take the new numbers of rows that were dragged: all of one guide, or none at all."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return save_dragged(request, self)


def order_of(rows: "models.QuerySet[Any]") -> str:
    return digest(list(rows.order_by("position", "id").values_list("pk", "position")))


@require_POST
def save_dragged(request: HttpRequest, page: PartAdmin) -> HttpResponse:
    try:
        numbers = {int(key): int(number) for key, number in json.loads(request.body)["updatedItems"]}
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return HttpResponseBadRequest("These are no rows and numbers.")
    if not all(could_be_key(page.model, key) and 0 < numbers[key] < 100_000 for key in numbers):
        return HttpResponseBadRequest("These are no rows and numbers.")
    with transaction.atomic():
        rows = list(page.model._default_manager.filter(pk__in=numbers))
        guides = {row.guide_id for row in rows}
        if len(guides) != 1 or len(rows) != len(numbers):
            return HttpResponseBadRequest("These are not rows of one guide.")
        lock(rows[0])
        if Guide.objects.get(pk=rows[0].guide_id).is_sealed:
            raise PermissionDenied
        siblings = page.siblings(rows[0].guide_id)
        # The page in sight goes on saying what it was opened with, however often one drags on it.
        orders, seen = request.session.get(ORDERS, {}), request.GET.get("seen", "")
        if orders.get(seen, seen.partition(".")[0]) != order_of(siblings):
            return HttpResponse(ORDER_CHANGED, status=409)
        for row in rows:
            row.position = numbers[row.pk]
        page.model._default_manager.bulk_update(rows, ["position"])
        put_in_order(siblings, {})
        kept = {one: then for one, then in orders.items() if one != seen}
        request.session[ORDERS] = dict([*kept.items(), (seen, order_of(siblings))][-MOST_ORDERS:])
        note_edit(request, page.guides_of(page.model._default_manager.filter(pk=rows[0].pk)))
    return HttpResponse("The order is saved.")
