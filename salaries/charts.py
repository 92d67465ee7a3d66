"""Geometry of the pay chart: one scale for all rows, positions in per cent of the plot's width."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from .pay import PayRow

STEPS = (1, 2, Decimal("2.5"), 5, 10)


@dataclass(frozen=True)
class Bar:
    """One row of a chart; x positions are per cent, None where the row has no such figure."""

    row: PayRow
    start: float
    width: float
    median: float | None
    mean: float | None
    is_headline: bool

    @property
    def end(self) -> float:
        return self.start + self.width


@dataclass(frozen=True)
class Chart:
    currency: str
    ticks: list[tuple[float, Decimal]]
    bars: list[Bar]


def chart_of(rows: Iterable[PayRow], headline: PayRow | None = None) -> Chart | None:
    """A chart of rows in one currency, from nothing to the next round number; None where there are no rows.

    Raises ValueError for rows of several currencies: unlike things never share a scale.
    """
    rows = list(rows)
    if not rows:
        return None
    currencies = {row.currency for row in rows}
    if len(currencies) > 1:
        raise ValueError(f"one scale cannot hold {', '.join(sorted(currencies))}")
    top = max(row.high for row in rows)
    step = nice_step(top)
    end = step * max(1, ceil(top / step))
    # Room for the arrow of a row that is open upwards.
    if any(row.open_top and row.high == end for row in rows):
        end += step
    count = int(end / step)

    def x(value: Decimal) -> float:
        return round(float(100 * value / end), 2)

    return Chart(
        currency=currencies.pop(),
        ticks=[(x(step * number), step * number) for number in range(count + 1)],
        bars=[
            Bar(
                row=row,
                start=x(row.low),
                width=round(x(row.high) - x(row.low), 2),
                median=x(row.median) if row.median is not None else None,
                mean=x(row.mean) if row.mean is not None else None,
                is_headline=row is headline,
            )
            for row in rows
        ],
    )


def nice_step(top: Decimal, ticks: int = 5) -> Decimal:
    """The round distance that parts `top` into at most `ticks` steps."""
    if top <= 0:
        return Decimal(1)
    rough = top / ticks
    magnitude = Decimal(10) ** rough.adjusted()
    return next(Decimal(step) * magnitude for step in STEPS if Decimal(step) * magnitude >= rough)
