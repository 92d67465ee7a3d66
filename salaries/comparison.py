"""The comparison of pay: rows of all roles, chosen, measured, grouped, and parted into scales and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from guides.models import Role

from .charts import Bar, Chart, chart_of
from .conversion import Apart, Rates, in_one_measure
from .filters import NOT_STATED, Facet, matching
from .models import Band, Currency, ExchangeRate
from .pay import PayRow, rows_of
from .selection import Selection, in_order

# Of fewer figures a chart compares nothing; a list says the same.
FEWEST_TO_DRAW = 3
PAGE_SIZE = 100


@dataclass(frozen=True)
class Part:
    """Rows that stand together: those of one role, place or source, or all where they are not grouped."""

    heading: str
    url: str
    bars: list[Bar]

    @property
    def rows(self) -> list[PayRow]:
        return [bar.row for bar in self.bars]


@dataclass(frozen=True)
class Scale:
    """Rows of one page that share a currency and a pay period, with the chart that shows them in this order."""

    currency: Currency
    pay_period: str
    chart: Chart
    parts: list[Part]
    total: int
    """How many such rows there are on all pages."""

    @property
    def slug(self) -> str:
        return f"{self.currency.code.lower()}-{self.pay_period}"

    @property
    def count(self) -> int:
        return len(self.chart.bars)

    @property
    def is_drawn(self) -> bool:
        return self.total >= FEWEST_TO_DRAW

    @property
    def name(self) -> str:
        return f"{self.currency.name}, {Band.PayPeriod(self.pay_period).label}"


@dataclass(frozen=True)
class Comparison:
    """All rows that a selection matches, in the order in which they are shown, and those that stand apart."""

    rows: list[PayRow]
    apart: list[Apart]
    rates: list[ExchangeRate]
    group: Facet | None

    @property
    def last_page(self) -> int:
        return max(1, ceil(len(self.rows) / PAGE_SIZE))


def compared(rows: Iterable[PayRow], facets: list[Facet], selection: Selection, rates: Rates) -> Comparison:
    """What a selection shows of the rows, on all its pages."""
    found = each_once(matching(rows, facets, selection.chosen))
    measured = in_one_measure(found, selection.currency, selection.per, rates)
    ordered = in_order(measured.rows, selection.sort)
    group = next((facet for facet in facets if facet.name == selection.grouping), None)
    if selection.group and group is not None:
        ordered.sort(key=lambda row: by_label(group, row))
    scales: dict[tuple[str, str], list[PayRow]] = {}
    for row in ordered:
        scales.setdefault(row.scale, []).append(row)
    largest_first = sorted(scales, key=lambda scale: (-len(scales[scale]), scale))
    return Comparison(
        rows=[row for scale in largest_first for row in scales[scale]],
        apart=measured.apart,
        rates=measured.rates,
        group=group,
    )


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
            other = band.tier.leads_to_id if band.tier else None
            if other in guides and other != pk:
                home_of[url, band.slug] = guides[other][0]
    own = {(row.role_url, row.statement): row.key for row in rows if row.plain}
    return [
        replace(row, same_as=own.get((home_of[row.key], row.statement))) if row.key in home_of else row
        for row in rows
    ]


def each_once(rows: Iterable[PayRow]) -> list[PayRow]:
    """The rows without those that are the same as another among them, which then says so."""
    rows = list(rows)
    there = {row.key for row in rows}
    also: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.same_as in there:
            also.setdefault(row.same_as, []).append(f"on the ladder of {row.role_title}: {row.name}")
    return [
        replace(row, also=tuple(also[row.key])) if row.key in also else row
        for row in rows
        if row.same_as not in there
    ]


def scales_of(comparison: Comparison, page: int, currencies: Mapping[str, Currency]) -> list[Scale]:
    """One page of the rows by scale. A scale's axis is that of all its rows, so that pages can be compared."""
    everything: dict[tuple[str, str], list[PayRow]] = {}
    for row in comparison.rows:
        everything.setdefault(row.scale, []).append(row)
    start = (page - 1) * PAGE_SIZE
    scales = []
    for scale, shown in groupby(comparison.rows[start : start + PAGE_SIZE], key=lambda row: row.scale):
        chart = chart_of(shown, reach=everything[scale])
        if chart is not None:
            parts = parts_of(chart.bars, comparison.group)
            scales.append(Scale(currencies[scale[0]], scale[1], chart, parts, len(everything[scale])))
    return scales


def parts_of(bars: list[Bar], group: Facet | None) -> list[Part]:
    if group is None:
        return [Part("", "", bars)]
    parts = []
    for value, own in groupby(bars, key=lambda bar: group_of(group, bar.row)):
        together = list(own)
        parts.append(Part(group.chip_label(value), address_of(group, together[0].row), together))
    return parts


def group_of(group: Facet, row: PayRow) -> str:
    """The one value by which the row stands with others: of places, the one that its source names."""
    return next(iter(group.values_of(row)), NOT_STATED)


def by_label(group: Facet, row: PayRow) -> tuple[bool, str, str]:
    """What groups are sorted by: their names, what is not stated last."""
    value = group_of(group, row)
    return value == NOT_STATED, group.options[value].casefold(), value


def address_of(group: Facet, row: PayRow) -> str:
    return {"role": row.role_url, "source": row.source_url}.get(group.name, "")
