"""What the database itself refuses of pay, however it is written, and what an editor is told instead."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import models

from salaries.models import Band, Currency, ExchangeRate
from salaries.models.band import RISING
from tests.factories import guide_of, make_band, make_currency, make_rate, make_role, make_source
from tests.guides.test_constraints import SAME_SLUG, constraints_of, refuses, told_of

pytestmark = pytest.mark.django_db

LABELS = {
    "p10": "10th percentile",
    "p25": "25th percentile",
    "p75": "75th percentile",
    "p90": "90th percentile",
}


def band(**figures: int) -> Band:
    amounts = {name: Decimal(value) for name, value in figures.items()}
    guide, currency = guide_of(make_role()), make_currency()
    return Band(
        guide=guide, slug="new", source=make_source(), method="reported", currency=currency, **amounts
    )


def band_with_a_taken_slug() -> Band:
    taken = make_band(make_role())
    taken.pk = None
    return taken


def band_that_converts_itself() -> Band:
    itself = make_band(make_role())
    itself.converts = itself
    return itself


def band_of_no_method() -> Band:
    guessed = make_band(make_role())
    guessed.method = "guessed"
    return guessed


def rate(value: str, base: str = "USD") -> ExchangeRate:
    currency, other = make_currency("EUR"), make_currency(base)
    return ExchangeRate(currency=currency, base=other, rate=Decimal(value), source=make_source())


def second_rate_of_a_pair() -> ExchangeRate:
    make_rate("EUR")
    return rate("1.25")


RATE = "A rate is more than nothing and joins two different currencies."
# The constraint's name, a row that it refuses, and what an editor is told, by field ("" for the whole form).
REFUSED: list[tuple[str, Callable[[], models.Model], dict[str, list[str]]]] = [
    ("band_slug_unique", band_with_a_taken_slug, {"": [SAME_SLUG]}),
    ("band_has_figure", band, {"low": ["Give at least one figure."]}),
    (
        "band_not_negative",
        lambda: band(median=-1),
        {"median": ["Ensure this value is greater than or equal to 0."]},
    ),
    (
        "band_mean_within",
        lambda: band(low=20, mean=19),
        {"mean": ["The mean must not be below the low figure."]},
    ),
    (
        "band_mean_within",
        lambda: band(high=20, mean=21),
        {"mean": ["The mean must not be above the high figure."]},
    ),
    (
        "band_figures_rise",
        lambda: band(low=30_000, high=20_000),
        {"high": ["This must not be below the low (30,000)."]},
    ),
    (
        "band_converts_another",
        band_that_converts_itself,
        {"": ["A band cannot be the conversion of itself."]},
    ),
    ("band_method_known", band_of_no_method, {"method": ["Value 'guessed' is not a valid choice."]}),
    ("currency_has_name", lambda: Currency(code="EUR", name=""), {"name": ["This field cannot be blank."]}),
    ("rate_positive", lambda: rate("0"), {"": [RATE]}),
    ("rate_positive", lambda: rate("1", base="EUR"), {"": [RATE]}),
    ("rate_once_a_pair", second_rate_of_a_pair, {"": ["There is a rate for this pair already."]}),
]


@pytest.mark.parametrize(("name", "make", "told"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_the_database_refuses_a_row_that_no_form_has_seen(
    name: str, make: Callable[[], models.Model], told: object
) -> None:
    refuses(name, make())


@pytest.mark.parametrize(("name", "make", "told"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_an_editor_is_told_what_to_do(
    name: str, make: Callable[[], models.Model], told: dict[str, list[str]]
) -> None:
    assert told_of(make()) == told


def test_every_constraint_is_tried() -> None:
    assert {name for name, *_ in REFUSED} == constraints_of("salaries")


@pytest.mark.parametrize(("lower", "upper"), list(pairwise(RISING)))
def test_figures_that_fall_are_refused_at_the_higher_one(lower: str, upper: str) -> None:
    fallen = band(**{lower: 30_000, upper: 29_999})
    assert told_of(fallen) == {upper: [f"This must not be below the {LABELS.get(lower, lower)} (30,000)."]}
    refuses("band_figures_rise", fallen)


@pytest.mark.parametrize("equal", [dict.fromkeys(RISING, 30_000), {"low": 0, "high": 0, "mean": 0}])
def test_figures_may_be_equal(equal: dict[str, int]) -> None:
    row = band(**equal)
    row.full_clean()
    row.save()
    assert Band.objects.get() == row


def test_a_conversion_of_a_conversion_is_refused_from_both_ends() -> None:
    role = make_role()
    euros = make_band(role, "euros")
    dollars = make_band(role, "dollars", converts=euros)
    pounds = make_band(role, "pounds")
    pounds.converts = dollars
    assert told_of(pounds) == {
        "converts": ["That band is a conversion itself. Name the one that it was converted from."]
    }
    euros.converts = pounds
    pounds.converts = None
    assert told_of(euros) == {
        "converts": ["Other bands are conversions of this one, so it cannot be one itself."]
    }
