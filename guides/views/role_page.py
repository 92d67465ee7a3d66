"""What a role's page shows, gathered in a fixed number of queries whatever the guide holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from guides.models import (
    Address,
    Claim,
    Guide,
    Link,
    Point,
    Question,
    Requirement,
    Section,
    Source,
    Tier,
)
from salaries.charts import Chart, chart_of, charts_of
from salaries.headline import HEADLINE_RULE, Choice, choose_for_role, choose_for_tier
from salaries.models import Band
from salaries.pay import PayRow, rows_of

from .differing import Differing, gather_differing

# The chapter in which the statements of a topic stand.
CHAPTER_OF_TOPIC = {
    Section.Chapter.JOB: ("team-size", "metrics"),
    Section.Chapter.WAY_IN: (
        "experience",
        "timeline",
        "education",
        "education-cost",
        "education-length",
        "certificates",
    ),
    Section.Chapter.LADDER: ("tier-years", "career-path"),
    Section.Chapter.SKILLS: ("naming",),
    Section.Chapter.OUTLOOK: (
        "growth",
        "openings",
        "demand",
        "market",
        "ai-impact",
        "hiring-season",
        "specialisation",
    ),
    Section.Chapter.LIFE: ("hours", "stress", "balance", "story-result"),
    Section.Chapter.ABROAD: ("remote", "visa"),
}
CHAPTER_BY_TOPIC = {topic: chapter for chapter, topics in CHAPTER_OF_TOPIC.items() for topic in topics}
# What a link is from its other end; whatever else, the two are related.
OPPOSITE = {
    Link.Kind.ENTRY: Link.Kind.ADVANCEMENT,
    Link.Kind.ADVANCEMENT: Link.Kind.ENTRY,
    Link.Kind.LATERAL: Link.Kind.LATERAL,
}
# Key facts in the margin, in this order, where the guide states them.
FACT_TOPICS = (
    "growth",
    "openings",
    "demand",
    "team-size",
    "hours",
    "education",
    "stress",
    "balance",
    "ai-impact",
)


@dataclass
class Fact:
    claim: Claim
    differing: Differing | None


@dataclass
class ChapterView:
    chapter: Section.Chapter
    sections: list[Section] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.chapter.value

    @property
    def label(self) -> str:
        return str(self.chapter.label)


@dataclass
class Connection:
    """Another role, as this page shows it: linked where it has a page, else only named."""

    name: str
    url: str
    is_full: bool
    difference: str
    note: str
    sources: list[Source]


@dataclass
class RolePage:
    guide: Guide
    url: str
    also_called: list[Address]
    chapters: list[ChapterView]
    tiers: list[Tier]
    tier_choices: dict[str, Choice]
    requirement_groups: dict[str, list[Requirement]]
    questions: list[Question]
    connections: dict[str, list[Connection]]
    numbers: dict[str, int]
    sources: list[Source]
    rows: list[PayRow]
    headline: PayRow | None
    headline_differing: Differing | None
    headline_steps: list[tuple[str, int | None]]
    differs: bool
    experience: Fact | None
    steps: Section | None
    facts: list[Fact]
    pay_chart: Chart | None
    other_rows: list[PayRow]

    @property
    def plain_tier(self) -> Tier | None:
        return next((tier for tier in self.tiers if tier.plain and tier.years_min is not None), None)

    @property
    def first_step(self) -> Point | None:
        return next(iter(self.steps.points.all()), None) if self.steps else None

    @property
    def full_nearby(self) -> dict[str, str]:
        """Connected roles that have a full guide: their names by address, each once."""
        others = (other for group in self.connections.values() for other in group if other.is_full)
        return {other.url: other.name for other in others}

    @property
    def citing(self) -> dict[str, list[tuple[str, str]]]:
        return chapters_citing(self)


def role_page(guide: Guide) -> RolePage:
    """Gather a guide's page. `guide.role` and its address must be loaded; every list costs one query."""
    role = guide.role
    url = role.get_absolute_url()
    sections = list(
        guide.sections.exclude(kind__in=Section.TIER_KINDS).prefetch_related(
            "sources", Prefetch("points", Point.objects.prefetch_related("sources"))
        )
    )
    tiers = list(guide.tiers.select_related("source", "role__address", "role__published"))
    requirements = list(
        guide.requirements.filter(tier=None).select_related("skill").prefetch_related("sources")
    )
    questions = list(guide.questions.prefetch_related("sources"))
    claims = list(guide.claims.select_related("source", "place", "tier", "disagreement"))
    bands = list(Band.objects.for_rows().filter(guide=guide))
    links = list(Link.objects.seen_from(guide))
    rows = rows_of(bands, role_title=guide.title, role_url=url)
    differing = gather_differing(rows, bands, claims)
    choice = choose_for_role(rows)
    top = choice.row if choice else None
    experience = first_fact("experience", claims, differing)
    top_differing = differing_of(top, bands, differing)
    on_first_screen = [one for one in (top_differing, experience and experience.differing) if one]
    below = [one for one in differing.values() if one not in on_first_screen]
    # Every source that the page cites, once, by slug, so that numbers stay put when a guide grows.
    cited = [source for section in sections for source in section.cited_sources()]
    citing: list[Requirement | Question | Link] = [*requirements, *questions, *links]
    cited += [source for item in citing for source in item.sources.all()]
    stating: list[Tier | Claim | Band] = [*tiers, *claims, *bands]
    cited += [item.source for item in stating]
    by_slug = {source.slug: source for source in cited}
    sources = [by_slug[slug] for slug in sorted(by_slug)]
    steps = next((section for section in sections if section.kind == Section.Kind.STEPS), None)
    own_rows = [row for row in rows if not row.said_of]
    facts = [fact for topic in FACT_TOPICS if (fact := first_fact(topic, claims, differing))]
    shown = {fact.claim.pk for fact in (experience, *facts) if fact}
    chart = chart_of((row for row in own_rows if row.scale == top.scale), headline=top) if top else None
    if chart is None:
        chart = next(iter(charts_of(own_rows)), None)
    charted = {bar.row.slug for bar in chart.bars} if chart else set()
    return RolePage(
        guide=guide,
        url=url,
        also_called=[
            address for address in role.addresses.all() if address.title and address.pk != role.address_id
        ],
        chapters=chapters_of(
            sections,
            below,
            [claim for claim in claims if claim.disagreement_id not in differing and claim.pk not in shown],
            {
                Section.Chapter.LADDER: bool(tiers),
                Section.Chapter.SKILLS: bool(requirements),
                Section.Chapter.PAY: bool(own_rows),
            },
        ),
        tiers=tiers,
        tier_choices={tier.slug: one for tier in tiers if (one := choose_for_tier(own_rows, tier.slug))},
        requirement_groups=by_group(requirements),
        questions=questions,
        connections=connections_of(links, guide),
        numbers={source.slug: number for number, source in enumerate(sources, 1)},
        sources=sources,
        rows=own_rows,
        headline=top,
        headline_differing=top_differing,
        differs=bool(differing),
        headline_steps=choice.steps if choice else [(rule, None) for rule in HEADLINE_RULE],
        experience=experience,
        steps=steps,
        facts=facts,
        pay_chart=chart,
        other_rows=[row for row in own_rows if row.slug not in charted],
    )


