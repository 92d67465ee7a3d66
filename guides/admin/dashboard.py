"""The admin's first page: what waits for an editor, each entry with the way to where it can be mended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as format_date

from guides.hints import Hint, Kind, hints_of, named
from guides.models import Claim, Disagreement, Guide, Link, Question, Role, Schedule, Section, Source, Tier
from guides.schedule import in_words
from salaries.models import Band

from .base import change_url
from .edition import step_url

# What was changed last, by others.
RECENT = 10
# More entries than this are folded.
SHOWN = 10
# What hints are about.
HINTED = (Band, Claim, Tier, Section, Link, Question, Disagreement)


@dataclass(frozen=True)
class Entry:
    name: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    title: str
    entries: list[Entry]
    empty: str
    """What it says where there are no entries."""

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:SHOWN]

    @property
    def folded(self) -> list[Entry]:
        return self.entries[SHOWN:]


def panels_of(request: HttpRequest) -> list[Panel]:
    """As much as the account may see; nothing of guides for whom may not see those."""
    panels = []
    if may_see(request, Guide):
        guides = list(Guide.objects.current().select_related("role__published", "edited_by"))
        working = sorted((one for one in guides if not one.is_sealed), key=last_change, reverse=True)
        panels += [
            Panel(
                "In review",
                [working_entry(one) for one in working if one.state == Guide.State.REVIEW],
                "No guide waits for a review.",
            ),
            Panel("Scheduled", scheduled(request), "Nothing is to be published or withdrawn at a set time."),
            Panel(
                "Working copies",
                [working_entry(one) for one in working if one.state == Guide.State.DRAFT],
                "Nobody is changing a guide.",
            ),
            Panel("Open comments", comment_entries(), "No comment waits to be dealt with."),
            Panel(
                "Review overdue",
                overdue(request, guides),
                "No guide and no figure was due to be checked before today.",
            ),
            Panel("Hints by guide", hint_entries(request, guides), "There is nothing to look at again."),
        ]
    if may_see(request, Source):
        sources = Source.objects.filter(published="")
        panels.append(
            Panel(
                "Sources without a date",
                [Entry(str(source), change_url(source)) for source in sources],
                "Every source has a date.",
            )
        )
    if may_see(request, Guide):
        panels.append(Panel("Last changed by others", recent(request), "Nobody else has changed anything."))
    return panels


def may_see(request: HttpRequest, model: type[models.Model]) -> bool:
    return admin.site.get_model_admin(model).has_view_or_change_permission(request)


# Working copies


def last_change(guide: Guide) -> datetime:
    return guide.edited_at or guide.updated_at


def working_entry(guide: Guide) -> Entry:
    return Entry(guide.title, change_url(guide), who_and_when(guide.edited_by, last_change(guide)))


def who_and_when(who: User | None, when: datetime) -> str:
    moment = format_date(timezone.localtime(when), "j M Y, H:i")
    return f"{who}, {moment}" if who else moment


# What is to be done at a set time


def scheduled(request: HttpRequest) -> list[Entry]:
    """What was put aside, with the reason, then what is to come; the soonest first."""
    related = ["by", "guide", "role__published", "role__address"]
    found = Schedule.objects.select_related(*related).order_by("at", "pk")
    if not may_see(request, Role):
        found = found.filter(guide__isnull=False)
    return [scheduled_entry(one) for one in sorted(found, key=lambda one: not one.put_aside)]


def scheduled_entry(one: Schedule) -> Entry:
    row = one.guide or one.role
    url = step_url("changes", row) if one.guide and not one.put_aside else change_url(row)
    name = str(one.guide or one.role.published or one.role)
    if one.put_aside:
        return Entry(name, url, f"not {one.done} as set for {in_words(one.at)}: {one.put_aside}")
    by = f", set by {one.by}" if one.by else ""
    return Entry(name, url, f"to be {one.done} on {in_words(one.at)}{by}")


# Comments


def comment_entries() -> list[Entry]:
    """Guides with comments that nobody has marked as done, but for older editions; the latest comment first."""
    counted = models.Count("comments", filter=models.Q(comments__done_at=None))
    latest = models.Max("comments__created_at", filter=models.Q(comments__done_at=None))
    guides = Guide.objects.indexed().annotate(waiting=counted, latest=latest).filter(waiting__gt=0)
    return [
        Entry(
            guide.title,
            f"{change_url(guide)}#comments",
            f"{guide.waiting} comment{'' if guide.waiting == 1 else 's'}, {who_and_when(None, guide.latest)}",
        )
        for guide in guides.order_by("-latest", "pk")
    ]


# What should have been checked


def overdue(request: HttpRequest, guides: Iterable[Guide]) -> list[Entry]:
    """Guides, then figures and statements; each of them the longest overdue first."""
    today = timezone.localdate()
    due = [(one.review_by, one) for one in guides if one.review_by is not None and one.review_by < today]
    entries = [
        Entry(guide.title, change_url(guide), f"guide, {due_words(day)}")
        for day, guide in sorted(due, key=lambda pair: pair[0])
    ]
    for model, what in ((Band, "pay"), (Claim, "statement")):
        if may_see(request, model):
            rows: Any = model._default_manager.filter(guide__in=Guide.objects.current().values("pk"))
            rows = rows.filter(review_by__lt=today).order_by("review_by", "guide__title", "position", "pk")
            entries += [
                Entry(
                    named(row),
                    change_url(row),
                    f"{what}, {row.guide}, {due_words(row.review_by)}",
                )
                for row in rows.select_related("guide", "source", "place", "tier")
            ]
    return entries


def due_words(day: date) -> str:
    return f"due {format_date(day, 'j M Y')}"


# Hints


def hints_for(request: HttpRequest, guides: Iterable[Guide]) -> dict[int, list[Hint]]:
    """Those about parts that the account may see."""
    may = {model: may_see(request, model) for model in HINTED}
    return {key: [one for one in hints if may[type(one.part)]] for key, hints in hints_of(guides).items()}


def hints_by_kind(request: HttpRequest, guide: Guide) -> list[tuple[str, list[Hint]]]:
    return [
        (str(kind.label), list(hints))
        for kind, hints in groupby(hints_for(request, [guide])[guide.pk], key=attrgetter("kind"))
    ]


def hint_entries(request: HttpRequest, guides: list[Guide]) -> list[Entry]:
    """The guides with most hints first, each with how many of which kind."""
    found = hints_for(request, guides)
    guides = sorted((one for one in guides if found[one.pk]), key=lambda one: -len(found[one.pk]))
    return [Entry(one.title, f"{change_url(one)}#hint-list", counts(found[one.pk])) for one in guides]


def counts(hints: Iterable[Hint]) -> str:
    """ "120 figures without a date, 1 section without text"."""
    number = Counter(hint.kind for hint in hints)
    return ", ".join(kind.counted(number[kind]) for kind in Kind if number[kind])


# What others did


def recent(request: HttpRequest) -> list[Entry]:
    """Editions published and working copies edited by others, and by loads of the files; the newest first."""
    published = (
        Guide.objects.filter(state=Guide.State.PUBLISHED)
        .exclude(published_by=request.user.pk)
        .select_related("published_by")
        .order_by("-published_at", "-pk")[:RECENT]
    )
    edited = (
        Guide.objects.working()
        .filter(edited_at__isnull=False)
        .exclude(edited_by=request.user.pk)
        .select_related("edited_by")
        .order_by("-edited_at", "-pk")[:RECENT]
    )
    found = [(one.published_at, "published", one.published_by, one) for one in published if one.published_at]
    found += [(one.edited_at, "edited", one.edited_by, one) for one in edited if one.edited_at]
    found.sort(key=lambda change: (change[0], change[3].pk), reverse=True)
    may_compare = request.user.has_perm("guides.view_guide")
    return [
        Entry(
            guide.title,
            step_url("changes", guide) if may_compare else change_url(guide),
            f"{what}, {who_and_when(who, when)}",
        )
        for when, what, who, guide in found[:RECENT]
    ]
