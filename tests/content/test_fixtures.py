"""The guides state nothing that no source states: no date, place, edge or level is made up, nothing lacks a source."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from guides.models import (
    Claim,
    Disagreement,
    Guide,
    Link,
    Place,
    Point,
    Question,
    Requirement,
    Section,
    Source,
    Tier,
)
from salaries.models import Band, Currency, ExchangeRate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

TECHNICAL = "technical-support-manager"
SUPPORT = "support-manager"
NEIGHBOURS = (
    "customer-relations-coordinator",
    "customer-support-director",
    "technical-support-coordinator",
    "technical-support-director",
    "technical-support-engineer",
    "technical-support-representative",
)
SPECIALISATIONS = (
    "ai-driven-support-automation-manager",
    "cloud-operations-support-manager",
    "customer-experience-support-strategist",
    "cybersecurity-incident-support-lead",
    "iot-edge-computing-support-manager",
)
# Whose facts a guide is made from.
SOURCES_OF = {
    TECHNICAL: {"himalayas", "job-profile", "job-description", "jobs-overview"},
    SUPPORT: {"jobicy"},
    **{role: {"job-profile"} for role in NEIGHBOURS},
    **{role: {"himalayas"} for role in SPECIALISATIONS},
    "technical-support-director": {"job-profile", "himalayas"},
    "technical-support-representative": {"job-profile", "himalayas"},
}
# Statements of the one source that speaks of its own year as the present.
STATED_OF_2025 = {
    "ai-impact-managers",
    "certificates-edge",
    "demand-sectors",
    "demand-worldwide",
    "hiring-season",
    "market-competition",
    "market-fewer-posts",
    "market-saturated",
    "market-slower",
    "market-technical-saturated",
    "market-technical-slower",
}
YEARS_NAMED = {"2022", "2023", "2025", "2030", "2032"}
MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
PLACES_NAMED = (
    "Asia-Pacific, Australia, Brazil, Canada, Eastern Europe, Estonia, Europe, Germany, India, Japan, Latin America,"
    " New York, Nordics, North America, Portugal, San Francisco, Seattle, Silicon Valley, Singapore,"
    " Southern Europe, United Kingdom, United States, Western Europe"
)
CURRENCIES_NAMED = "AUD, BRL, CAD, EUR, GBP, INR, SGD, USD"
# Skill and level by guide, wherever a source's own words give a level: "basics", "familiarity", "deep expertise".
LEVELS_STATED = {
    TECHNICAL: {
        "awareness": "aws azure cloud-platforms crm google-cloud itsm powershell python scripting sql",
        "working": "product-knowledge",
        "practitioner": "itil-practices",
        "expert": "technical-troubleshooting ticketing-administration",
    },
    SUPPORT: {
        "awareness": "ai-tools automation lean six-sigma sql support-platforms technical-troubleshooting",
    },
}
LADDERS = {
    TECHNICAL: [
        ("Junior Technical Support Manager", "management", 1, 3),
        ("Technical Support Manager", "management", 3, 6),
        ("Senior Technical Support Manager", "management", 6, 10),
        ("Technical Support Lead", "individual", 8, 12),
        ("Technical Support Director", "management", 10, 15),
        ("VP of Technical Support", "management", 15, None),
    ],
    SUPPORT: [
        ("Junior Support Manager", "management", 0, 2),
        ("Support Manager", "management", 3, 5),
        ("Senior Support Manager", "management", 6, 9),
        ("Support Director / Head of Customer Support", "management", 10, None),
    ],
}
# Roles that a source connects to a full guide's role, by kind.
EDGES = {
    TECHNICAL: {
        "entry": {
            "Help Desk Team Lead",
            "Help desk or support specialist (entry level)",
            "IT Supervisor",
            "IT administration or senior support specialist",
            "Project management or team leadership in another sector",
            "Senior Technical Support Engineer / Specialist",
            "Senior agent",
            "Support engineer or specialist",
            "Team lead",
            "Technical Support Engineer",
        },
        "advancement": {
            "COO or VP-level operations leader",
            "Director of Global Support / Head of Support",
            "Head of Customer Success",
            "IT management",
            "Senior Manager",
            "Senior Manager of IT Operations",
            "Technical Support Director",
            "VP of Operations",
            "Vice President of Customer Experience",
        },
        "lateral": {
            "Customer Success Manager",
            "Customer success",
            "IT Project Manager",
            "Product management",
            "Professional services",
            "Project management",
            "Sales engineering",
            "Technical Account Manager",
        },
        "specialisation": {
            "AI-Driven Support Automation Manager",
            "Cloud Operations Support Manager",
            "Customer Experience (CX) Support Strategist",
            "Cybersecurity Incident Support Lead",
            "IoT & Edge Computing Support Manager",
        },
        "related": {
            "Customer Relations Coordinator",
            "Customer Support Director",
            "Customer Support Manager",
            "IT Manager",
            "Project Manager",
            "Support Manager",
            "Technical Service Manager",
            "Technical Support Coordinator",
            "Technical Support Director",
            "Technical Support Engineer",
            "Technical Support Representative",
            "Technical Support Specialist",
        },
    },
    SUPPORT: {
        "entry": {
            "Customer Support Representative or Specialist",
            "Frontline customer service representative",
            "Team lead",
        },
        "advancement": {
            "Broader customer experience leadership",
            "Director-level positions",
            "Senior leadership roles",
            "Senior support roles",
        },
        "related": {"Technical Support Manager"},
    },
}
MONEY = re.compile(r"(?:[$€£₹]|\b(?:AUD|BRL|CAD|EUR|GBP|INR|SGD|USD) )(\d[\d,]*)")
NUMBER = re.compile(r"(?<![\w,.])\$?(\d[\d,]*)(?![\w/])")


def guide_at(slug: str) -> Guide:
    return Guide.objects.get(role__address__slug=slug)


def statements() -> Iterator[Claim | Band]:
    return chain(
        Claim.objects.select_related("source", "guide__role__address"),
        Band.objects.select_related("source", "guide__role__address"),
    )


def texts_of(guide: Guide) -> Iterator[str]:
    """All that a guide says in words, but for the explanations of its disagreements, which compare others'."""
    yield guide.summary
    for section in guide.sections.all():
        yield section.introduction
    yield from Point.objects.filter(section__guide=guide).values_list("text", flat=True)
    yield from guide.questions.values_list("answer", flat=True)
    yield from guide.claims.values_list("text", flat=True)
    for texts in guide.links.values_list("difference", "note"):
        yield from texts
    for texts in guide.requirements.values_list("note", "conclusion"):
        yield from texts
    yield from guide.tiers.values_list("summary", flat=True)