def differing_of(
    row: PayRow | None, bands: Iterable[Band], differing: dict[int, Differing]
) -> Differing | None:
    band = next((band for band in bands if row and band.slug == row.slug), None)
    return differing.get(band.disagreement_id) if band and band.disagreement_id else None


def first_fact(topic: str, claims: Iterable[Claim], differing: dict[int, Differing]) -> Fact | None:
    """The topic's first statement about this role itself, in the editors' order, with what differs from it."""
    claim = first_claim(topic, claims)
    if claim is None:
        return None
    return Fact(claim, differing.get(claim.disagreement_id) if claim.disagreement_id else None)


def first_claim(topic: str, claims: Iterable[Claim]) -> Claim | None:
    """The topic's first claim about the guide's role itself: one with a number, else one without.

    For experience only a number of years counts as one.
    """
    own = [claim for claim in claims if claim.topic == topic and not claim.said_of and claim.tier_id is None]
    with_number = [claim for claim in own if claim.low is not None]
    if topic == Claim.Topic.EXPERIENCE:
        with_number = [claim for claim in with_number if claim.unit == Claim.Unit.YEARS]
    return next(iter([*with_number, *own]), None)


def chapters_of(
    sections: Iterable[Section],
    differing: Iterable[Differing],
    claims: Iterable[Claim],
    has_more: dict[Section.Chapter, bool],
) -> list[ChapterView]:
    """The chapters that have something to say, in the order of the page.

    `claims` are those that stand nowhere else on it; `has_more` tells which chapters hold lists of their own.
    """
    views = {chapter: ChapterView(chapter) for chapter in Section.Chapter}
    for section in sections:
        views[section.chapter].sections.append(section)
    for one in differing:
        chapter = Section.Chapter.PAY if one.is_pay else CHAPTER_BY_TOPIC[one.claims[0].topic]
        views[chapter].differing.append(one)
    for claim in claims:
        views[CHAPTER_BY_TOPIC[claim.topic]].claims.append(claim)
    return [
        view
        for chapter, view in views.items()
        if view.sections or view.differing or view.claims or has_more.get(chapter)
    ]


