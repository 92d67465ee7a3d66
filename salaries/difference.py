"""How far apart two figures are, in words; and two pay rows, where they are alike enough to say so."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .models.band import RISING
from .pay import PayRow
from .templatetags.pay import money, named, shown

# The figures that stand for a row before those that bound it.
KINDS = ("median", "mean", *(name for name in RISING if name != "median"))


@dataclass(frozen=True)
class Apart:
    """Two figures of one kind, and how far apart they are."""

    name: str
    before: PayRow
    after: PayRow

    @property
    def kind(self) -> str:
        """ "median", "average", "low end"."""
        return named(self.name)

    @property
    def first(self) -> Decimal:
        return self.before.figures[self.name]

    @property
    def last(self) -> Decimal:
        return self.after.figures[self.name]

    @property
    def words(self) -> str:
        """ "$20,000 (29 per cent) more", or "the same"."""
        if self.first == self.last:
            return "the same"
        more = "more" if self.last > self.first else "less"
        return f"{how_far(self.after, abs(self.last - self.first), self.first)} {more}"


@dataclass(frozen=True)
class Difference:
    """Of each kind of figure that both rows state, how far apart they are; or the reasons why that cannot be said."""

    figures: list[Apart] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def difference(before: PayRow, after: PayRow) -> Difference:
    """Only like things are compared: of one currency, period, place, basis and condition as their sources state them,
    median with median."""
    one, other = before.stated or before, after.stated or after
    unlike = {
        "in different currencies": one.currency != other.currency,
        "for different periods": one.scale[1] != other.scale[1],
        "for different places": before.place_slug != after.place_slug,
        "of different kinds: base pay, total pay, or not stated which": before.basis != after.basis,
        "on different conditions": before.condition != after.condition,
    }
    reasons = [words for words, differs in unlike.items() if differs]
    if reasons:
        return Difference(reasons=reasons)
    kinds = [kinds_of(row) for row in (before, after)]
    shared = [name for name in KINDS if all(name in found for found in kinds)]
    if not shared:
        return Difference(reasons=[f"not alike: {kind_of(before)} and {kind_of(after)}"])
    return Difference([Apart(name, before, after) for name in shared])


def kinds_of(row: PayRow) -> list[str]:
    """The names of its figures; none for a single figure that no source names."""
    return [] if row.figures.keys() == {"low", "high"} and not row.is_range else list(row.figures)


def kind_of(row: PayRow) -> str:
    typical = [named(name) for name in ("median", "mean") if name in row.figures]
    listed = " and ".join(f"{'an' if word[0] == 'a' else 'a'} {word}" for word in typical)
    return listed or ("a range" if row.is_range else "a figure of no stated kind")


def how_far(row: PayRow, size: Decimal, of: Decimal) -> str:
    """ "$5,000 (8 per cent)", in the row's currency; "about $5,000" where that is by an exchange rate."""
    by_rate = row.stated is not None and row.stated.currency != row.currency
    share = size / of if of else Decimal(0)
    # Many times as much says nothing as a percentage.
    in_percent = f" ({percent(share)})" if 0 < share < 10 else ""
    return f"{'about ' if by_rate else ''}{money(shown(row, size), row.currency)}{in_percent}"


def percent(share: Decimal) -> str:
    """A share of one in whole per cent; never nothing or all where it is not quite."""
    whole = (100 * share).quantize(Decimal(1), ROUND_HALF_UP)
    if whole == 0:
        return "less than 1 per cent"
    if whole == 100 and share < 1:
        return "more than 99 per cent"
    return f"{whole} per cent"
