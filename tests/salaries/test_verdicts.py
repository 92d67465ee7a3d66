from decimal import Decimal

import pytest

from salaries.pay import converted
from salaries.verdicts import Lies, verdict_of

from .rows import make_row

RANGE = {"low": 60_000, "high": 110_000}
SPREAD = {"p10": 50_000, "p25": 60_000, "median": 72_000, "p75": 85_000, "p90": 100_000}


@pytest.mark.parametrize(
    ("figures", "amount", "words"),
    [
        (RANGE, 55_000, "Below: $5,000 (8 per cent) under its low end, $60,000."),
        (RANGE, 59_999, "Below: $1 (less than 1 per cent) under its low end, $60,000."),
        (RANGE, 60_000, "Within: at its low end, $60,000."),
        (RANGE, 60_001, "Within: less than 1 per cent of the way from $60,000 to $110,000."),
        (RANGE, 77_000, "Within: 34 per cent of the way from $60,000 to $110,000."),
        (RANGE, 109_999, "Within: more than 99 per cent of the way from $60,000 to $110,000."),
        (RANGE, 110_000, "Within: at its high end, $110,000."),
        (RANGE, 121_000, "Above: $11,000 (10 per cent) over its high end, $110,000."),
        (
            RANGE | {"median": 85_000},
            80_000,
            "Within: 40 per cent of the way from $60,000 to $110,000; $5,000 (6 per cent) under its median.",
        ),
        (
            RANGE | {"median": 85_000},
            85_000,
            "Within: 50 per cent of the way from $60,000 to $110,000; at its median.",
        ),
        (
            RANGE | {"mean": 80_000},
            84_000,
            "Within: 48 per cent of the way from $60,000 to $110,000; $4,000 (5 per cent) over its average.",
        ),
        ({"median": 80_000}, 60_000, "Below: $20,000 (25 per cent) under its median, $80,000."),
        ({"median": 80_000}, 80_000, "At its median, $80,000."),
        ({"median": 80_000}, 100_000, "Above: $20,000 (25 per cent) over its median, $80,000."),
        ({"mean": 80_000}, 90_000, "Above: $10,000 (13 per cent) over its average, $80,000."),
        (
            {"median": 80_000, "mean": 90_000},
            84_000,
            "Above: $4,000 (5 per cent) over its median, $80,000; under its average, $90,000.",
        ),
        ({"low": 67_500, "high": 67_500}, 60_000, "Below: $7,500 (11 per cent) under its one figure, $67,500."),
        ({"p90": 110_000}, 120_000, "Above: $10,000 (9 per cent) over its 90th percentile, $110,000."),
        (SPREAD, 45_000, "Below: $5,000 (10 per cent) under its 10th percentile, $50,000."),
        (SPREAD, 66_000, "Within: between its 25th percentile, $60,000, and its median, $72,000."),
        (SPREAD, 72_000, "Within: at its median, $72,000."),
        (SPREAD, 110_000, "Above: $10,000 (10 per cent) over its 90th percentile, $100,000."),
        ({"median": 50}, 85_000, "Above: $84,950 over its median, $50."),
    ],
)  # fmt: skip
def test_an_amount_lies_below_within_at_or_above_what_a_source_states(figures, amount, words) -> None:
    verdict = verdict_of(make_row(**figures), Decimal(amount))
    assert verdict.words == words
    assert verdict.lies == Lies(words.split(":")[0].split()[0].lower())


@pytest.mark.parametrize(
    ("figures", "amount", "words"),
    [
        (RANGE, 55_000, "Below: $5,000 (8 per cent) under its low end, $60,000."),
        (RANGE, 85_000, "Within: 50 per cent of the way from $60,000 to $110,000."),
        (RANGE, 110_000, "Within: at its high end, $110,000."),
        (RANGE, 250_000, "Within: above $110,000, where it is open upwards."),
        ({"p90": 110_000}, 99_000, "Below: $11,000 (10 per cent) under its 90th percentile, $110,000."),
        ({"p90": 110_000}, 110_000, "Within: it begins at $110,000 and is open upwards."),
        ({"low": 150_000, "high": 150_000}, 500_000, "Within: it begins at $150,000 and is open upwards."),
        ({"low": 150_000}, 75_000, "Below: $75,000 (50 per cent) under its lowest figure, $150,000."),
    ],
)  # fmt: skip
def test_nothing_lies_above_a_figure_that_is_open_upwards(figures, amount, words) -> None:
    assert verdict_of(make_row(open_top=True, **figures), Decimal(amount)).words == words


def test_a_difference_by_an_exchange_rate_is_about_so_much() -> None:
    row = converted(
        make_row(currency="EUR", low=60_123, high=85_000), "USD", {("EUR", "USD"): Decimal("1.25")}
    )
    assert row is not None
    assert (
        verdict_of(row, Decimal(110_000)).words
        == "Above: about $3,750 (4 per cent) over its high end, $106,000."
    )


def test_a_twelfth_is_met_by_what_is_printed_of_it() -> None:
    row = make_row(median=Decimal(50_000) / 12)
    assert verdict_of(row, Decimal(4_167)).words == "At its median, $4,167."


def test_an_end_by_an_exchange_rate_is_met_by_what_is_printed_of_it() -> None:
    row = converted(
        make_row(currency="EUR", low=40_000, high=75_000), "USD", {("EUR", "USD"): Decimal("1.267")}
    )
    assert row is not None
    assert verdict_of(row, Decimal(95_000)).words == "Within: at its high end, $95,000."