def figures_of(guide: Guide) -> set[int]:
    """Every number that the guide holds as data."""
    amounts = guide.bands.values_list("low", "p10", "p25", "median", "mean", "p75", "p90", "high")
    numbers = guide.claims.values_list("low", "high")
    return {int(one) for one in chain.from_iterable(chain(amounts, numbers)) if one is not None}


def as_number(figure: str) -> int:
    return int(figure.replace(",", ""))


def test_the_only_figure_with_a_month_is_the_one_that_names_bls_and_that_month() -> None:
    dated = {(one.as_of, one.attributed_to, one.source.slug) for one in statements() if one.as_of}
    assert dated == {("2023-05", "BLS", "himalayas"), ("2025", "", "himalayas")}


def test_only_what_one_source_says_of_2025_bears_that_year() -> None:
    assert {(one.source.slug, one.slug) for one in statements() if one.as_of == "2025"} == {
        ("himalayas", slug) for slug in STATED_OF_2025
    }


def test_no_source_rate_or_guide_has_a_date_that_nobody_stated() -> None:
    assert list(Source.objects.exclude(published="")) == []
    assert list(ExchangeRate.objects.exclude(date="")) == []
    assert list(Guide.objects.exclude(reviewed_on=None, review_by=None)) == []
    assert [one for one in statements() if one.review_by or one.series] == []


def test_no_text_names_a_year_or_month_that_no_source_names() -> None:
    texts = "\n".join(chain.from_iterable(texts_of(guide) for guide in Guide.objects.all()))
    explanations = "\n".join(Disagreement.objects.values_list("explanation", flat=True))
    periods = "\n".join(one.period for one in statements())
    everything = "\n".join((texts, explanations, periods))
    assert set(re.findall(r"(?<![\d,$])(?:19|20)\d\d(?!\d)", everything)) == YEARS_NAMED
    assert set(MONTH.findall(everything)) == {"May 2023"}


def test_places_and_currencies_are_those_that_the_sources_name() -> None:
    assert ", ".join(sorted(Place.objects.values_list("name", flat=True))) == PLACES_NAMED
    assert ", ".join(sorted(Currency.objects.values_list("code", flat=True))) == CURRENCIES_NAMED


