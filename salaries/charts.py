"""Geometry of the pay chart: one scale for all rows, positions in per cent of the plot's width."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from .models import Band
from .pay import PayRow
from .verdicts import Verdict

STEPS = (1, 2, Decimal("2.5"), 5, 10)

# What each kind of mark means, in the order of the key above a chart.
KEY = {
    "best": "range that stands for a role",
    "range": "range",
    "derived": "range that somebody computed",
    "point": "one figure",
    "median": "median",
    "mean": "mean (average)",
    "open": "and above",
}


@dataclass(frozen=True)
class Bar:
    """One row of a chart; positions are per cent, None where the row has no such figure."""

    row: PayRow
    start: float
    end: float
    median: float | None
    mean: float | None
    points: list[float]
    """Figures that are neither median nor mean, of a row that has no range."""
    is_headline: bool
    title: str = ""
    """What the row is called here, where its own name will not do."""
    verdict: Verdict | None = None
    """Where the reader's own amount lies."""

    @property
    def is_range(self) -> bool:
        return self.row.is_range

    @property
    def width(self) -> float:
        return round(self.end - self.start, 2)

    @property
    def marks(self) -> set[str]:
        """The kinds of mark that this row is drawn with, by their names in KEY."""
        found = {"best" if self.is_headline else "derived" if self.row.is_derived else "range"}
        drawn = {
            "median": self.median is not None,
            "mean": self.mean is not None,
            "point": bool(self.points),
            "open": self.row.open_top,
        }
        return (found if self.is_range else set()) | {name for name, there in drawn.items() if there}


@dataclass(frozen=True)
class Chart:
    currency: str
    ticks: list[tuple[float, Decimal]]
    bars: list[Bar]
    marker: float | None = None
    """Where the reader's own amount lies."""

    @property
    def key(self) -> list[tuple[str, str]]:
        """The marks that occur, each with its meaning."""
        used = set().union(*(bar.marks for bar in self.bars))
        return [(mark, words) for mark, words in KEY.items() if mark in used]

    @property
    def has_period_not_stated(self) -> bool:
        return any(not bar.row.states_period for bar in self.bars)

    @property
    def is_monthly(self) -> bool:
        return any(bar.row.pay_period == Band.PayPeriod.MONTH for bar in self.bars)

    @property
    def several_roles(self) -> bool:
        return len({bar.row.role_url for bar in self.bars}) > 1


def charts_of(rows: Iterable[PayRow], headline: PayRow | None = None) -> list[Chart]:
    """A chart for each scale among the rows, that with most rows first."""
    scales: dict[tuple[str, str], list[PayRow]] = {}
    for row in rows:
        scales.setdefault(row.scale, []).append(row)
    ordered = sorted(scales, key=lambda scale: (-len(scales[scale]), scale))
    charts = (chart_of(scales[scale], headline) for scale in ordered)
    return [chart for chart in charts if chart is not None]


def chart_of(
    rows: Iterable[PayRow],
    headline: PayRow | None = None,
    *,
    reach: Iterable[PayRow] = (),
    marker: Decimal | None = None,
) -> Chart | None:
    """A chart of rows of one scale, from nothing to the next round number; None where there are no rows.

    `headline` is the row to bring out; left out, it is each role's own. The axis also reaches to the rows of
    `reach`, which are not drawn, and to the amount of `marker`. Raises ValueError for rows of several currencies
    or pay periods: unlike things never share a scale (`charts_of` parts them).
    """
    rows, reach = list(rows), list(reach)
    if not rows:
        return None
    scales = {row.scale for row in (*rows, *reach)}
    if len(scales) > 1:
        raise ValueError(f"one scale cannot hold {', '.join(' a '.join(scale) for scale in sorted(scales))}")
    end, step = axis_of([*rows, *reach], marker)
    count = int(end / step)

    def x(value: Decimal) -> float:
        return round(float(100 * value / end), 2)

    def bar(row: PayRow) -> Bar:
        lower, upper = row.ends or (row.low, row.high)
        return Bar(
            row=row,
            start=x(lower),
            end=x(upper),
            median=x(row.median) if row.median is not None else None,
            mean=x(row.mean) if row.mean is not None else None,
            points=[x(value) for value in row.points],
            is_headline=row.is_headline if headline is None else row == headline,
        )

    return Chart(
        currency=rows[0].currency,
        ticks=[(x(step * number), step * number) for number in range(count + 1)],
        bars=[bar(row) for row in rows],
        marker=None if marker is None else x(marker),
    )


def axis_of(rows: list[PayRow], marker: Decimal | None) -> tuple[Decimal, Decimal]:
    """Where an axis from nothing ends so that all of this is on it, and the distance of its ticks."""
    top = max([row.high for row in rows] + ([] if marker is None else [marker]))
    step = nice_step(top)
    end = step * max(1, ceil(top / step))
    # Room for the arrow of a row that is open upwards.
    if any(row.open_top and row.high == end for row in rows):
        end += step
    return end, step


def nice_step(top: Decimal, ticks: int = 5) -> Decimal:
    """The round distance that parts `top` into at most `ticks` steps."""
    if top <= 0:
        return Decimal(1)
    rough = top / ticks
    magnitude = Decimal(10) ** rough.adjusted()
    return next(Decimal(step) * magnitude for step in STEPS if Decimal(step) * magnitude >= rough)