def by_group(requirements: Iterable[Requirement]) -> dict[str, list[Requirement]]:
    groups: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        groups.setdefault(requirement.group or "More", []).append(requirement)
    return groups


def connections_of(links: Iterable[Link], guide: Guide) -> dict[str, list[Connection]]:
    """Other roles by the heading they stand under. An edge stated at both ends, or twice, stands once."""
    found: dict[str, dict[object, Connection]] = {kind.label: {} for kind in Link.Kind}
    for link in sorted(links, key=lambda link: link.guide_id != guide.pk):  # its own words come first
        if link.guide_id == guide.pk:
            kind, role, name = Link.Kind(link.kind), link.leads_to, link.name
        else:
            kind = OPPOSITE.get(Link.Kind(link.kind), Link.Kind.RELATED)
            role, name = link.guide.role, link.guide.title
        if link.guide_id == guide.pk and link.role_id != guide.role_id and role == guide.role:
            continue  # it led to a role that has become this one
        if role is not None and role.pk == guide.role_id:
            role = guide.role  # which a preview takes for published
        if role is not None and (role.published_id is None or role.address_id is None):
            role = None
        seen = role.pk if role is not None else name.casefold()
        stands_already = any(seen in others for others in found.values()) and link.guide_id != guide.pk
        if seen in found[kind.label] or stands_already:
            continue
        found[kind.label][seen] = Connection(
            name=name,
            url=role.get_absolute_url() if role is not None else "",
            is_full=role is not None and role.public_guide.is_full,
            difference=link.difference,
            note=link.note,
            sources=list(link.sources.all()),
        )
    return {label: list(others.values()) for label, others in found.items() if others}


def chapters_citing(page: RolePage) -> dict[str, list[tuple[str, str]]]:
    """For each source the parts of the page that cite it, as anchor and label: the ways back from its note."""
    found: dict[str, dict[str, str]] = {source.slug: {} for source in page.sources}

    def cite(anchor: str, label: str, sources: Iterable[Source]) -> None:
        for source in sources:
            found[source.slug][anchor] = label

    for chapter in page.chapters:
        for section in chapter.sections:
            cite(chapter.slug, chapter.label, section.cited_sources())
        cite(chapter.slug, chapter.label, (claim.source for claim in chapter.claims))
        for differing in chapter.differing:
            cite(chapter.slug, chapter.label, (claim.source for claim in differing.claims))
    cite("facts", "Key facts", (fact.claim.source for fact in page.facts))
    if page.experience:
        cite("content", "The first screen", [page.experience.claim.source])
        if page.experience.differing:
            cite("content", "The first screen", (claim.source for claim in page.experience.differing.claims))
    ladder, skills, pay = Section.Chapter.LADDER, Section.Chapter.SKILLS, Section.Chapter.PAY
    cite(ladder.value, str(ladder.label), (tier.source for tier in page.tiers))
    for group in page.requirement_groups.values():
        for requirement in group:
            cite(skills.value, str(skills.label), requirement.sources.all())
    for source in page.sources:
        if any(row.source_slug == source.slug for row in page.rows):
            cite(pay.value, str(pay.label), [source])
    for question in page.questions:
        cite("questions", "Questions", question.sources.all())
    for connections in page.connections.values():
        for connection in connections:
            cite("links", "Before, after and beside this job", connection.sources)
    return {slug: list(parts.items()) for slug, parts in found.items()}
