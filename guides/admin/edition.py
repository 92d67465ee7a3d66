"""The pages and buttons that lead a guide from one state to the next, and show what differs between editions."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from guides import editions, schedule
from guides.changes import changes_between, key_of
from guides.editions import EditionError
from guides.models import Guide, Role, Schedule

from .base import change_url
from .forms import WhenForm
from .inputs import could_be_key

CHANGE, PUBLISH = "guides.change_guide", "guides.publish_guide"


def find(model: type[Any], key: int, request: HttpRequest, permission: str) -> Any:
    """The row, for those who may; nobody else learns whether it is there."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    related = ["role__address", "role__published"] if model is Guide else ["address", "published"]
    row = model.objects.filter(pk=key).select_related(*related).first()
    if row is None:
        raise Http404(f"There is no such {model._meta.verbose_name}.")
    return row


def attempt(
    request: HttpRequest, row: models.Model, done: str, act: Callable[[], Guide | None]
) -> HttpResponse:
    """Take a step and say so, on the page that it leads to; or say why it cannot be taken."""
    try:
        found = act()
    except EditionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(change_url(row))
    log(request, row, done)
    messages.success(request, done)
    return HttpResponseRedirect(change_url(found or row))


def log(request: HttpRequest, row: models.Model, done: str) -> None:
    admin.site.get_model_admin(type(row)).log_change(request, row, done)


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "opts": Guide._meta, **context}
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def step_url(name: str, row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


# Editing what is published: in its working copy


@require_POST
def edit(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, CHANGE)
    try:
        return HttpResponseRedirect(change_url(editions.working_copy(guide.role, by=request.user)))
    except EditionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(change_url(guide))


@require_POST
def edit_part(request: HttpRequest, model: type[models.Model], key: int) -> HttpResponse:
    """Lead to the part of the working copy that a published part became."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    part: Any = model._default_manager.filter(pk=key).select_related("guide__role").first()
    if part is None:
        raise Http404(f"There is no such {model._meta.verbose_name}.")
    try:
        copy = editions.working_copy(part.guide.role, by=request.user)
    except EditionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(change_url(part))
    same = (row for row in model._default_manager.filter(guide=copy) if key_of(row) == key_of(part))
    if (found := next(same, None)) is None:
        messages.warning(request, f"The working copy no longer has this {model._meta.verbose_name}: {part}.")
        return HttpResponseRedirect(change_url(copy))
    return HttpResponseRedirect(change_url(found))


# The steps of a working copy


@require_POST
def submit(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, CHANGE)
    return attempt(request, guide, "Submitted for review.", lambda: editions.submit(guide, by=request.user))


@require_POST
def reopen(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, CHANGE)
    return attempt(request, guide, "Back to draft.", lambda: editions.reopen(guide, by=request.user))


@require_POST
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Publish what the page of changes showed, now or at a set time; if that has changed since, show it anew."""
    guide = find(Guide, key, request, PUBLISH)
    why = request.POST.get("why", "").strip().replace("\r\n", "\n")
    # A request without `seen` comes from no page of ours.
    seen = request.POST.get("seen") or "nothing"
    when = WhenForm("publish", request.POST)
    if not when.is_valid():
        return changes_page(request, guide, why=why, when=when)
    at, done = when.cleaned_data["at"], "Published: readers see this edition now."
    try:
        if at is None:
            editions.publish(guide, by=request.user, why=why, seen=seen)
        else:
            schedule.publish_at(guide, at, by=request.user, why=why, seen=seen)
            done = f"It will be published on {schedule.in_words(at)}."
    except EditionError as error:
        return changes_page(request, find(Guide, key, request, PUBLISH), error=str(error), why=why, when=when)
    log(request, guide, f"{'Published.' if at is None else done} {why}".strip())
    messages.success(request, done)
    return HttpResponseRedirect(change_url(guide))


def discard(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, CHANGE)
    if request.method == "POST":
        return attempt(
            request,
            guide,
            "Discarded. It can be restored from the editions of its role.",
            lambda: editions.discard(guide, by=request.user),
        )
    return page(
        request,
        "admin/guides/confirm.html",
        f"Discard the working copy of {guide}?",
        text="Readers go on seeing what they see now. The working copy can be restored from the editions of its"
        " role.",
        button="Discard it",
        back=change_url(guide),
    )


@require_POST
def restore(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, PUBLISH)
    done = "Restored as a working copy. Readers see it once you publish it."
    return attempt(request, guide, done, lambda: editions.restore(guide, by=request.user))


@require_safe
def changes(request: HttpRequest, key: int) -> HttpResponse:
    return changes_page(request, find(Guide, key, request, "guides.view_guide"))


def changes_page(
    request: HttpRequest, guide: Guide, *, error: str = "", why: str = "", when: WhenForm | None = None
) -> HttpResponse:
    """What a working copy would change for readers, with the button that publishes it, for who may."""
    if guide.state == Guide.State.PUBLISHED:
        earlier = guide.role.guides.filter(published_at__lt=guide.published_at)
        former, found = earlier.order_by("published_at").last(), guide.changes
    else:
        former = guide.role.published or editions.last_published(guide.role)
        found = changes_between(former, guide) if former else []
    may_publish = not guide.is_sealed and request.user.has_perm(PUBLISH)
    planned = Schedule.objects.pending().filter(guide=guide).first()
    if when is None:
        why = planned.why if planned else ""
        when = WhenForm("publish", initial={"at": planned and planned.at})
    return page(
        request,
        "admin/guides/changes.html",
        f"What has changed in {guide}",
        guide=guide,
        former=former,
        compared=compared_words(guide, former) if former else "",
        changes=found,
        seen=editions.version(guide.role, guide) if may_publish else "",
        error=error,
        why=why,
        when=when,
        schedule=planned,
        back=change_url(guide),
    )


def compared_words(guide: Guide, former: Guide) -> str:
    """ "The working copy, compared with the edition published on 28 November 2026, 00:12 UTC (“Newer pay.”)." """
    words = f"{edition_words(guide)}, compared with {edition_words(former)}."
    return f"{words[0].upper()}{words[1:]}"


def edition_words(guide: Guide) -> str:
    if guide.published_at is None:
        return "the working copy" + (" that was discarded" if guide.is_sealed else "")
    why = f" (“{guide.why}”)" if guide.why else ""
    return f"the edition published on {schedule.in_words(guide.published_at)}{why}"


# The steps of a role


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, PUBLISH)
    planned = Schedule.objects.pending().filter(role=role, guide=None).first()
    sent = request.method == "POST"
    when = WhenForm("withdraw", request.POST if sent else None, initial={"at": planned and planned.at})
    if sent and when.is_valid():
        at = when.cleaned_data["at"]
        if at is None:
            done = "Withdrawn: readers do not see this role any more. Its editions stay."
            return attempt(request, role, done, lambda: editions.withdraw(role, by=request.user))
        done = f"It will be withdrawn on {schedule.in_words(at)}."
        return attempt(request, role, done, lambda: schedule.withdraw_at(role, at, by=request.user))
    return page(
        request,
        "admin/guides/confirm.html",
        f"Withdraw {role.published or role}?",
        text="Its addresses then say that the guide was taken down, and name roles nearby. Nothing is deleted, and"
        " you can publish it again.",
        button="Withdraw it",
        when=when,
        back=change_url(role),
        opts=Role._meta,
    )


