"""A site of thousands of roles, made up for the bench alone, in seconds: some full guides and many brief ones."""

import sys
from decimal import Decimal

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import transaction
from django.db.models import OuterRef, Subquery

from guides import content
from guides.models import Address, Claim, Guide, Requirement, Role, SearchEntry, Tier
from guides.search.index import GuideEntries
from guides.search.subjects import WORDS_FOR_PAY
from guides.search.text import initials, stems
from salaries.models import Band
from tests.factories import PUBLISHED_AT
from tests.growth import AREAS, TRADES, Shared, cite, grow, save

# A tenth of the guides are full ones, up to this number.
MOST_FULL = 200
RANKS = (
    "Assistant",
    "Chief",
    "Deputy",
    "First",
    "Junior",
    "Lead",
    "Master",
    "Second",
    "Senior",
    "Travelling",
)
KINDS = ("Coastal", "Country", "Court", "Forest", "Guild", "Market", "Mountain", "River", "Town", "Winter")


@transaction.atomic
def gather(roles: int) -> None:
    """Add published roles until there are so many."""
    full = min(roles // 10, MOST_FULL)
    there = Role.objects.published().count()
    if there < full:
        grow(roles=full, bands=full * 10)
    there = Role.objects.published().count()
    add_brief(range(there, roles))
    content.changed()


def add_brief(numbers: range) -> None:
    """As editors begin: what a role is, what it pays, a step or two, and the skills that everybody names."""
    shared = Shared()
    guides, addresses = make_guides(numbers, shared)
    tiers = [
        Tier(guide=guide, slug="plain", title=guide.title, years_min=number % 9, plain=True, source=source)
        for number, guide in zip(numbers, guides, strict=True)
        if number % 4 == 0
        for source in [shared.sources[number % 6]]
    ]
    requirements = [
        Requirement(
            guide=guide,
            skill=shared.skills[(7 * number + 11 * place) % len(shared.skills)],
            necessity="required",
            group="Craft",
            position=place,
        )
        for number, guide in zip(numbers, guides, strict=True)
        for place in range(1, 4)
    ]
    claims = [
        Claim(
            guide=guide,
            slug="experience",
            topic="experience",
            text=f"{number % 12} years.",
            low=number % 12,
            unit="years",
            source=shared.sources[number % 6],
            method="reported",
        )
        for number, guide in zip(numbers, guides, strict=True)
        if number % 3
    ]
    bands = [
        band
        for number, guide in zip(numbers, guides, strict=True)
        for band in bands_of(guide, number, shared)
    ]
    for rows in (tiers, requirements, claims, bands):
        save(rows)
    cite(requirements, shared.sources)
    entries = [
        entry
        for guide, address in zip(guides, addresses, strict=True)
        for entry in entries_of(guide, address)
    ]
    for requirement in requirements:
        entries.append(skill_entry(requirement))
    save(entries)


def make_guides(numbers: range, shared: Shared) -> tuple[list[Guide], list[Address]]:
    roles = [Role(family=shared.families[number % len(shared.families)]) for number in numbers]
    save(roles)
    addresses = [
        Address(slug=f"brief-{number}", role=role) for number, role in zip(numbers, roles, strict=True)
    ]
    guides = [
        Guide(
            role=role,
            title=title_of(number),
            summary=f"What the work of number {number} is, in a short sentence that says what one does all day.",
            depth=Guide.Depth.BRIEF,
            state=Guide.State.PUBLISHED,
            published_at=PUBLISHED_AT,
        )
        for number, role in zip(numbers, roles, strict=True)
    ]
    save(addresses)
    save(guides)
    own = OuterRef("pk")
    Role.objects.filter(address=None, pk__gte=roles[0].pk).update(
        address=Subquery(Address.objects.filter(role=own).values("pk")[:1]),
        published=Subquery(Guide.objects.filter(role=own).values("pk")[:1]),
        was_public=True,
    )
    return guides, addresses


def title_of(number: int) -> str:
    trade, area = TRADES[number % 10], AREAS[number // 10 % 10]
    return f"{RANKS[number // 100 % 10]} {KINDS[number // 1000 % 10]} {trade} of the {area}"


def bands_of(guide: Guide, number: int, shared: Shared) -> list[Band]:
    """Three figures, of three places; each thirteenth role states no pay."""
    low = Decimal(30_000 + 500 * (number % 240))
    return [
        Band(
            guide=guide,
            slug=f"band-{turn}",
            currency=shared.currencies[min(turn, 2)],
            place=shared.places[(turn + number % 2) % len(shared.places)],
            source=shared.sources[(number + turn) % len(shared.sources)],
            method="reported",
            pay_period="year",
            low=low,
            median=low + 6_000,
            high=low + 15_000,
            position=turn + 1,
        )
        for turn in range(3 if number % 13 else 0)
    ]


def entries_of(guide: Guide, address: Address) -> list[SearchEntry]:
    """As `index_guide` writes them, without its queries."""
    entries = object.__new__(GuideEntries)
    entries.guide, entries.addresses = guide, [address]
    entries.guide_words = guide_words(guide)
    pay = entries.entry(
        SearchEntry.Kind.SECTION, f"Pay: {guide.title}", "Figures.", target="#pay", also=WORDS_FOR_PAY
    )
    return [*entries.role(), pay]


def skill_entry(requirement: Requirement) -> SearchEntry:
    guide, skill = requirement.guide, requirement.skill
    return SearchEntry(
        guide=guide,
        kind=SearchEntry.Kind.SKILL,
        title=skill.name,
        body=skill.summary,
        target=f"/skills/{skill.slug}/",
        title_words=stems(skill.name),
        body_words=stems(skill.name),
        guide_words=guide_words(guide),
    )


def guide_words(guide: Guide) -> str:
    return " ".join(dict.fromkeys(stems(f"{guide.title} {initials(guide.title)}").split()))


if __name__ == "__main__":
    gather(int(sys.argv[1]))
