from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import get_text_list
from django.views.decorators.http import require_safe

from guides.models import (
    Claim,
    Disagreement,
    Guide,
    Link,
    Point,
    Question,
    Requirement,
    Section,
    Source,
    Tier,
)
from guides.structured_data import breadcrumbs
from salaries.models import Band
from salaries.pay import PayRow, rows_of

from .differing import Differing, gather_differing
from .lean import render_lean

StatementModel = TypeVar("StatementModel", Band, Claim)
JOINED = ("source", "place", "tier", "disagreement")


@dataclass(frozen=True)
class Standing:
    """Whether a statement of a source stands alone or against others."""

    differing: Differing | None
    others: list[str]
    """The names of the other sources that it stands against; none where the source differs with itself only."""

    @property
    def words(self) -> str:
        if self.differing is None:
            return "Stands alone"
        return (
            f"Against {get_text_list(self.others, 'and')}"
            if self.others
            else "Against the source’s own others"
        )


@dataclass
class Topic:
    """What a source states on one topic; and the disagreements that belong to it, each at its first topic only."""

    name: str
    rows: list[tuple[PayRow, Standing]] = field(default_factory=list)
    claims: list[tuple[Claim, Standing]] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)


@dataclass
class Stated:
    """What a source states in one guide."""

    guide: Guide
    topics: dict[str, Topic] = field(default_factory=dict)
    tiers: list[Tier] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    questions: int = 0
    requirements: int = 0
    links: int = 0

    @property
    def standings(self) -> list[Standing]:
        return [standing for topic in self.topics.values() for _, standing in (*topic.rows, *topic.claims)]

    @property
    def numbers(self) -> list[str]:
        """What there is, counted: "2 pay figures", "1 step"; nothing of which there is none."""
        counted = {
            "pay figure": sum(len(topic.rows) for topic in self.topics.values()),
            "statement": sum(len(topic.claims) for topic in self.topics.values()),
            "step": len(self.tiers),
            "section": len(self.sections),
            "skill": self.requirements,
            "question": self.questions,
            "link": self.links,
        }
        return [f"{number} {noun}{'' if number == 1 else 's'}" for noun, number in counted.items() if number]

    @property
    def against(self) -> int:
        return sum(standing.differing is not None for standing in self.standings)

    @property
    def alone(self) -> int:
        return len(self.standings) - self.against

    @property
    def is_beside(self) -> bool:
        """Whether all that it states here is said of other roles, and stands here only beside this role's figures."""
        said = [row.said_of for topic in self.topics.values() for row, _ in topic.rows]
        said += [claim.said_of for topic in self.topics.values() for claim, _ in topic.claims]
        return bool(said) and all(said)

    @property
    def prefix(self) -> str:
        """What parts the anchors of this guide from those of others on the page."""
        return f"{self.guide.role.slug}-"

    @property
    def is_empty(self) -> bool:
        return not self.numbers


@dataclass
class Ledger:
    """All disagreements of one guide."""

    guide: Guide
    differing: list[Differing]

    @property
    def prefix(self) -> str:
        return f"{self.guide.role.slug}-"


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources that published guides cite, with counts, and the ledger: all on which they differ, by role."""
    bands, claims = (
        dict(model.objects.public().values_list("source_id").annotate(number=Count("id")).order_by())
        for model in (Band, Claim)
    )
    ledgers = all_ledgers()
    against: dict[str, int] = {}
    for ledger in ledgers:
        for differing in ledger.differing:
            for slug in differing.sources:
                against[slug] = against.get(slug, 0) + 1
    rows = [
        (source, bands.get(source.pk, 0), claims.get(source.pk, 0), against.get(source.slug, 0))
        for source in Source.objects.cited()
    ]
    return render_lean(request, "guides/source_list.html", {"rows": rows, "ledgers": ledgers})


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures and statements that a source gives published guides, alone or against others."""
    source = get_object_or_404(Source.objects.cited(), slug=slug)
    context = {
        "source": source,
        "stated": stated_by(source),
        "rates": source.rates.all(),
        "structured_data": [breadcrumbs([("Sources", "guides:sources")], source.title, request.path)],
    }
    return render_lean(request, "guides/source_detail.html", context)


