"""The words that tell pay rows apart, and lines that join what is stated with what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.utils.text import get_text_list

if TYPE_CHECKING:
    from .pay import PayRow

ITSELF = "The role itself"
NOT_STATED = " not stated"


def in_one_line(parts: Iterable[str]) -> str:
    """ "Press, United States; date and period not stated": parts that say so are joined at the end."""
    parts = [part for part in parts if part]
    stated = ", ".join(part for part in parts if not part.endswith(NOT_STATED))
    missing = [part.removesuffix(NOT_STATED) for part in parts if part.endswith(NOT_STATED)]
    if missing:
        stated = "; ".join(filter(None, (stated, get_text_list(missing, "and") + NOT_STATED)))
    return stated


def kind(row: PayRow) -> str:
    if row.is_range:
        return "range"
    return "median" if row.median is not None else "average" if row.mean is not None else ""


# In the order in which they are asked, until no two rows of one thing are left that they can part. What a
# source does not state adds no word: the line on where a figure comes from says so.
DIFFERENCES: tuple[Callable[[PayRow], str], ...] = (
    lambda row: row.basis and row.basis_display.lower(),
    lambda row: row.place_name,
    kind,
    lambda row: row.condition.partition(",")[0],
    lambda row: row.date_display,
    lambda row: row.pay_period and row.pay_period_display,
    lambda row: row.source_name,
)


def told_apart(rows: Iterable[PayRow]) -> dict[str, tuple[str, ...]]:
    """For each row of a guide, by its slug: what tells it from the others of the same thing, in brief."""
    things: dict[str, list[PayRow]] = {}
    for row in rows:
        things.setdefault(row.thing, []).append(row)
    words: dict[str, list[str]] = {row.slug: [] for group in things.values() for row in group}
    groups = [group for group in things.values() if len(group) > 1]
    for difference in DIFFERENCES:
        parted: list[list[PayRow]] = []
        for group in groups:
            parts: dict[str, list[PayRow]] = {}
            for row in group:
                parts.setdefault(difference(row), []).append(row)
            if len(parts) > 1:
                for said, part in parts.items():
                    for row in part:
                        words[row.slug] += [said] if said else []
            parted += parts.values()
        groups = [part for part in parted if len(part) > 1]
    return {slug: tuple(said) for slug, said in words.items()}
