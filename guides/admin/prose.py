"""Longer prose: its field, with a preview beside it of what readers will see."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse_lazy
from django.views.decorators.http import require_POST

from guides.markdown import to_html
from guides.models.fields import validate_plain_text

MOST = 10_000


class ProseWidget(AdminTextareaWidget):
    """A text area; a script adds the button, since only the script can show the answer beside the field."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"rows": 6, "data-prose": reverse_lazy("admin:guides_guide_prose"), **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script("prose.js", defer=True)])  # type: ignore[list-item]


@require_POST
def prose(request: HttpRequest) -> HttpResponse:
    """What readers will see of a text, or why it cannot be saved."""
    if not request.user.has_perm("guides.change_guide"):
        raise PermissionDenied
    text = request.POST.get("text", "").replace("\r\n", "\n")[:MOST]
    context: dict[str, Any] = {}
    try:
        validate_plain_text(text)
        context["html"] = to_html(text) if text.strip() else ""
    except ValidationError as error:
        context["errors"] = error.messages
    return render(request, "admin/prose.html", context)


PROSE_URLS = [path("prose/", admin.site.admin_view(prose), name="guides_guide_prose")]
