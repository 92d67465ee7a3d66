from decimal import Decimal

import pytest

from salaries.conversion import (
    NO_RATE,
    OTHER_PERIOD,
    PERIOD_NOT_STATED,
    by_reason,
    in_one_measure,
    per_period,
)
from salaries.templatetags.pay import amount, amount_range

from .rows import make_row


@pytest.mark.parametrize(
    ("stated", "asked", "shown"),
    [
        ("year", "month", "$5,000"),
        ("month", "year", "$720,000"),
        ("year", "year", "$60,000"),
        ("hour", "hour", "$60,000"),
        ("", "year", "$60,000"),
        ("", "month", "$5,000"),
        ("", "hour", None),
        ("hour", "year", None),
        ("hour", "month", None),
        ("year", "hour", None),
        ("month", "hour", None),
    ],
)
def test_a_year_is_twelve_months_and_hours_are_never_guessed(stated, asked, shown) -> None:
    row = per_period(make_row(pay_period=stated, median=60_000), asked)
    assert (row and amount(row)) == shown


def test_a_twelfth_is_printed_in_full_and_keeps_what_was_stated() -> None:
    row = make_row(low=50_000, high=70_123, pay_period="")
    month = per_period(row, "month")
    assert month is not None
    assert amount_range(month) == "$4,167 to $5,844"
    assert (month.stated, month.states_period, month.scale) == (row, False, ("USD", "month"))
    assert month.provenance == "Press, United States; date and period not stated"


def test_currency_and_period_together_keep_the_row_as_its_source_states_it() -> None:
    row = make_row(currency="EUR", median=60_000)
    rates = {("EUR", "USD"): type("Rate", (), {"rate": Decimal("1.25")})()}
    measured = in_one_measure([row], "USD", "month", rates)
    assert [(amount(one), one.stated) for one in measured.rows] == [("$6,250", row)]
    assert (measured.apart, measured.rates) == ([], list(rates.values()))


def test_what_cannot_be_compared_stands_apart_each_with_its_reason() -> None:
    rows = [
        make_row(slug="hourly", pay_period="hour", median=20),
        make_row(slug="reais", currency="BRL"),
        make_row(slug="plain"),
        make_row(slug="unsaid", pay_period=""),
        make_row(slug="too", pay_period="hour", median=30),
    ]
    assert [row.slug for row in in_one_measure(rows, "USD", "year", {}).rows] == ["plain", "unsaid"]
    apart = by_reason(in_one_measure(rows, "USD", "hour", {}).apart)
    assert [(reason, [row.slug for row in own]) for reason, own in apart] == [
        (NO_RATE, ["reais"]),
        (OTHER_PERIOD, ["plain"]),
        (PERIOD_NOT_STATED, ["unsaid"]),
    ]
    assert [one.row.slug for one in in_one_measure(rows, "", "month", {}).apart] == ["hourly", "too"]
