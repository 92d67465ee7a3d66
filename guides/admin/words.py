"""Words that editors have not saved yet: what the server does so that none is lost.

The script `unsaved.js` keeps them in the browser. Each opening of a form has a number there, which comes with the form
(`FIELD`); once the form is saved, a cookie says so to the script.
"""

import re

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

FIELD = "_words"
SAVED = "saved_words"
# So many saves may pass before the script reads of them, in as many tabs.
MOST_SAVED = 8


def number_of(request: HttpRequest) -> str:
    number = request.POST.get(FIELD, "")
    return number if re.fullmatch(r"[0-9a-f]{16}", number) else ""


def note_saved(request: HttpRequest, response: HttpResponse) -> None:
    """Tell the script that it need not keep the form's words any longer."""
    if number := number_of(request):
        before = re.findall(r"[0-9a-f]{16}", request.COOKIES.get(SAVED, ""))
        response.set_cookie(
            SAVED,
            ".".join([*before, number][-MOST_SAVED:]),
            max_age=86_400,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Strict",
        )


def words_in(data: QueryDict) -> list[tuple[str, str]]:
    """What somebody wrote in a form, by field; without what the form holds for itself."""
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if not name.startswith(("_", "csrf")) and not name.endswith(("_FORMS", "-id")) and len(value) > 3
    ]


def signed_out(request: HttpRequest) -> HttpResponse:
    """The session has ended while a form was open: the way to sign in, and every word that was sent."""
    context = {
        **admin.site.each_context(request),
        "title": "You were signed out meanwhile, and nothing is saved",
        "words": words_in(request.POST),
        "form_url": request.get_full_path(),
        "signed_out": True,
    }
    return render(request, "admin/gone.html", context, status=403)
