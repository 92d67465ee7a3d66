from decimal import Decimal

import pytest

from salaries.models import Band
from salaries.pay import converted, find_rate, rates_between, rows_of
from salaries.templatetags.pay import amount, amount_range, amount_words, figure, money, short_money
from tests.factories import guide_of, make_band, make_place, make_role, make_source, make_tier

from .rows import make_row

RATES = {("EUR", "USD"): Decimal("1.25"), ("GBP", "USD"): Decimal("1.5"), ("USD", "JPY"): Decimal(150)}


@pytest.mark.django_db
def test_only_a_role_s_own_plain_figures_can_stand_for_it() -> None:
    role = make_role()
    plain = make_tier(role, "baker", plain=True)
    make_band(role, "of-another-role", said_of="Cook", as_of="2025")
    make_band(role, "of-a-level", label="Entry", as_of="2025")
    make_band(role, "of-a-step", tier=make_tier(role, "senior"), as_of="2025")
    own = make_band(role, "of-the-plain-step", tier=plain)
    make_band(role, "a-conversion", converts=own, currency="CAD")
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert [row.slug for row in rows if row.plain] == ["of-the-plain-step"]
    assert [row.slug for row in rows if row.is_headline] == ["of-the-plain-step"]


@pytest.mark.django_db
def test_a_source_s_own_conversion_stands_inside_the_row_it_converts() -> None:
    role = make_role()
    canada = make_band(role, "canada", currency="CAD", low=Decimal(70_000), high=Decimal(110_000))
    make_band(role, "in-usd", low=Decimal(52_000), high=Decimal(82_000), converts=canada, method="derived")
    [row] = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert (row.slug, amount_range(row)) == ("canada", "CA$70,000 to CA$110,000")
    assert [amount_range(own) for own in row.own_conversions] == ["$52,000 to $82,000"]


@pytest.mark.django_db
def test_provenance_says_who_when_and_where_or_that_it_is_not_stated() -> None:
    role = make_role()
    source = make_source(publisher="Himalayas")
    make_band(role, "relayed", source=source, method="relayed", attributed_to="BLS", as_of="2023-05")
    make_band(role, "bare", source=make_source("unnamed", publisher=""), place=None, pay_period="")
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert [row.provenance for row in rows] == [
        "BLS, relayed by Himalayas, May 2023, United States",
        "Unnamed career guide; date, place and period not stated",
    ]
    assert [row.pay_period_display for row in rows] == ["a year", "period not stated"]
    assert [row.scale for row in rows] == [("USD", "year"), ("USD", "year")]


@pytest.mark.django_db
def test_rows_of_any_number_of_bands_cost_one_query(django_assert_num_queries) -> None:
    role = make_role()
    for number in range(3):
        make_band(
            role, f"band-{number}", place=make_place(f"place-{number}"), tier=make_tier(role, f"t-{number}")
        )
    with django_assert_num_queries(1):  # the bands with source, place, tier and disagreement
        rows = rows_of(Band.objects.for_rows(), role_title="Baker", role_url="/roles/baker/")
        assert [row.place_name for row in rows] == ["Place 0", "Place 1", "Place 2"]


@pytest.mark.parametrize(
    ("from_", "to", "pairs", "rate"),
    [
        ("EUR", "EUR", [], Decimal(1)),
        ("EUR", "USD", [("EUR", "USD")], Decimal("1.25")),
        ("USD", "EUR", [("EUR", "USD")], Decimal("0.8")),
        ("GBP", "EUR", [("GBP", "USD"), ("EUR", "USD")], Decimal("1.2")),
        ("EUR", "JPY", [("EUR", "USD"), ("USD", "JPY")], Decimal("187.5")),
        ("BRL", "EUR", None, None),
        ("EUR", "BRL", None, None),
        ("BRL", "USD", None, None),
    ],
)
def test_a_rate_is_direct_or_turned_round_or_meets_in_dollars_or_is_not_known(from_, to, pairs, rate) -> None:
    assert rates_between(from_, to, RATES) == pairs
    assert find_rate(from_, to, RATES) == rate


def test_a_converted_row_keeps_what_was_stated_and_shows_three_figures() -> None:
    row = make_row(currency="EUR", low=60_123, high=85_000, median=64_444, is_headline=True)
    dollars = converted(row, "USD", RATES)
    assert dollars is not None
    assert dollars.figures == {
        "low": Decimal("75153.75"),
        "median": Decimal(80_555),
        "high": Decimal(106_250),
    }
    assert (dollars.stated, dollars.currency, dollars.is_headline) == (row, "USD", True)
    assert (amount(dollars), amount_range(dollars)) == ("$80,600", "$75,200 to $106,000")
    assert figure(dollars, "median") == "$80,600"
    assert figure(dollars, "mean") == ""
    assert converted(row, "EUR", RATES) is row
    assert converted(row, "BRL", RATES) is None


