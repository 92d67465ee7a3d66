"""A site of any size: made-up published roles beside whatever is there, the same ones every time.

Rows are written in bulk, so that three hundred roles take seconds. `tests/test_growth.py` counts queries on them,
`tests/bench` measures pages.
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import Model

from guides.models import (
    Address,
    Claim,
    Disagreement,
    Family,
    Guide,
    Link,
    Place,
    Point,
    Question,
    Requirement,
    Role,
    Section,
    Skill,
    Source,
    Tier,
)
from guides.search import index_guide
from salaries.models import Band, Currency
from tests.factories import PUBLISHED_AT, make_currency, make_family, make_place, make_skill, make_source

# The n-th made-up role has this address.
ADDRESS = "made-up-{}"
TRADES = ("Baker", "Cooper", "Dyer", "Fuller", "Glazier", "Joiner", "Mason", "Potter", "Sawyer", "Weaver")
AREAS = ("Boat", "Bridge", "Cellar", "Garden", "Harbour", "Mill", "Orchard", "Roof", "Tower", "Yard")
RANKS = ("Assistant", "Master", "Travelling")
STEPS = (("Junior", 0, 2), ("Plain", 2, 5), ("Senior", 5, 9), ("Head", 9, None))
SECTIONS = (
    "definition",
    "duties-primary",
    "duties-secondary",
    "steps",
    "education",
    "tools",
    "pros",
    "advice",
)
TOPICS = ("experience", "growth", "demand", "hours", "stress", "team-size")
LEVELS = ("required", "preferred", "used")


@transaction.atomic
def grow(*, roles: int, bands: int) -> None:
    """Add published roles until there are so many, and give the new ones bands until there are so many of those."""
    first = Guide.objects.filter(role__address__slug__startswith=ADDRESS.format("")).count() + 1
    added = roles - Role.objects.published().count()
    shared = Shared()
    guides = [make_guide(number, shared) for number in range(first, first + added)]
    fill(guides, first, shared)
    spread_bands(guides, bands - Band.objects.public().count(), shared)
    for guide in guides:
        index_guide(guide)


class Shared:
    """What roles have in common: families, sources, places, currencies and skills, few for many roles."""

    def __init__(self) -> None:
        self.families: list[Family] = [make_family(f"trade-{number}") for number in range(1, 9)]
        self.sources: list[Source] = [make_source(f"made-up-{number}") for number in range(1, 7)]
        self.places: list[Place] = [
            make_place(slug) for slug in ("united-states", "india", "germany", "japan", "canada")
        ]
        self.currencies: list[Currency] = [make_currency(code) for code in ("USD", "INR", "EUR")]
        self.skills: list[Skill] = [make_skill(f"craft-{number}") for number in range(1, 81)]


def make_guide(number: int, shared: Shared) -> Guide:
    title = f"{TRADES[number % 10]} of the {AREAS[number // 10 % 10]}"
    title = f"{RANKS[number // 100 % 3]} {title}" if number >= 100 else title
    role = Role.objects.create(family=shared.families[number % len(shared.families)])
    role.address = Address.objects.create(slug=ADDRESS.format(number), role=role)
    # One guide in five is a full one, as editors write the short ones first.
    depth = Guide.Depth.FULL if number % 5 == 1 else Guide.Depth.BRIEF
    role.published = Guide.objects.create(
        role=role,
        title=title,
        summary=f"What the work of number {number} is.",
        depth=depth,
        state=Guide.State.PUBLISHED,
        published_at=PUBLISHED_AT,
    )
    role.save()
    return role.published


def fill(guides: list[Guide], first: int, shared: Shared) -> None:
    """Tiers, sections with points, requirements, questions, claims and links of all these guides."""
    tiers, sections, questions, requirements, links, disagreements, claims = [], [], [], [], [], [], []
    for number, guide in enumerate(guides, first):
        own_tiers = tiers_of(guide, shared.sources[number % len(shared.sources)])
        tiers += own_tiers
        sections += sections_of(guide, own_tiers)
        requirements += requirements_of(guide, own_tiers, number, shared)
        questions.append(
            Question(guide=guide, slug="how", question=f"How does number {number} begin?", answer="Early.")
        )
        links += [
            Link(guide=guide, kind=kind, name=other.title, role=other.role, position=place)
            for place, (kind, other) in enumerate(zip(("advancement", "related"), guides, strict=False), 1)
            if other is not guide
        ]
        disagreements.append(Disagreement(guide=guide, slug="demand", topic="Demand"))
        claims += claims_of(guide, disagreements[-1], number, shared)
    for rows in (tiers, sections, questions, requirements, links, disagreements, claims):
        save(rows)
    points = [
        Point(section=section, lead=f"Part {place}", text=f"{section.heading}: part {place}.", position=place)
        for section in sections
        for place in (1, 2, 3)
    ]
    save(points)
    for rows in (sections, points, questions, requirements, links):
        cite(rows, shared.sources)


def tiers_of(guide: Guide, source: Source) -> list[Tier]:
    return [
        Tier(
            guide=guide,
            slug=name.lower(),
            title=f"{name} {guide.title}" if name != "Plain" else guide.title,
            years_min=low,
            years_max=high,
            plain=name == "Plain",
            source=source,
            position=place,
        )
        for place, (name, low, high) in enumerate(STEPS, 1)
    ]


def sections_of(guide: Guide, tiers: list[Tier]) -> list[Section]:
    sections = [
        Section(guide=guide, kind=kind, slug=f"on-{kind}", heading=f"On {kind}", introduction="Some words.")
        for kind in SECTIONS
    ]
    sections += [
        Section(guide=guide, kind=kind, slug=f"{tier.slug}-{kind}", heading=f"{kind} of a step", tier=tier)
        for tier in tiers
        for kind in ("tier-duties", "tier-focus")
    ]
    for place, section in enumerate(sections, 1):
        section.position = place
    return sections


def requirements_of(guide: Guide, tiers: list[Tier], number: int, shared: Shared) -> list[Requirement]:
    """Eight skills of the role and two of each step, others for the next role."""
    asked = [*[None] * 8, *tiers, *tiers]
    return [
        Requirement(
            guide=guide,
            skill=shared.skills[(7 * number + place) % len(shared.skills)],
            necessity=LEVELS[place % 3],
            tier=tier,
            group="Craft",
            note=f"Needed for {place} things.",
            position=place,
        )
        for place, tier in enumerate(asked, 1)
    ]


def claims_of(guide: Guide, disagreement: Disagreement, number: int, shared: Shared) -> list[Claim]:
    """One claim on each topic, and a second on demand, which differs from the first."""
    return [
        Claim(
            guide=guide,
            slug=f"{topic}-{place}",
            topic=topic,
            text=f"{number % 9 + place} in all.",
            low=number % 9 + place,
            unit="years" if topic == "experience" else "percent",
            source=shared.sources[(number + place) % len(shared.sources)],
            method="reported",
            disagreement=disagreement if topic == "demand" else None,
            position=place,
        )
        for place, topic in enumerate((*TOPICS, "demand"), 1)
    ]


def spread_bands(guides: list[Guide], number: int, shared: Shared) -> None:
    """So many bands, as even as can be: the role's own, then those of its steps, in several places."""
    rows = []
    steps = {(tier.guide_id, tier.slug): tier for tier in Tier.objects.filter(guide__in=guides)}
    for one in range(max(number, 0)):
        guide, turn = guides[one % len(guides)], one // len(guides)
        place = turn % len(shared.places)
        low = Decimal(30_000 + 500 * (one % 120) + 4_000 * (turn % 5))
        rows.append(
            Band(
                guide=guide,
                slug=f"band-{turn + 1}",
                tier=steps[guide.pk, STEPS[turn % 5 - 1][0].lower()] if turn % 5 else None,
                currency=shared.currencies[min(place, 2)],
                place=shared.places[place],
                source=shared.sources[one % len(shared.sources)],
                method="reported",
                pay_period="year",
                low=low,
                median=low + 6_000,
                high=low + 15_000,
                position=turn + 1,
            )
        )
    save(rows)


def save(rows: list[Model]) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=500)


def cite(rows: list[Model], sources: list[Source]) -> None:
    """Each row cites one source, in turn."""
    through = type(rows[0]).sources.through
    owner = through._meta.get_field(type(rows[0])._meta.model_name).attname
    pairs = [
        through(**{owner: row.pk, "source_id": sources[turn % len(sources)].pk})
        for turn, row in enumerate(rows)
    ]
    through.objects.bulk_create(pairs, batch_size=1000)