@require_POST
def publish_again(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, PUBLISH)
    done = "Published again, as readers saw it last."
    return attempt(request, role, done, lambda: editions.publish_again(role, by=request.user))


@require_safe
def role_editions(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, "guides.view_role")
    guides = role.guides.select_related("published_by", "edited_by", "changeset").order_by("-pk")
    rows = [(guide, step_url("restore", guide) if guide.is_sealed else "") for guide in guides]
    return page(
        request,
        "admin/guides/editions.html",
        f"Editions of {role.published or role}",
        role=role,
        rows=rows,
        may_export=bool(role.address_id or role.merged_address_id)
        and request.user.has_perm("guides.view_guide"),
        may_restore=request.user.has_perm(PUBLISH)
        and not role.is_gone
        and not any(not guide.is_sealed for guide, _ in rows),
        back=change_url(role),
        opts=Role._meta,
    )


@require_safe
def compare(request: HttpRequest, key: int) -> HttpResponse:
    """Any two editions of a role, the older one first."""
    role = find(Role, key, request, "guides.view_role")
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    keys = [one for one in chosen if could_be_key(Guide, one)]
    two = list(role.guides.filter(pk__in=keys).order_by("pk"))
    if len(two) != 2:
        messages.error(request, "Choose two editions to compare.")
        return HttpResponseRedirect(step_url("editions", role))
    return page(
        request,
        "admin/guides/changes.html",
        f"Two editions of {role.published or role}",
        former=two[0],
        compared=compared_words(two[1], two[0]),
        changes=changes_between(*two),
        back=step_url("editions", role),
        opts=Role._meta,
    )


