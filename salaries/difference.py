"""How far apart two pay rows are, where they are alike enough to say so."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .pay import PayRow

KINDS = {"median": "median", "mean": "average"}


@dataclass(frozen=True)
class Apart:
    """Two figures of one kind ("median"), and how far apart they are."""

    kind: str
    first: Decimal
    last: Decimal

    @property
    def is_less(self) -> bool:
        return self.last < self.first

    @property
    def size(self) -> Decimal:
        return abs(self.last - self.first)

    @property
    def percent(self) -> int | None:
        """The size in per cent of the first, rounded; None where that is nothing."""
        if not self.first:
            return None
        return int((100 * self.size / self.first).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Difference:
    """Of each kind of figure that both rows state, how far apart they are; or the reasons why that cannot be said."""

    figures: list[Apart] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def difference(before: PayRow, after: PayRow) -> Difference:
    """Only like things are compared: of one currency, period, place, basis and condition, median with median."""
    unlike = {
        "in different currencies": before.currency != after.currency,
        "for different periods": before.scale[1] != after.scale[1],
        "for different places": before.place_slug != after.place_slug,
        "of different kinds: base pay, total pay, or not stated which": before.basis != after.basis,
        "on different conditions": before.condition != after.condition,
    }
    reasons = [words for words, differs in unlike.items() if differs]
    if reasons:
        return Difference(reasons=reasons)
    shared = [name for name in KINDS if name in before.figures and name in after.figures]
    if not shared:
        return Difference(reasons=[f"not alike: {kind_of(before)} and {kind_of(after)}"])
    return Difference([Apart(KINDS[name], before.figures[name], after.figures[name]) for name in shared])


def kind_of(row: PayRow) -> str:
    named = [
        f"{'an' if word[0] == 'a' else 'a'} {word}" for name, word in KINDS.items() if name in row.figures
    ]
    return " and ".join(named) or ("a range" if row.is_range else "a figure of no stated kind")
