"""What changed in a guide, edition by edition, for readers: a page and a feed."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html_join
from django.views.decorators.http import require_safe

from guides.changes import Change
from guides.models import Guide, Role
from guides.structured_data import breadcrumbs

from .finding import find_role

# Fields whose values are told before and after; of texts only that they changed.
FIGURES = {
    *("low", "p10", "p25", "median", "mean", "p75", "p90", "high", "open_top"),
    *("currency", "pay_period", "unit", "as_of", "period", "years_min", "years_max"),
}
# What no page of readers shows.
INTERNAL = {"slug", "review_by"}
# So many editions stand in the feed.
IN_FEED = 20


@dataclass
class Told:
    """A change as readers are told it: its figures before and now, and what else changed, in words."""

    name: str
    what: str
    figures: list[dict[str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        numbers = [f"{one['label']} {one['old'] or '–'} → {one['new'] or '–'}" for one in self.figures]
        return f"{self.name}: {', '.join([*numbers, *self.rest]) or self.what}"


@dataclass
class Edition:
    guide: Guide
    told: list[Told]
    is_first: bool

    @property
    def with_figures(self) -> list[Told]:
        return [one for one in self.told if one.figures]

    @property
    def without_figures(self) -> list[Told]:
        return [one for one in self.told if not one.figures]


@require_safe
def role_history(request: HttpRequest, slug: str) -> HttpResponse:
    role = find_role(request, slug)
    if isinstance(role, HttpResponse):
        return role
    guide = role.public_guide
    crumbs = [("Roles", "guides:roles")]
    context = {
        "role": role,
        "guide": guide,
        "editions": editions_of(role),
        "merged": merged_into(role),
        "structured_data": [breadcrumbs(crumbs, f"History of {guide.title}", request.path)],
    }
    return render(request, "guides/role_history.html", context)


@require_safe
def history_feed(request: HttpRequest, slug: str) -> HttpResponse:
    role = find_role(request, slug)
    if isinstance(role, HttpResponse):
        return role
    page = settings.SITE_URL + reverse("guides:history", args=[role.slug])
    feed = Atom1Feed(
        title=f"{role.public_guide.title}: what changed",
        link=page,
        description="",
        language=settings.LANGUAGE_CODE,
        feed_url=settings.SITE_URL + reverse("guides:history-feed", args=[role.slug]),
    )
    for edition in editions_of(role)[:IN_FEED]:
        guide = edition.guide
        lines = [guide.why, *map(str, edition.told)] if not edition.is_first else ["The first edition."]
        feed.add_item(
            title=guide.title,
            link=f"{page}#edition-{guide.pk}",
            description=format_html_join("", "<p>{}</p>", ((line,) for line in lines if line)),
            unique_id=f"{page}#edition-{guide.pk}",
            pubdate=guide.published_at,
            updateddate=guide.published_at,
        )
    for other in merged_into(role):
        feed.add_item(
            title=role.public_guide.title,
            link=f"{page}#merged-{other.pk}",
            description=f"<p>{escape(other.title)} was merged into this guide.</p>",
            unique_id=f"{page}#merged-{other.pk}",
            pubdate=other.edited_at,
            updateddate=other.edited_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def editions_of(role: Role) -> list[Edition]:
    """The editions that readers have seen, newest first; one query."""
    published = role.guides.filter(state=Guide.State.PUBLISHED).select_related("changeset")
    guides = published.order_by("-published_at", "-pk")
    found = [Edition(guide, tell(guide.changes), is_first=False) for guide in guides]
    found[-1].is_first = True
    return found


def merged_into(role: Role) -> "QuerySet[Any]":
    """The roles whose addresses lead here since a merge, the latest first, each with the title that readers knew."""
    published = Guide.objects.filter(role=OuterRef("pk"), state=Guide.State.PUBLISHED)
    title = published.order_by("-published_at", "-pk").values("title")[:1]
    # Nothing but the merge has touched such a role since.
    return role.merged.annotate(title=Subquery(title)).exclude(title=None).order_by("-edited_at", "pk")


def tell(changes: list[Change]) -> list[Told]:
    return [told for change in changes if (told := told_of(change))]


def told_of(change: Change) -> Told | None:
    """Nothing where only what readers do not see has changed."""
    fields = [one for one in change["fields"] if one["name"] not in INTERNAL]
    points = change["points"]
    if not fields and not points:
        return None
    kind, what = change["kind"], change["what"]
    if what == "reordered":
        moved = "in another order"
        return Told("Pay figures" if kind == "Pay" else f"{kind}s", moved, rest=[moved])
    # A statement's text says its figures in words.
    told = FIGURES | {"text"} if kind == "Statement" else FIGURES
    figures = [one for one in fields if one["name"] in told]
    rest = [what]
    if what == "changed":
        rest = [f"{one['label'].lower()} changed" for one in fields if one not in figures]
        number = sum(one["what"] != "reordered" for one in points)
        if number:
            rest.append(f"{number} point{'' if number == 1 else 's'} changed")
        elif points:
            rest.append("points in another order")
    return Told(name_of(kind, change["name"]), what, figures, rest)


def name_of(kind: str, name: str) -> str:
    match kind:
        case "Guide":
            return name
        case "Pay" | "Statement":
            return f"{kind}: {name}"
    return f"{kind} “{name}”"
