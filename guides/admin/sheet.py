"""The pages where a guide's bands, claims or requirements go out as a spreadsheet and come in again.

Nothing that was uploaded is kept between its preview and its confirmation: the preview sends it along, and what it
would do is worked out anew, under a lock. It is written only if that is what the editor saw.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from guides.models import Guide
from guides.sheets.cells import MAX_BYTES, MAX_ROWS, TOO_LARGE, SheetError
from guides.sheets.kinds import KINDS, Kind, stored_rows
from guides.sheets.plan import CHANGED, DELETED, NEW, SAME, Plan, make_plan
from guides.sheets.read import read_lines
from guides.sheets.save import write
from guides.sheets.write import csv_file, workbook

from .base import change_url, lock, note_edit
from .edition import find, log, page
from .order import put_in_order

SEALED = "This edition is not changed any more. Open the working copy of its role, and upload the file there."
MEANWHILE = (
    "Nothing was written: the guide was changed since this preview was made. This is what would happen now."
)
CLASH = (
    "Nothing was written: rows of this file exchange what names them. Give one of them another name and upload that,"
    " then the name that it should have."
)
LOST = "Nothing was written: the file did not come back whole. Choose it once more."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So many problems are listed; nobody reads more.
SHOWN = 500


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The changed spreadsheet",
        help_text=f"An Excel workbook (.xlsx) or CSV, with up to {MAX_ROWS:,} rows. You see what it would do first.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


def permission(kind: Kind, action: str) -> str:
    return f"{kind.model._meta.app_label}.{action}_{kind.name}"


def to_look(request: HttpRequest, kind: Kind) -> str:
    """The permission that looking takes: who may change may look."""
    change = permission(kind, "change")
    return change if request.user.has_perm(change) else permission(kind, "view")


@require_safe
def download(request: HttpRequest, key: int, kind: Kind, ending: str) -> HttpResponse:
    guide = find(Guide, key, request, to_look(request, kind))
    rows = stored_rows(kind, guide)
    raw, content_type = (
        (csv_file(kind, rows), "text/csv; charset=utf-8")
        if ending == "csv"
        else (workbook(kind, guide, rows), XLSX)
    )
    name = guide.role.slug if guide.role.address_id else f"guide-{guide.pk}"
    return HttpResponse(
        raw,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{kind.name}s.{ending}"',
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, key: int, kind: Kind) -> HttpResponse:
    """Offer the downloads and take an upload: first to say what it would do, then to do it."""
    if request.method != "POST":
        return sheet_page(request, find(Guide, key, request, to_look(request, kind)), kind)
    guide = find(Guide, key, request, permission(kind, "change"))
    if guide.is_sealed:
        return sheet_page(request, guide, kind, error=SEALED, status=409)
    if "content" in request.POST:
        return confirm(request, guide, kind)
    form = UploadForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return sheet_page(request, guide, kind, form=form)
    return preview(request, guide, kind, form.cleaned_data["file"].read())


def planned(request: HttpRequest, guide: Guide, kind: Kind, raw: bytes) -> Plan:
    def may(action: str) -> bool:
        return request.user.has_perm(permission(kind, action))

    return make_plan(kind, guide, read_lines(raw, kind.title), may)


def preview(request: HttpRequest, guide: Guide, kind: Kind, raw: bytes, error: str = "") -> HttpResponse:
    try:
        plan = planned(request, guide, kind, raw)
    except SheetError as refusal:
        return sheet_page(request, guide, kind, error=str(refusal))
    at_fault = {one.row for one in plan.problems} | {one.row for one in plan.conflicts}
    return sheet_page(
        request,
        guide,
        kind,
        error=error,
        plan=plan,
        counts=counts_of(plan),
        problems=plan.problems[:SHOWN],
        more=max(0, len(plan.problems) - SHOWN),
        unchanged=[draft for draft in plan.of(SAME) if draft.number not in at_fault],
        content=urlsafe_b64encode(raw).decode() if plan.changes and not plan.refuses else "",
        status=409 if error else 200,
    )


def confirm(request: HttpRequest, guide: Guide, kind: Kind) -> HttpResponse:
    try:
        raw = urlsafe_b64decode(request.POST["content"])
    except (binascii.Error, ValueError):
        return sheet_page(request, guide, kind, error=LOST)
    try:
        with transaction.atomic():
            lock(guide)
            guide.refresh_from_db()
            if guide.is_sealed:
                return sheet_page(request, guide, kind, error=SEALED, status=409)
            plan = planned(request, guide, kind, raw)
            is_as_seen = not plan.refuses and plan.digest == request.POST.get("seen")
            if is_as_seen:
                write(plan, guide)
                put_in_order(kind.model._default_manager.filter(guide=guide), {})
                note_edit(request, [guide])
                done = f"{kind.title} from a spreadsheet: {counts_of(plan)}."
                log(request, guide, done)
    except SheetError as refusal:
        return sheet_page(request, guide, kind, error=str(refusal))
    except DatabaseError:
        return preview(request, guide, kind, raw, error=CLASH)
    if not is_as_seen:
        return preview(request, guide, kind, raw, error=MEANWHILE)
    messages.success(request, f"{done} Readers see it once the guide is published.")
    return HttpResponseRedirect(sheet_url(kind.model, guide))


def counts_of(plan: Plan) -> str:
    """ "2 changed, 1 new"; empty where nothing would change."""
    counts = ((len(plan.of(what)), what) for what in (CHANGED, NEW, DELETED))
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def sheet_page(
    request: HttpRequest, guide: Guide, kind: Kind, *, form: Any = None, status: int = 200, **context: Any
) -> HttpResponse:
    may_upload = not guide.is_sealed and request.user.has_perm(permission(kind, "change"))
    response = page(
        request,
        "admin/guides/sheet.html",
        f"{kind.title} of {guide} as a spreadsheet",
        guide=guide,
        kind=kind,
        form=form or UploadForm(label_suffix=""),
        may_upload=may_upload,
        downloads=[(ending, address(kind, guide, ending)) for ending in ("xlsx", "csv")],
        back=change_url(guide),
        **context,
    )
    response.status_code = status
    return response


def address(kind: Kind, guide: Guide, ending: str = "") -> str:
    return reverse(f"admin:{route_name(kind, ending)}", args=[guide.pk])


def route_name(kind: Kind, ending: str = "") -> str:
    return "-".join(filter(None, ("guides_guide_sheet", kind.name, ending)))


def sheet_url(model: type[models.Model], guide: Guide) -> str:
    """The page for parts of this kind; empty where they come as no spreadsheet."""
    return next((address(kind, guide) for kind in KINDS if kind.model is model), "")


SHEET_URLS = [
    one
    for kind in KINDS
    for one in (
        path(
            f"<int:key>/sheet/{kind.name}s/",
            admin.site.admin_view(partial(sheet, kind=kind)),
            name=route_name(kind),
        ),
        *(
            path(
                f"<int:key>/sheet/{kind.name}s.{ending}",
                admin.site.admin_view(partial(download, kind=kind, ending=ending)),
                name=route_name(kind, ending),
            )
            for ending in ("xlsx", "csv")
        ),
    )
]
