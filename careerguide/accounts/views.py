"""The pages of the second factor, for whoever is signed in; `EditorsSite` says that only staff are."""

from base64 import b32encode
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from careerguide.accounts import second_factor
from careerguide.accounts.client_address import client_address
from careerguide.accounts.forms import CodeForm
from careerguide.accounts.limits import count_attempt, forget_attempt

WRONG = "This code is not right, or has been used. Wait for the next one; the clock of your phone has to be right."


def user_of(request: HttpRequest) -> Any:
    """With `second_factor`, which `accounts/backend.py` reads with every user."""
    return request.user


def lead_to(request: HttpRequest, route: str) -> HttpResponseRedirect:
    """To the step that is missing, and from there back to where one was going."""
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse(route)}?{query}" if query else reverse(route))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """After the password, the code."""
    goal = request.POST.get("next") or request.GET.get("next") or ""
    if not goal.startswith("/") or not url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        goal = reverse("admin:index")
    if second_factor.missing_step(request) != "admin:second_factor_code":
        return HttpResponseRedirect(goal)
    form = CodeForm(request.POST or None)
    if form.is_valid() and code_is_right(request, form):
        second_factor.confirm(request, user_of(request).second_factor)
        return HttpResponseRedirect(goal)
    return page(request, "admin/second_factor_code.html", title="Second factor", form=form, next=goal)


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """Set the second factor up; or turn it off, or take new recovery codes, with a code."""
    missing = second_factor.missing_step(request)
    if missing == "admin:second_factor_code":
        return lead_to(request, missing)
    form = CodeForm(request.POST or None)
    if user_of(request).second_factor is None:
        return set_up(request, form)
    if form.is_valid() and code_is_right(request, form):
        if request.POST.get("do") == "turn-off":
            second_factor.remove(user_of(request))
            messages.success(request, "Your second factor is off. Whoever knows your password can sign in.")
            return redirect("admin:index")
        return show_codes(request)
    return page(
        request,
        "admin/second_factor.html",
        title="Second factor",
        form=form,
        left=second_factor.codes_left(user_of(request)),
        required=second_factor.is_required(user_of(request)),
    )


def set_up(request: HttpRequest, form: CodeForm) -> HttpResponse:
    key = second_factor.pending_key(request)
    device = second_factor.device_for(user_of(request), key)
    form.fields["code"].help_text = "Six digits."
    if form.is_valid():
        taken = second_factor.take(user_of(request), key, form.cleaned_data["code"])
        if taken is not None:
            del request.session[second_factor.PENDING_KEY]
            second_factor.confirm(request, taken.pk)
            return show_codes(request)
        form.add_error("code", WRONG)
    return page(
        request,
        "admin/second_factor_set_up.html",
        title="Set up your second factor",
        form=form,
        qr_code=second_factor.qr_code(device),
        key=" ".join(secret_of(device)),
        required=second_factor.is_required(user_of(request)),
    )


def secret_of(device: TOTPDevice) -> list[str]:
    """The key as apps take it when typed, in groups of four."""
    letters = b32encode(device.bin_key).decode()
    return [letters[start : start + 4] for start in range(0, len(letters), 4)]


def show_codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.new_recovery_codes(user_of(request))
    return page(request, "admin/second_factor_codes.html", title="Your recovery codes", codes=codes)


def code_is_right(request: HttpRequest, form: CodeForm) -> bool:
    """Whether the form's code is this user's; else the form says why not."""
    name, address = user_of(request).get_username(), client_address(request)
    try:
        count_attempt("code", name, address)
    except ValidationError as refusal:
        form.add_error("code", refusal)
        return False
    if not second_factor.is_right(user_of(request), form.cleaned_data["code"]):
        form.add_error("code", WRONG)
        return False
    forget_attempt("code", name, address)
    return True


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
