"""The comparison of pay: rows of all roles, chosen, measured, grouped, and parted into scales and pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import ceil

from .bands import BandValues, Home
from .charts import Bar, Chart, chart_of
from .conversion import Apart, Rates, in_one_measure
from .filters import Facet
from .index import Index, by_label, group_of
from .models import Band, Currency, ExchangeRate
from .pay import PayRow, rows_of
from .selection import DEFAULT_SORT, Selection, in_order

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

    scales: Mapping[tuple[str, str], list[PayRow]]
    """The rows by scale, the one with most rows first."""
    reach: Mapping[tuple[str, str], list[PayRow]]
    """Those rows of each scale on which the end of its axis depends."""
    apart: list[Apart]
    rates: list[ExchangeRate]
    group: Facet | None

    @cached_property
    def rows(self) -> list[PayRow]:
        return [row for rows in self.scales.values() for row in rows]

    @property
    def last_page(self) -> int:
        return max(1, ceil(len(self.rows) / PAGE_SIZE))


def compared(index: Index, selection: Selection, rates: Rates) -> Comparison:
    """What a selection shows of the rows, on all its pages."""
    group = next((facet for facet in index.facets if facet.name == selection.grouping), None)
    selected = index.matching(selection.chosen)
    as_stated = index.rows_of(selected, selection.sort, group if selection.group else None)
    if not selection.currency and not selection.per:
        return Comparison(as_stated, index.highest(index.once(selected)), [], [], group)
    # In another measure rows come to stand in another order.
    found = index.rows_of(selected, DEFAULT_SORT, None)
    measured = in_one_measure(index.together(found), selection.currency, selection.per, rates)
    ordered = in_order(measured.rows, selection.sort)
    if selection.group and group is not None:
        ordered.sort(key=lambda row: by_label(group, row))
    scales: dict[tuple[str, str], list[PayRow]] = {}
    for row in ordered:
        scales.setdefault(row.scale, []).append(row)
    largest_first = {
        scale: scales[scale] for scale in sorted(scales, key=lambda one: (-len(scales[one]), one))
    }
    return Comparison(largest_first, largest_first, measured.apart, measured.rates, group)


def pay_rows(homes: Mapping[int, Home], bands: Mapping[int, list[BandValues]]) -> list[PayRow]:
    """All figures of these roles, theirs alone: what a source says of another role is left to that role.

    A figure of a step that the step's own role has too is marked as the same. Both are by the keys of guides.
    """
    urls = {home.role: home.url for home in homes.values()}
    rows: list[PayRow] = []
    home_of: dict[tuple[str, str], str] = {}
    for guide, home in homes.items():
        own = bands.get(guide, [])
        rows += [row for row in rows_of(own, role_title=home.title, role_url=home.url) if not row.said_of]
        for band in own:
            other = band.tier.leads_to_id if band.tier else None
            if other in urls and other != home.role:
                home_of[home.url, band.slug] = urls[other]
    elsewhere = set(home_of.values())
    stated = {
        (row.role_url, row.statement): row.key for row in rows if row.plain and row.role_url in elsewhere
    }
    return [
        replace(row, same_as=stated.get((home_of[row.key], row.statement))) if row.key in home_of else row
        for row in rows
    ]


def scales_of(comparison: Comparison, page: int, currencies: Mapping[str, Currency]) -> list[Scale]:
    """One page of the rows by scale. A scale's axis is that of all its rows, so that pages can be compared."""
    start = (page - 1) * PAGE_SIZE
    scales = []
    for scale, shown in groupby(comparison.rows[start : start + PAGE_SIZE], key=lambda row: row.scale):
        chart = chart_of(shown, reach=comparison.reach[scale])
        if chart is not None:
            parts = parts_of(chart.bars, comparison.group)
            scales.append(Scale(currencies[scale[0]], scale[1], chart, parts, len(comparison.scales[scale])))
    return scales


def parts_of(bars: list[Bar], group: Facet | None) -> list[Part]:
    if group is None:
        return [Part("", "", bars)]
    parts = []
    for value, own in groupby(bars, key=lambda bar: group_of(group, bar.row)):
        together = list(own)
        parts.append(Part(group.chip_label(value), address_of(group, together[0].row), together))
    return parts


def address_of(group: Facet, row: PayRow) -> str:
    return {"role": row.role_url, "source": row.source_url}.get(group.name, "")