def all_ledgers() -> list[Ledger]:
    """Every public guide with disagreements, full guides first; three queries whatever there is."""
    guides = public_guides(Guide.objects.public().filter(disagreements__isnull=False).distinct())
    # All of a guide's bands, for what its headline is depends on each of them.
    bands = by_guide(Band.objects.public().filter(guide__disagreements__isnull=False).distinct().for_rows())
    claims = by_guide(Claim.objects.public().filter(disagreement__isnull=False).select_related(*JOINED))
    ledgers = []
    for guide in guides:
        own = bands.get(guide.pk, [])
        rows = rows_of(own, role_title=guide.title, role_url=guide.role.get_absolute_url())
        ledgers.append(Ledger(guide, list(gather_differing(rows, own, claims.get(guide.pk, [])).values())))
    return [ledger for ledger in ledgers if ledger.differing]


def stated_by(source: Source) -> list[Stated]:
    """By published guide, full ones first; eight queries whatever there is."""
    found = {guide.pk: Stated(guide) for guide in public_guides(Guide.objects.public())}
    # What the source states, and what stands against that.
    disagreements = Disagreement.objects.filter(Q(bands__source=source) | Q(claims__source=source))
    counts = Q(source=source) | Q(disagreement__in=disagreements)
    bands = by_guide(Band.objects.public().filter(counts).for_rows())
    claims = by_guide(Claim.objects.public().filter(counts).select_related(*JOINED))
    for guide_id, stated in found.items():
        stated.topics = topics_of(source, stated.guide, bands.get(guide_id, []), claims.get(guide_id, []))
    for tier in Tier.objects.public().filter(source=source):
        found[tier.guide_id].tiers.append(tier)
    cites = Q(sources=source) | Q(points__in=Point.objects.filter(sources=source))
    for section in Section.objects.public().filter(cites).select_related("tier").distinct():
        section.guide = found[section.guide_id].guide
        found[section.guide_id].sections.append(section)
    for rows, name in (
        (Question.objects.public(), "questions"),
        (Requirement.objects.public().asked_for(), "requirements"),
        (Link.objects.public(), "links"),
    ):
        counted = rows.filter(sources=source).values_list("guide_id").annotate(number=Count("id"))
        for guide_id, number in counted.order_by():
            setattr(found[guide_id], name, number)
    full_first = [one for one in found.values() if not one.is_empty]
    return sorted(full_first, key=lambda one: (not one.guide.is_full, one.is_beside))


def topics_of(source: Source, guide: Guide, bands: list[Band], claims: list[Claim]) -> dict[str, Topic]:
    """What the source states in a guide, pay first; `bands` and `claims` hold also what stands against it."""
    rows = [
        # What the headline is depends on bands that are not here.
        replace(row, is_headline=False)
        for row in rows_of(bands, role_title=guide.title, role_url=guide.role.get_absolute_url())
    ]
    differing = gather_differing(rows, bands, claims)
    of_band = {band.slug: band.disagreement_id for band in bands}
    topics: dict[str, Topic] = {}
    placed: set[int] = set()

    def topic_with(name: str, disagreement_id: int | None) -> tuple[Topic, Standing]:
        topic = topics.setdefault(name, Topic(name))
        if disagreement_id is None or disagreement_id not in differing:
            return topic, Standing(None, [])
        one = differing[disagreement_id]
        if disagreement_id not in placed:
            topic.differing.append(one)
            placed.add(disagreement_id)
        return topic, Standing(one, [name for slug, name in one.sources.items() if slug != source.slug])

    for row in rows:
        if row.source_slug == source.slug:
            topic, standing = topic_with("Pay", of_band[row.slug])
            topic.rows.append((row, standing))
    for claim in claims:
        if claim.source_id == source.pk:
            topic, standing = topic_with(claim.get_topic_display(), claim.disagreement_id)
            topic.claims.append((claim, standing))
    return topics


def public_guides(guides: QuerySet[Guide]) -> list[Guide]:
    """With their roles and addresses, full ones first."""
    return sorted(
        guides.select_related("role__address").order_by("title", "id"), key=lambda guide: not guide.is_full
    )


def by_guide(statements: Iterable[StatementModel]) -> dict[int, list[StatementModel]]:
    found: dict[int, list[StatementModel]] = {}
    for statement in statements:
        found.setdefault(statement.guide_id, []).append(statement)
    return found
