"""Pay figures as data: each with what its source states, what is shown of it, and where it comes from."""

from collections.abc import Iterable
from decimal import Decimal

from careerguide.csv_files import as_csv

from .comparison import Comparison
from .conversion import Reason
from .models import ExchangeRate
from .models.band import RISING
from .pay import PayRow
from .templatetags.pay import printed, shown

FIGURES = (*RISING, "mean")
# The columns of a file, in this order; the names of those that hold amounts begin with stated_ or shown_.
ABOUT = (
    *("role", "role_address", "title_or_step", "years", "also", "stands_for_role"),
    *("place", "date", "period_covered", "includes", "condition"),
    *("source_title", "source_publisher", "source_address", "attributed_to", "method"),
    *("rates_used", "period_read_as", "not_compared_because"),
)
AMOUNTS = ("currency", "pay_period", *FIGURES, "open_top")
COLUMNS = (
    *ABOUT[:6],
    *(f"{kind}_{name}" for kind in ("stated", "shown") for name in AMOUNTS),
    *ABOUT[6:],
)

Record = dict[str, object]


def records_of(comparison: Comparison, site: str) -> list[Record]:
    """A record for each figure in the order of the page, those that are listed apart last, with the reason.

    `site` is what stands before the addresses of pages.
    """
    rates = {(rate.currency_id, rate.base_id): rate for rate in comparison.rates}
    return [
        *(record_of(row, rates.values(), site) for row in comparison.rows),
        *(record_of(one.row, (), site, one.reason) for one in comparison.apart),
    ]


def record_of(row: PayRow, rates: Iterable[ExchangeRate], site: str, apart: Reason | None = None) -> Record:
    stated = row.stated or row
    used = [rate for rate in rates if stated.currency != row.currency and of_pair(rate, stated, row)]
    return {
        "role": row.role_title,
        "role_address": site + row.role_url,
        "title_or_step": row.name,
        "years": row.years,
        "also": "; ".join(row.also),
        "stands_for_role": row.is_headline,
        "stated": amounts_of(stated),
        "shown": None if apart else amounts_of(row),
        "place": row.place_name,
        "date": row.as_of,
        "period_covered": row.period,
        "includes": row.basis,
        "condition": row.condition,
        "source_title": row.source_title,
        "source_publisher": row.source_publisher,
        "source_address": site + row.source_url,
        "attributed_to": row.attributed_to,
        "method": row.method,
        "rates_used": [f"{rate} ({rate.source}, {rate.date or 'date not stated'})" for rate in used],
        "period_read_as": "" if apart or row.states_period else "year",
        "not_compared_because": apart.heading if apart else "",
    }


def of_pair(rate: ExchangeRate, stated: PayRow, row: PayRow) -> bool:
    """Whether the rate lies on the way between the two currencies, which is direct or meets in US dollars."""
    return {rate.currency_id, rate.base_id} <= {stated.currency, row.currency, "USD"}


def amounts_of(row: PayRow) -> Record:
    figures = {name: printed(shown(row, value)) for name, value in row.figures.items()}
    return {
        "currency": row.currency,
        "pay_period": row.pay_period,
        **{name: plain(figures.get(name)) for name in FIGURES},
        "open_top": row.open_top,
    }


def plain(value: Decimal | None) -> int | float | None:
    """As a number of JSON."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_table(records: Iterable[Record]) -> str:
    """The records as CSV, with one column for each amount."""
    return as_csv(COLUMNS, ([cell_of(record, column) for column in COLUMNS] for record in records))


def cell_of(record: Record, column: str) -> object:
    kind, _, name = column.partition("_")
    if kind in ("stated", "shown") and name in AMOUNTS:
        amounts = record[kind]
        value = amounts.get(name) if isinstance(amounts, dict) else None
    else:
        value = record[column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else value
