"""The comparison of pay: rows of all roles, parted by scale, converted where the reader asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from guides.models import Role

from .charts import Chart, charts_of
from .models import Band, Currency, ExchangeRate
from .pay import PayRow, converted, rates_between, rows_of

Rates = Mapping[tuple[str, str], ExchangeRate]

# Of fewer figures a chart compares nothing; a list says the same.
FEWEST_TO_DRAW = 3


@dataclass(frozen=True)
class Part:
    """Rows that stand together in the table: those of one role, or all where they are sorted otherwise."""

    role_title: str
    role_url: str
    rows: list[PayRow]


@dataclass(frozen=True)
class Scale:
    """Rows that share a currency and a pay period, with the chart that shows them in the same order."""

    currency: Currency
    pay_period: str
    chart: Chart
    parts: list[Part]
    by_role: bool

    @property
    def slug(self) -> str:
        return f"{self.currency.code.lower()}-{self.pay_period}"

    @property
    def count(self) -> int:
        return len(self.chart.bars)

    @property
    def is_drawn(self) -> bool:
        return self.count >= FEWEST_TO_DRAW

    @property
    def name(self) -> str:
        return f"{self.currency.name}, {Band.PayPeriod(self.pay_period).label}"


def pay_rows(roles: Iterable[Role]) -> list[PayRow]:
    """All figures of these roles, theirs alone: what a source says of another role is left to that role.

    A figure of a step that the step's own role has too is marked as the same. Reads what
    `Role.objects.for_list()` has joined and `published__bands`, prefetched.
    """
    guides = {role.pk: (role.get_absolute_url(), role.published) for role in roles if role.published}
    rows: list[PayRow] = []
    home_of: dict[tuple[str, str], str] = {}
    for pk, (url, guide) in guides.items():
        bands = guide.bands.all()
        rows += [row for row in rows_of(bands, role_title=guide.title, role_url=url) if not row.said_of]
        for band in bands:
            if band.tier and band.tier.role_id in guides and band.tier.role_id != pk:
                home_of[url, band.slug] = guides[band.tier.role_id][0]
    own = {(row.role_url, row.statement): row.key for row in rows if row.plain}
    return [replace(row, same_as=own.get((home_of.get(row.key, ""), row.statement))) for row in rows]


def each_once(rows: Iterable[PayRow]) -> list[PayRow]:
    """The rows without those that are the same as another among them, which then says so."""
    rows = list(rows)
    there = {row.key for row in rows}
    also: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.same_as in there:
            also.setdefault(row.same_as, []).append(f"on the ladder of {row.role_title}: {row.name}")
    return [replace(row, also=tuple(also.get(row.key, ()))) for row in rows if row.same_as not in there]


def convert_all(
    rows: Iterable[PayRow], currency: str, rates: Rates
) -> tuple[list[PayRow], list[PayRow], list[ExchangeRate]]:
    """The rows in one currency, those for which no rate is known, and the rates that were used."""
    worth = {pair: rate.rate for pair, rate in rates.items()}
    shown: list[PayRow] = []
    left: list[PayRow] = []
    used: set[tuple[str, str]] = set()
    for row in rows:
        if (now := converted(row, currency, worth)) is None:
            left.append(row)
        else:
            shown.append(now)
            used.update(rates_between(row.currency, currency, worth) or ())
    return shown, left, [rate for pair, rate in rates.items() if pair in used]


def scales_of(rows: Iterable[PayRow], currencies: Mapping[str, Currency], *, by_role: bool) -> list[Scale]:
    """The rows by scale, in the order given; `by_role` heads each role's rows, which must be neighbours."""
    return [
        Scale(
            currency=currencies[chart.currency],
            pay_period=chart.bars[0].row.scale[1],
            chart=chart,
            parts=parts_of([bar.row for bar in chart.bars], by_role=by_role),
            by_role=by_role,
        )
        for chart in charts_of(rows)
    ]


def parts_of(rows: list[PayRow], *, by_role: bool) -> list[Part]:
    if not by_role:
        return [Part("", "", rows)]
    return [
        Part(title, url, list(own))
        for (url, title), own in groupby(rows, key=lambda row: (row.role_url, row.role_title))
    ]
