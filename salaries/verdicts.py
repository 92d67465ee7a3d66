"""Where an amount lies beside what one source states: below, within or above, in words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .difference import how_far, percent
from .models.band import RISING
from .pay import LOWER_ENDS, UPPER_ENDS, PayRow
from .templatetags.pay import NAMES, money, named, printed, shown


class Lies(StrEnum):
    BELOW = "below"
    WITHIN = "within"
    AT = "at"
    ABOVE = "above"


@dataclass(frozen=True)
class Verdict:
    lies: Lies
    words: str
    """A sentence that begins with where it lies."""

    @property
    def rest(self) -> str:
        return self.words.removeprefix(self.lies.capitalize())


def verdict_of(row: PayRow, amount: Decimal) -> Verdict:
    """Where the amount, of the row's own currency and period, lies in it."""
    if row.ends is not None:
        return within_ends(row, amount)
    if row.typical is not None:
        return beside(row, amount, typical_named(row), row.typical, beside_mean(row, amount))
    [name, *_] = row.figures
    lowest = row.figures[name]
    if row.open_top and (amount > lowest or alike(row, amount, lowest)):
        return Verdict(Lies.WITHIN, f"Within: it begins at {told(row, lowest)} and is open upwards.")
    return beside(row, amount, NAMES.get(name, "lowest figure"), lowest)


def typical_named(row: PayRow) -> str:
    """What the figure that stands for the row is called."""
    if row.median is not None:
        return "median"
    if row.mean is not None:
        return "average"
    return NAMES.get(next(iter(row.figures)), "one figure")


def beside_mean(row: PayRow, amount: Decimal) -> str:
    """Beside the average too, where the row states it besides a median."""
    if row.median is None or row.mean is None:
        return ""
    return f"; {side(row, amount, row.mean)} its average, {told(row, row.mean)}"


def side(row: PayRow, amount: Decimal, value: Decimal) -> str:
    return "at" if alike(row, amount, value) else "under" if amount < value else "over"


def within_ends(row: PayRow, amount: Decimal) -> Verdict:
    """The verdict for a row that states two ends."""
    first = next(name for name in LOWER_ENDS if name in row.figures)
    last = next(name for name in UPPER_ENDS if name in row.figures)
    low, high = row.figures[first], row.figures[last]
    if alike(row, amount, low):
        return Verdict(Lies.WITHIN, f"Within: at its {named(first)}, {told(row, low)}.")
    if alike(row, amount, high):
        return Verdict(Lies.WITHIN, f"Within: at its {named(last)}, {told(row, high)}.")
    if amount < low:
        return Verdict(
            Lies.BELOW, f"Below: {apart(row, amount, low)} under its {named(first)}, {told(row, low)}."
        )
    if amount > high and row.open_top:
        return Verdict(Lies.WITHIN, f"Within: above {told(row, high)}, where it is open upwards.")
    if amount > high:
        return Verdict(
            Lies.ABOVE, f"Above: {apart(row, amount, high)} over its {named(last)}, {told(row, high)}."
        )
    if row.has_percentiles:
        return Verdict(Lies.WITHIN, f"Within: {between(row, amount)}.")
    share = percent((amount - low) / (high - low))
    way = f"Within: {share} of the way from {told(row, low)} to {told(row, high)}"
    return Verdict(Lies.WITHIN, f"{way}{beside_typical(row, amount)}.")


def beside(row: PayRow, amount: Decimal, name: str, value: Decimal, more: str = "") -> Verdict:
    """The verdict beside a single figure."""
    way = side(row, amount, value)
    if way == "at":
        return Verdict(Lies.AT, f"At its {name}, {told(row, value)}{more}.")
    lies = Lies.BELOW if way == "under" else Lies.ABOVE
    far = apart(row, amount, value)
    return Verdict(lies, f"{lies.capitalize()}: {far} {way} its {name}, {told(row, value)}{more}.")


def beside_typical(row: PayRow, amount: Decimal) -> str:
    """ "; $2,000 (2 per cent) under its median": nothing for a bare range."""
    if row.typical is None:
        return ""
    way = side(row, amount, row.typical)
    far = "" if way == "at" else f"{apart(row, amount, row.typical)} "
    return f"; {far}{way} its {typical_named(row)}"


def between(row: PayRow, amount: Decimal) -> str:
    """Between which two of the row's percentiles the amount lies; how it is spread there nobody says."""
    steps = [(name, row.figures[name]) for name in RISING if name in row.figures]
    on = next((step for step in steps if alike(row, amount, step[1])), None)
    if on is not None:
        return f"at its {named(on[0])}, {told(row, on[1])}"
    below = [step for step in steps if step[1] < amount][-1]
    above = next(step for step in steps if step[1] > amount)
    return f"between its {named(below[0])}, {told(row, below[1])}, and its {named(above[0])}, {told(row, above[1])}"


def apart(row: PayRow, amount: Decimal, value: Decimal) -> str:
    """How far the amount is from a figure of the row."""
    return how_far(row, abs(amount - value), value)


def alike(row: PayRow, amount: Decimal, value: Decimal) -> bool:
    """Whether both are the same as printed: nobody types the fractions of a twelfth, and no rate is exact to a cent."""
    return printed(shown(row, amount)) == printed(shown(row, value))


def told(row: PayRow, value: Decimal) -> str:
    return money(shown(row, value), row.currency)