@pytest.mark.parametrize(
    ("figures", "ends", "points", "typical", "middle"),
    [
        ({"low": 10, "high": 20}, (10, 20), [], None, 15),
        ({"low": 10, "median": 12, "high": 20}, (10, 20), [], 12, 12),
        ({"p10": 10, "p25": 12, "p75": 18, "p90": 20}, (10, 20), [], None, 15),
        ({"p25": 12, "high": 20}, (12, 20), [], None, 16),
        ({"low": 10, "high": 10}, None, [10], 10, 10),
        ({"median": 12, "mean": 13}, None, [], 12, 12),
        ({"mean": 13}, None, [], 13, 13),
        ({"p90": 20}, None, [20], 20, 20),
        ({"low": 10, "median": 12}, None, [10], 12, 12),
    ],
)
def test_a_range_needs_two_stated_ends_and_a_median_beside_a_mean_is_none(
    figures, ends, points, typical, middle
) -> None:
    row = make_row(**figures)
    assert (row.ends, row.points, row.typical, row.middle) == (ends, points, typical, middle)


@pytest.mark.parametrize(
    ("value", "currency", "text", "short"),
    [
        ("102600", "USD", "$102,600", "$102.6k"),
        ("50000", "EUR", "€50,000", "€50k"),
        ("70000", "CAD", "CA$70,000", "CA$70k"),
        ("70000", "SGD", "SGD\N{NO-BREAK SPACE}70,000", "SGD\N{NO-BREAK SPACE}70k"),
        ("1200000", "INR", "₹1,200,000", "₹1.2M"),
        ("42.5", "USD", "$42.50", "$42.50"),
        ("0", "USD", "$0", "$0"),
    ],
)
def test_money_shows_whole_amounts_and_cents_only_where_they_count(value, currency, text, short) -> None:
    assert (money(Decimal(value), currency), short_money(Decimal(value), currency)) == (text, short)


def test_money_rounds_halves_up_and_shows_nothing_for_no_figure() -> None:
    assert money(Decimal("1000.50"), "USD") == "$1,001"
    assert money(None, "USD") == ""


def test_amounts_in_words_name_every_figure() -> None:
    assert amount_words(make_row(low=60, median=85, high=110)) == "low $60, median $85, high $110"
    assert amount_words(make_row(low=60_000, high=150_000, open_top=True)) == "$60,000 to $150,000+"
    assert amount_words(make_row(low=67_500, high=67_500)) == "$67,500"
    assert amount_words(make_row(p90=110_000, open_top=True)) == "90th percentile $110,000 and above"
    assert amount_range(make_row(p90=110_000, open_top=True)) == "from $110,000"
    assert amount_range(make_row(median=70_000, mean=75_000)) == "median $70,000, average $75,000"
    assert amount(make_row(median=70_000, mean=75_000)) == "$70,000"
    assert amount(make_row(low=67_500, high=67_500)) == "$67,500"


@pytest.mark.django_db
def test_rows_of_one_role_are_named_by_what_differs() -> None:
    role = make_role()
    senior = make_tier(role, "senior", title="Senior Baker", years_min=6, years_max=10)
    make_band(role, "median")
    make_band(role, "range", low=Decimal(40_000), high=Decimal(60_000))
    make_band(role, "nowhere", place=None, pay_period="")
    make_band(role, "nowhere-a-year", place=None)
    make_band(role, "example", label="Worked example", condition="worked example")
    make_band(role, "level", label="Entry-Level")
    make_band(role, "level-of-a-cook", said_of="Cook", label="Entry-Level")
    make_band(role, "senior", tier=senior)
    make_band(role, "senior-total", tier=senior, basis="total")
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert {row.slug: row.name for row in rows} == {
        "median": "The role itself, United States, median",
        "range": "The role itself, United States, range",
        "nowhere": "The role itself",
        "nowhere-a-year": "The role itself, a year",
        "example": "The role itself, worked example",
        "level": "Entry-Level",
        "level-of-a-cook": "Cook, Entry-Level",
        "senior": "Senior Baker (6 to 10 years)",
        "senior-total": "Senior Baker (6 to 10 years), total pay",
    }
