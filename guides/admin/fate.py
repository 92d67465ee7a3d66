"""The steps of a role itself: merged into another, taken apart again, brought back after a deletion."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from guides import roles
from guides.editions import EditionError
from guides.models import Guide, Link, Role, Tier

from .base import change_url
from .edition import PUBLISH, attempt, find, log, page
from .inputs import ChoiceField


class ByTitle(ChoiceField):
    def label_from_instance(self, role: Any) -> str:
        return f"{role.published.title} ({role})" if role.published else f"{role}, which readers do not see"


class MergeForm(forms.Form):
    """Which role stays: any but the one that goes."""

    into = ByTitle(
        Role.objects.none(),
        label="The role that stays",
        empty_label="Choose a role",
        error_messages={
            "required": "Choose the role that stays.",
            "invalid_choice": "Choose one of these roles.",
        },
    )

    def __init__(self, role: Role, data: QueryDict | None) -> None:
        super().__init__(data, label_suffix="")
        others = Role.objects.present().filter(address__isnull=False).exclude(pk=role.pk)
        field: Any = self.fields["into"]
        field.queryset = others.select_related("address", "published").order_by(
            "published__title", "address__slug"
        )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: int) -> HttpResponse:
    """Choose the role that stays, see what would happen, agree to that."""
    role = find(Role, key, request, PUBLISH)
    if role.is_gone:
        messages.error(request, "This role was deleted or merged already.")
        return HttpResponseRedirect(change_url(role))
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(role, given if "into" in given or request.method == "POST" else None)
    into, error = None, ""
    if form.is_valid():
        into = form.cleaned_data["into"]
        if request.method == "POST":
            try:
                # A request without `seen` comes from no page of ours.
                roles.merge(role, into, by=request.user, seen=request.POST.get("seen") or "nothing")
            except EditionError as refused:
                error = str(refused)
            else:
                return merged(request, role, into)
    return page(
        request,
        "admin/guides/merge.html",
        f"Merge {role.published or role} into another role",
        role=role,
        form=form,
        error=error,
        back=change_url(role),
        opts=Role._meta,
        **(what_happens(role, into) if into else {}),
    )


def merged(request: HttpRequest, role: Role, into: Role) -> HttpResponse:
    log(request, role, f"Merged into {into}.")
    log(request, into, f"Took over {role}, which was merged into it.")
    messages.success(request, f"Merged: the addresses of {role} lead to {into}.")
    return HttpResponseRedirect(change_url(into))


def what_happens(role: Role, into: Role) -> dict[str, Any]:
    """What the page says before anybody agrees."""
    links = Link.objects.leading_to([role.pk]).filter(guide__in=Guide.objects.current())
    steps = Tier.objects.filter(role=role, guide__in=Guide.objects.current()).exclude(guide__role=role)
    links = links.exclude(guide__role=role)
    named: list[Any] = [*links.select_related("guide"), *steps.select_related("guide")]
    return {
        "into": into,
        "addresses": role.addresses.order_by("slug"),
        "named": [(change_url(one), one, one.guide) for one in named],
        "other_title": roles.title_to_keep(role, into),
        "working": role.guides.working().first(),
        "seen": roles.outlook(role, into),
    }


@require_POST
def take_apart(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, PUBLISH)
    done = "Taken apart: the role has its addresses again. Readers see it once you publish it again."
    return attempt(request, role, done, lambda: roles.take_apart(role, by=request.user))


@require_POST
def bring_back(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, PUBLISH)
    done = "Brought back, with its editions and addresses. Readers see it once you publish it again."
    return attempt(request, role, done, lambda: roles.bring_back(role, by=request.user))


FATE_STEPS = [merge, take_apart, bring_back]
