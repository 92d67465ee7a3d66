"""The comparison of roles and steps: which rows show, which are left out and why, and whom they cite."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from guides.choosing import Choice
from guides.models import Source
from salaries.models import ExchangeRate

from .cells import Group, Row, Span, sources_of
from .columns import Column, Money, Rates, gather
from .rows import LISTED, OPENED, groups_of


@dataclass
class Comparison:
    choices: tuple[Choice, ...]
    rates: list[ExchangeRate]
    """Those by which pay was converted."""
    groups: list[Group] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    """Labels of the rows left out because all their cells say the same."""
    empty: list[str] = field(default_factory=list)
    """Labels of the rows left out because no cell has data."""

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def table(self) -> list[tuple[Group, list[tuple[Row, list[Span]]]]]:
        return [(group, [(row, row.spans(self.choices)) for row in group.rows]) for group in self.groups]

    @property
    def steps(self) -> list[tuple[Choice, Choice]]:
        """Steps of one ladder, each with the next of it among the columns."""
        ladders: dict[int, list[Choice]] = {}
        for choice in self.choices:
            if choice.tier:
                ladders.setdefault(choice.role.pk, []).append(choice)
        return [pair for ladder in ladders.values() for pair in pairwise(ladder)]

    @property
    def role_count(self) -> int:
        return len({choice.role.pk for choice in self.choices})

    @property
    def width(self) -> int:
        """The number of columns, the one with the names of the rows included."""
        return len(self.choices) + 1

    @property
    def sources(self) -> list[Source]:
        return sources_of(cell for row in self.rows for cell in row.cells)

    @property
    def numbers(self) -> dict[str, int]:
        return {source.slug: number for number, source in enumerate(self.sources, 1)}

    @property
    def citing(self) -> dict[str, list[Row]]:
        """The rows that cite each source, by its slug: the ways back from its note."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for source in sources_of(row.cells):
                found.setdefault(source.slug, []).append(row)
        return found


def compare_all(
    choices: Sequence[Choice], *, currency: str = "", rates: Rates, only_differences: bool = False
) -> Comparison:
    """The comparison of these; what its columns hold costs eleven queries."""
    material = gather(choices, OPENED, LISTED)
    columns = [Column(choice, material[choice.guide.pk]) for choice in choices]
    money = Money(currency, rates)
    comparison = Comparison(tuple(choices), rates=money.used(pay for one in columns if (pay := one.pay())))
    for group in groups_of(columns, money):
        kept = []
        for row in group.rows:
            if not row.has_data:
                comparison.empty.append(row.label)
            elif only_differences and row.is_alike:
                comparison.alike.append(row.label)
            else:
                kept.append(row)
        if kept:
            comparison.groups.append(Group(group.slug, group.label, kept))
    return comparison
