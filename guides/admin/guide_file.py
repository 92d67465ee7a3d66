"""A guide as one file, out and in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from guides.export import ExportError, export_guide
from guides.loading import FixtureError, import_guide
from guides.loading.one_file import MAX_BYTES, TOO_LARGE, sentences
from guides.models import Guide

from .base import change_url, list_url
from .edition import find, page


class ImportForm(forms.Form):
    file = forms.FileField(
        label="The guide’s file",
        help_text="A file that Export wrote, or one written like it.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )
    check = forms.BooleanField(
        label="Only check it",
        required=False,
        help_text="Says what would be made and what is wrong, and writes nothing.",
    )

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


@require_safe
def export(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, "guides.view_guide")
    try:
        text = export_guide(guide)
    except ExportError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(change_url(guide))
    return HttpResponse(
        text.encode(),
        content_type="application/toml",
        headers={
            "Content-Disposition": f'attachment; filename="{guide.role}.toml"',
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Take a file and make its guide a working copy, or say where it is wrong."""
    if not request.user.has_perm("guides.add_guide"):
        raise PermissionDenied
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None, label_suffix="")
    problems: list[str] = []
    told: list[str] = []
    if form.is_valid():
        file, only_check = form.cleaned_data["file"], form.cleaned_data["check"]
        try:
            found = import_guide(file.read(), file.name, by=request.user, dry_run=only_check)
        except FixtureError as error:
            problems = error.lines()
        else:
            told = sentences(found, dry_run=only_check)
            if not only_check:
                return lead_to(request, found.guide, file.name, told)
    return page(
        request,
        "admin/guides/import.html",
        "Import a guide",
        form=form,
        problems=problems,
        told=told,
        back=list_url(Guide),
    )


def lead_to(request: HttpRequest, guide: Guide, name: str, told: list[str]) -> HttpResponse:
    admin.site.get_model_admin(Guide).log_addition(request, guide, f"Imported from {name}.")
    for sentence in told:
        messages.success(request, sentence)
    may_look = request.user.has_perm("guides.view_guide") or request.user.has_perm("guides.change_guide")
    return HttpResponseRedirect(change_url(guide) if may_look else list_url(Guide))


FILE_URLS = [
    path("import/", admin.site.admin_view(import_), name="guides_guide_import"),
    path("<int:key>/export/", admin.site.admin_view(export), name="guides_guide_export"),
]
