"""Statements with one thing wrong: each is refused with file, entry, field and reason; nothing is written."""

from pathlib import Path
from typing import Any

import pytest

from guides.loading import Problem
from tests.fixture_tree import replaced, write_tree

from .test_broken_fixtures import BLANK, PAY, case, problems_of

pytestmark = pytest.mark.django_db

EUROS, DOLLARS = 'band 2 "in-euros"', 'band 1 "in-dollars"'
GROWTH = 'claim 1 "growth"'
NEGATIVE = "Ensure this value is greater than or equal to 0."

STATEMENTS = [
    case("negative pay", PAY, "low = 20000", "low = -1", EUROS, "low", NEGATIVE),
    case(
        "a mean below the lowest",
        *(PAY, "mean = 31000", "mean = 19999"),
        *(EUROS, "mean", "The mean must not be below the low figure."),
    ),
    case(
        "a mean above the highest",
        *(PAY, "mean = 31000", "mean = 40001"),
        *(EUROS, "mean", "The mean must not be above the high figure."),
    ),
    case(
        "a band without a figure",
        *(PAY, "median = 37500", ""),
        *(DOLLARS, "low", "Give at least one figure."),
    ),
    case(
        "pay that is no number",
        *(PAY, "37500", "inf"),
        *(DOLLARS, "median", "“Infinity” value must be a decimal number."),
    ),
    case(
        "more pay than there is",
        *(PAY, "37500", "37_500_000_000_000"),
        *(DOLLARS, "median", "Ensure that there are no more than 12 digits before the decimal point."),
    ),
    case(
        "pay to the tenth of a cent",
        *(PAY, "37500", "37500.001"),
        *(DOLLARS, "median", "Ensure that there are no more than 2 decimal places."),
    ),
    case(
        "pay in words",
        *(PAY, "37500", '"37,500"'),
        *(DOLLARS, "median", "Write a number, not a text."),
    ),
    case(
        "an unknown currency",
        *(PAY, '"USD"', '"US$"'),
        *(DOLLARS, "currency", 'There is no currency "US$". Did you mean "USD"?'),
    ),
    case(
        "an unknown place",
        *(PAY, '"france"', '"francia"'),
        *(EUROS, "place", 'There is no place "francia". Did you mean "france"?'),
    ),
    case(
        "a disagreement of no one",
        *(PAY, 'disagreement = "pay"', 'disagreement = "hours"'),
        *(EUROS, "disagreement", 'There is no disagreement "hours" in this guide.'),
    ),
    case(
        "two sources for one statement",
        *(PAY, 'source = "survey"', 'source = ["survey", "handbook"]'),
        *(GROWTH, "source", "Write one source in quotes, not a list."),
    ),
    case("a statement without a source", PAY, 'source = "survey"', "", GROWTH, "source", BLANK),
    case(
        "a band that converts an unknown one",
        *(PAY, '"in-euros"\n\n', '"in-euro"\n\n'),
        *(DOLLARS, "converts", 'There is no band "in-euro" in this guide. Did you mean "in-euros"?'),
    ),
    case(
        "a band that converts itself",
        *(PAY, '"in-euros"\n\n', '"in-dollars"\n\n'),
        DOLLARS,
        "converts",
        "That band is a conversion itself. Name the one that it was converted from.",
    ),
    case(
        "a claim with its numbers the wrong way round",
        *(PAY, "high = 9", "high = 7"),
        *(GROWTH, "high", "Give the lower number first; one number alone goes into `low`."),
    ),
    case(
        "a claim with an upper number alone",
        *(PAY, "low = 8\n", ""),
        *(GROWTH, "high", "Give the lower number first; one number alone goes into `low`."),
    ),
    case(
        "a number without its unit",
        *(PAY, 'unit = "percent"', ""),
        *(GROWTH, "unit", "A number needs its unit, and a unit its number."),
    ),
    case(
        "an amount without its currency",
        *(PAY, '"percent"', '"amount"'),
        *(GROWTH, "currency", "An amount of money names its currency; nothing else does."),
    ),
    case(
        "an amount in an unknown currency",
        *(PAY, '"percent"', '"amount"\ncurrency = "CHF"'),
        *(GROWTH, "currency", 'There is no currency "CHF".'),
    ),
    case(
        "a date in quotes",
        *(PAY, "2027-05-01", '"2027-05-01"'),
        *(GROWTH, "review_by", "Write a date without quotes, not a text."),
    ),
    case(
        "a date with a time",
        *(PAY, "2027-05-01", "2027-05-01T12:00:00Z"),
        *(GROWTH, "review_by", "Write a date without quotes, not a date with a time."),
    ),
    case(
        "a misspelt key",
        *(PAY, "median = 37500", "median = 37500\npay_perod = 'year'"),
        DOLLARS,
        "pay_perod",
        'This key is not known here. Did you mean "pay_period"? Known are: slug, source, method,'
        " attributed_to, series, place, period, as_of, condition, tier, disagreement, review_by, said_of,"
        " label, currency, pay_period, low, p10, p25, median, mean, p75, p90, high, open_top,"
        " basis, converts.",
    ),
]


@pytest.mark.parametrize(("changes", "problem"), STATEMENTS)
def test_is_refused_with_its_place_and_reason(tmp_path: Path, changes: Any, problem: Problem) -> None:
    assert problems_of(write_tree(tmp_path, changes)) == [problem]


@pytest.mark.parametrize(
    ("upper", "old", "below"),
    [
        ("p10", "p10 = 22000", "low (20,000)"),
        ("p25", "p25 = 25000", "10th percentile (22,000)"),
        ("median", "median = 30000", "25th percentile (25,000)"),
        ("p75", "p75 = 35000", "median (30,000)"),
        ("p90", "p90 = 38000", "75th percentile (35,000)"),
        ("high", "high = 40000", "90th percentile (38,000)"),
    ],
)
def test_figures_that_fall_are_refused(tmp_path: Path, upper: str, old: str, below: str) -> None:
    changes = replaced(PAY, old, f"{upper} = 1")
    text = changes[PAY]
    assert isinstance(text, str)
    root = write_tree(tmp_path, {PAY: text.replace("mean = 31000", "")})
    assert problems_of(root) == [Problem(PAY, EUROS, upper, f"This must not be below the {below}.")]