GUIDE_STEPS = [edit, submit, reopen, publish, discard, restore, changes]
ROLE_STEPS = [withdraw, publish_again, role_editions, compare]
NAMES = {role_editions: "editions"}


def urls_of(model: type[models.Model], steps: list[Callable[..., HttpResponse]]) -> Any:
    """An address for each step: "guide/5/submit/" for `submit`, named guides_guide_submit."""
    return [
        path(
            f"<int:key>/{(name := NAMES.get(step, step.__name__.replace('_', '-')))}/",
            admin.site.admin_view(step),
            name=f"{model._meta.app_label}_{model._meta.model_name}_{name}",
        )
        for step in steps
    ]


def preview_url(request: HttpRequest, guide: Guide, part: models.Model | None) -> str:
    """The preview, at the part; empty where readers see the guide already, or nobody can yet."""
    if guide.is_published or guide.role.address is None or not request.user.has_perm("guides.view_guide"):
        return ""
    # Where readers would find it: "/roles/baker/ladder/#junior".
    where: Any = part
    public = urlsplit(where.get_absolute_url() if hasattr(part, "get_absolute_url") else "")
    page = "ladder/" if public.path.endswith("/ladder/") else ""
    return f"{step_url('preview', guide)}{page}{f'#{public.fragment}' if public.fragment else ''}"


def standing(request: HttpRequest, guide: Guide, part: models.Model | None = None) -> dict[str, Any]:
    """What the bar above a guide or one of its parts says and offers, as far as the editor may."""
    may_change, may_publish = request.user.has_perm(CHANGE), request.user.has_perm(PUBLISH)
    urls = {}
    if guide.role.is_gone:
        may_change = may_publish = False
    if guide.is_sealed and may_change:
        urls["edit"] = step_url("edit", part or guide)
    if address := preview_url(request, guide, part):
        urls["preview"] = address
    if guide.is_sealed and may_publish and part is None and not guide.is_published:
        urls["restore"] = step_url("restore", guide)
    if part is None and request.user.has_perm("guides.view_role"):
        urls["editions"] = step_url("editions", guide.role)
    has_address = guide.role.address_id or guide.role.merged_address_id
    if part is None and has_address and request.user.has_perm("guides.view_guide"):
        urls["export"] = step_url("export", guide)
    if not guide.is_sealed and part is None:
        urls["changes"] = step_url("changes", guide)
        if may_change:
            urls["preview_links"] = step_url("preview-links", guide)
            urls["discard"] = step_url("discard", guide)
            is_draft = guide.state == Guide.State.DRAFT
            urls["submit" if is_draft else "reopen"] = step_url("submit" if is_draft else "reopen", guide)
    planned = Schedule.objects.filter(guide=guide).first()
    if guide.is_published:
        planned = Schedule.objects.filter(role=guide.role, guide=None).first()
    return {"guide": guide, "part": part, "may_publish": may_publish, "urls": urls, "schedule": planned}
