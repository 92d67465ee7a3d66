from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from guides.loading import load
from guides.models import Role
from tests.factories import (
    make_band,
    make_claim,
    make_disagreement,
    make_place,
    make_role,
    make_source,
    make_tier,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTHING = "Read 1 guide: nothing differs that belongs to no disagreement."


@pytest.fixture
def role() -> Role:
    return make_role("baker")


def listed() -> list[str]:
    out = StringIO()
    call_command("list_differences", stdout=out)
    return out.getvalue().splitlines()


def years(role: Role, slug: str, low: int, /, **values: Any) -> None:
    make_claim(role, slug, **{"topic": "experience", "text": slug, "low": low, "unit": "years", **values})


def test_claims_whose_numbers_differ_are_listed_with_their_sources(role) -> None:
    record = make_disagreement(role, "years")
    years(role, "marked", 2, high=4, disagreement=record)
    years(role, "marked-too", 3, disagreement=record)
    years(role, "new", 5, open_top=True, source=make_source("almanac", publisher="", title="Almanac"))
    assert listed() == [
        "Baker: Experience",
        "  marked: 2 to 4 years (Press: The handbook of jobs; years)",
        "  marked-too: 3 years (Press: The handbook of jobs; years)",
        "  new: 5+ years (Almanac; no disagreement)",
        "Read 1 guide: on 1 thing, 3 statements differ without a disagreement.",
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"low": 2},
        {"unit": "months"},
        {"topic": "timeline"},
        {"said_of": "Cook"},
        {"condition": "as a master"},
        {"place": "france"},
        {"low": None, "unit": ""},
    ],
)
def test_claims_on_other_things_are_not_listed(role, values) -> None:
    places = {"place": make_place(values["place"])} if "place" in values else {}
    years(role, "first", 2, condition="as an apprentice", place=make_place())
    make_claim(role, "second", **{
        "topic": "experience", "text": "second", "low": 5, "unit": "years", "condition": "as an apprentice",
        **values, **places,
    })  # fmt: skip
    assert listed() == [NOTHING]


def test_claims_of_another_step_or_guide_are_not_listed(role) -> None:
    for number, tier in enumerate((None, make_tier(role, "junior"), make_tier(role, "senior")), 1):
        years(role, f"claim-{number}", number, tier=tier)
    years(make_role("cook"), "claim", 9)
    assert listed() == [NOTHING.replace("1 guide", "2 guides")]


def test_results_of_case_stories_do_not_contradict_each_other(role) -> None:
    for number in (20, 40):
        years(role, f"story-{number}", number, topic="story-result", unit="percent")
    assert listed() == [NOTHING]


def test_pay_of_one_thing_whose_figures_differ_is_listed(role) -> None:
    tier = make_tier(role, "junior", title="Junior Baker")
    make_band(role, "first", tier=tier, median=Decimal(40_000), pay_period="")
    make_band(role, "second", tier=tier, low=Decimal(30_000), median=Decimal(45_000))
    assert listed()[:3] == [
        "Baker: Pay, Junior Baker",
        "  first: median $40,000 (Press: The handbook of jobs; no disagreement)",
        "  second: low $30,000, median $45,000 (Press: The handbook of jobs; no disagreement)",
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"median": 40_000},
        {"low": 1, "high": 2},
        {"median": 1, "place": None},
        {"median": 1, "currency": "EUR"},
        {"median": 1, "pay_period": "month"},
        {"median": 1, "basis": "total"},
        {"median": 1, "label": "Entry"},
        {"median": 1, "said_of": "Cook"},
    ],
)
def test_pay_of_other_things_is_not_listed(role, values) -> None:
    make_band(role, "first", median=40_000)
    make_band(role, "second", **values)
    assert listed() == [NOTHING]


def test_a_figure_that_the_source_itself_converted_is_not_listed(role) -> None:
    euros = make_band(role, "euros", currency="EUR", median=1)
    make_band(role, "dollars", median=2, converts=euros)
    make_band(role, "own", median=3)
    assert listed() == [NOTHING]


def test_a_disagreement_of_one_statement_settles_nothing(role) -> None:
    make_band(role, "first", median=1, disagreement=make_disagreement(role))
    make_band(role, "second", median=2)
    assert listed()[-1] == "Read 1 guide: on 1 thing, 2 statements differ without a disagreement."


def test_statements_in_two_disagreements_are_settled(role) -> None:
    for number in (1, 2):
        record = make_disagreement(role, f"pay-{number}")
        make_band(role, f"median-{number}", median=number, disagreement=record)
        make_band(role, f"range-{number}", low=number * 9, high=20, label=f"L{number}", disagreement=record)
    assert listed() == [NOTHING]


def test_in_our_guides_nothing_differs_that_editors_have_not_marked() -> None:
    load(settings.FIXTURES_ROOT)
    assert listed() == ["Read 13 guides: nothing differs that belongs to no disagreement."]
