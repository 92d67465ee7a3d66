"""Pay rows in one currency and for one period, and those that cannot be: each with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from .models import Band, ExchangeRate
from .pay import PayRow, converted, rates_between

Rates = Mapping[tuple[str, str], ExchangeRate]

YEAR, MONTH, HOUR = Band.PayPeriod.YEAR, Band.PayPeriod.MONTH, Band.PayPeriod.HOUR
MONTHS_OF_A_YEAR = Decimal(12)


class Reason(NamedTuple):
    """Why a figure cannot stand beside the others."""

    slug: str
    heading: str
    sentence: str


NO_RATE = Reason(
    "rate",
    "No exchange rate",
    "No rate between the currency of these figures and the one you chose is known here, not even by way of the"
    " US dollar.",
)
OTHER_PERIOD = Reason(
    "period",
    "Another pay period",
    "Pay by the hour and pay by the month or year would need a number of hours to meet. No source here states"
    " one for its figures, so none is assumed.",
)
PERIOD_NOT_STATED = Reason(
    "period-not-stated",
    "Period not stated",
    "These sources do not say what period their figures are for. Without one a figure is read as a year’s, and"
    " never as an hour’s.",
)


@dataclass(frozen=True)
class Apart:
    """A row as its source states it, which the others cannot be compared with."""

    row: PayRow
    reason: Reason


@dataclass(frozen=True)
class Measured:
    """Rows in one measure, the rows that cannot be, and the rates that were used."""

    rows: list[PayRow]
    apart: list[Apart]
    rates: list[ExchangeRate]


def in_one_measure(rows: Iterable[PayRow], currency: str, period: str, rates: Rates) -> Measured:
    """The rows in `currency` and for `period`; either may be empty, which leaves it as stated."""
    worth = {pair: rate.rate for pair, rate in rates.items()}
    shown: list[PayRow] = []
    apart: list[Apart] = []
    used: set[tuple[str, str]] = set()
    for row in rows:
        in_currency = converted(row, currency, worth) if currency else row
        in_both = per_period(in_currency, period) if in_currency and period else in_currency
        if in_both is None:
            apart.append(Apart(row, reason_of(row, found_a_rate=in_currency is not None)))
        else:
            shown.append(in_both)
            used.update(rates_between(row.currency, in_both.currency, worth) or ())
    return Measured(shown, apart, [rate for pair, rate in rates.items() if pair in used])


def per_period(row: PayRow, period: str) -> PayRow | None:
    """The row per year or month, of which one has twelve of the other exactly, or per hour.

    None where that would need a number of hours. A figure without a period is read as a year's.
    """
    if period == (row.pay_period or YEAR):
        return row
    if HOUR in (period, row.pay_period):
        return None
    figures = {
        name: value / MONTHS_OF_A_YEAR if period == MONTH else value * MONTHS_OF_A_YEAR
        for name, value in row.figures.items()
    }
    return replace(row, pay_period=period, figures=figures, stated=row.stated or row)


def reason_of(row: PayRow, *, found_a_rate: bool) -> Reason:
    if not found_a_rate:
        return NO_RATE
    return OTHER_PERIOD if row.pay_period else PERIOD_NOT_STATED


def by_reason(apart: Iterable[Apart]) -> list[tuple[Reason, list[PayRow]]]:
    """What is apart, each reason once with its rows."""
    rows: dict[Reason, list[PayRow]] = {}
    for one in apart:
        rows.setdefault(one.reason, []).append(one.row)
    return list(rows.items())