def test_a_level_stands_only_where_a_source_gives_one_or_an_editor_says_from_what() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    stated = Requirement.objects.exclude(level="").filter(conclusion="")
    for one in stated.select_related("skill", "guide__role__address"):
        found.setdefault(one.guide.role.slug, {}).setdefault(one.level, set()).add(one.skill.slug)
    assert found == {
        role: {level: set(skills.split()) for level, skills in levels.items()}
        for role, levels in LEVELS_STATED.items()
    }


def test_our_editors_conclude_levels_of_steps_only() -> None:
    assert list(Requirement.objects.exclude(conclusion="").filter(tier=None)) == []


@pytest.mark.parametrize("role", LADDERS)
def test_a_ladder_has_the_steps_and_years_of_its_source(role: str) -> None:
    steps = guide_at(role).tiers.values_list("title", "track", "years_min", "years_max")
    assert list(steps) == LADDERS[role]
    assert Tier.objects.exclude(guide__role__address__slug__in=LADDERS).count() == 0


@pytest.mark.parametrize("role", EDGES)
def test_a_role_is_connected_to_those_that_a_source_names(role: str) -> None:
    found: dict[str, set[str]] = {}
    for link in guide_at(role).links.all():
        found.setdefault(link.kind, set()).add(link.name)
    assert found == EDGES[role]


@pytest.mark.parametrize(
    "without",
    [
        Section.objects.filter(sources=None).exclude(introduction=""),
        Section.objects.filter(introduction="", points=None),
        Point.objects.filter(sources=None),
        Requirement.objects.filter(sources=None),
        Question.objects.filter(sources=None),
        Link.objects.filter(sources=None),
    ],
    ids=["introductions", "empty sections", "points", "requirements", "questions", "links"],
)
def test_all_that_a_guide_says_has_a_source(without) -> None:
    assert list(without.all()) == []


def test_what_disagrees_is_at_least_two_statements() -> None:
    counts = {str(one): one.claims.count() + one.bands.count() for one in Disagreement.objects.all()}
    assert {topic: count for topic, count in counts.items() if count < 2} == {}


@pytest.mark.parametrize("role", SOURCES_OF)
def test_a_guide_cites_only_the_sources_that_it_was_made_from(role: str) -> None:
    guide = guide_at(role)
    other = Q(sources__in=Source.objects.exclude(slug__in=SOURCES_OF[role]))
    citing: list[QuerySet[Any]] = [
        guide.sections.all(),
        Point.objects.filter(section__guide=guide),
        guide.requirements.all(),
        guide.questions.all(),
        # The other full guide is told apart by what its own source says of its role.
        guide.links.exclude(kind="related", role__address__slug__in=(TECHNICAL, SUPPORT)),
    ]
    assert [part for parts in citing for part in parts.filter(other)] == []
    assert list(guide.tiers.exclude(source__slug__in=SOURCES_OF[role])) == []
    said_here = (one for one in statements() if one.guide_id == guide.pk and not one.said_of)
    assert [one for one in said_here if one.source.slug not in SOURCES_OF[role]] == []


def test_every_guide_is_accounted_for() -> None:
    assert set(Guide.objects.values_list("role__address__slug", flat=True)) == set(SOURCES_OF)


@pytest.mark.parametrize("role", [TECHNICAL, SUPPORT])
def test_a_figure_in_an_answer_is_also_a_claim_or_band_of_the_guide(role: str) -> None:
    guide = guide_at(role)
    figures = figures_of(guide)
    missing = {
        question.slug: unknown
        for question in guide.questions.all()
        if (unknown := [one for one in figures_in(question.answer) if as_number(one) not in figures])
    }
    assert missing == {}


def figures_in(text: str) -> list[str]:
    """The numbers in a text, but for the names of support tiers, which end in one."""
    return NUMBER.findall(re.sub(r"Tier \d", "", text))


@pytest.mark.parametrize("role", SOURCES_OF)
def test_an_amount_of_money_in_words_is_also_a_figure_of_the_guide(role: str) -> None:
    guide = guide_at(role)
    known = figures_of(guide) | AMOUNTS_IN_WORDS.get(role, set())
    stated = {as_number(one) for text in texts_of(guide) for one in MONEY.findall(text)}
    assert stated - known == set()


# How far two of the guide's figures lie apart, and where an example starts.
AMOUNTS_IN_WORDS = {TECHNICAL: {10_000}, SUPPORT: {17_500}, "technical-support-director": {100_000}}
