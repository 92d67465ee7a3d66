"""The rule that picks the figure that stands for a role or a step: what it goes by, its words, and why one won."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .models import Band

if TYPE_CHECKING:
    from .pay import PayRow

# The sources write for readers in the United States; a headline for another place would surprise them.
HOME_PLACE = "united-states"


@dataclass(frozen=True)
class Rule:
    """One part of the rule: its words for readers, what rows are sorted by, and what is said of one that wins by it.

    `won` reads the winner and those that it leaves behind.
    """

    words: str
    key: Callable[[PayRow], Any]
    won: Callable[[PayRow, list[PayRow]], str]


def newest_first(row: PayRow) -> tuple[bool, tuple[int, ...]]:
    # A year alone counts as older than any date in it, as in the text order of partial dates.
    year, month, day = (*(int(part) for part in row.as_of.split("-") if part), 0, 0, 0)[:3]
    return not row.as_of, (-year, -month, -day)


def kind_of_typical(row: PayRow) -> str:
    return (
        "a median" if row.median is not None else "an average" if row.mean is not None else "a single figure"
    )


RULES = (
    Rule(
        "A figure for the United States goes before one for any other place, or for none that is stated.",
        lambda row: row.place_slug != HOME_PLACE,
        lambda row, _: "for the United States",
    ),
    Rule(
        "Of those, pay that is not known to be total pay, with bonuses or equity, goes before pay that is.",
        lambda row: row.basis == Band.Basis.TOTAL,
        lambda row, _: "not known to be total pay",
    ),
    Rule(
        "A figure that can be traced to a statistics agency goes before a publisher’s own; one whose series the "
        "source does not name counts as the publisher’s.",
        lambda row: not row.traceable,
        lambda row, _: "traceable to a statistics agency",
    ),
    Rule(
        "Measured, relayed and reported figures go before those that somebody computed or our editors "
        "concluded.",
        lambda row: row.is_derived,
        lambda row, _: "not computed",
    ),
    Rule(
        "A figure with a date goes before one without, and a newer before an older.",
        newest_first,
        lambda row, behind: "the newest" if any(other.as_of for other in behind) else "with a date",
    ),
    Rule(
        "One with a median, an average or a single figure goes before a bare range.",
        lambda row: row.typical is None,
        lambda row, _: kind_of_typical(row),
    ),
)
# Printed beside headlines and on the page about our method, in the order in which it is applied.
HEADLINE_RULE = (
    "Only a figure for the plain title can stand for a role; for a step, only one for that step.",
    *(rule.words for rule in RULES),
    "Of equals, the one that stands first in the guide.",
)


@dataclass(frozen=True)
class Choice:
    """The row that the rule picks from some that could stand for one thing, and why."""

    row: PayRow
    left: tuple[int, ...]
    """How many rows are left after each part of HEADLINE_RULE; the last is 1."""
    reasons: tuple[str, ...]
    """What told the row from those left behind, in the order of the rule; the last, from the next best."""

    @property
    def others(self) -> int:
        return self.left[0] - 1

    @property
    def why(self) -> str:
        """ "chosen over 11 others: for the United States, then with a date", or that there was no other."""
        if not self.others:
            return "the only figure given"
        others = f"{self.others} other{'' if self.others == 1 else 's'}"
        return f"chosen over {others}: {', then '.join(self.reasons)}"

    @property
    def steps(self) -> list[tuple[str, int | None]]:
        """Each part of the rule, and how many rows it left; None where it left all."""
        before = (0, *self.left)
        return [
            (words, left if left != was else None)
            for words, was, left in zip(HEADLINE_RULE, before, self.left, strict=False)
        ]


def headline_key(row: PayRow) -> tuple[Any, ...]:
    """What rows are sorted by, the headline first: one value for each of RULES."""
    return tuple(rule.key(row) for rule in RULES)


def choose(rows: Iterable[PayRow]) -> Choice | None:
    """What HEADLINE_RULE picks from rows that could all stand for one thing; of equals the first."""
    rest = [(headline_key(row), row) for row in rows]
    if not rest:
        return None
    key, best = min(rest, key=lambda pair: pair[0])
    left, reasons = [len(rest)], []
    for number, rule in enumerate(RULES):
        behind = [row for other, row in rest if other[number] != key[number]]
        if behind:
            reasons.append(rule.won(best, behind))
        rest = [pair for pair in rest if pair[0][number] == key[number]]
        left.append(len(rest))
    if len(rest) > 1:
        reasons.append("first of equals in the guide")
    return Choice(best, (*left, 1), tuple(reasons))


def choose_for_role(rows: Iterable[PayRow]) -> Choice | None:
    """The row that stands for the role: of those for its plain title."""
    return choose(row for row in rows if row.plain)


def choose_for_tier(rows: Iterable[PayRow], tier_slug: str) -> Choice | None:
    """The row that stands for a step, by the same rule: of those that are said of this very role and step."""
    return choose(row for row in rows if row.tier_slug == tier_slug and not row.said_of)
