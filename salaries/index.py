"""All pay figures that readers see, made once for each content version, and what can be asked of them quickly.

Rows are numbered. Choosing, counting and turning pages work on numbers and bytes (`guides/tally.py`), so that of
thousands of rows only those are touched that a page shows.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from guides.tally import Column, both, in_order

from .filters import NOT_STATED, Facet
from .pay import PayRow
from .selection import DEFAULT_SORT, SORTS

Scale = tuple[str, str]


@dataclass(frozen=True)
class Index:
    rows: list[PayRow]
    facets: list[Facet]
    columns: Mapping[str, Column]
    twins: Mapping[int, int]
    """The rows that are the same figure as another one, by number, each with that one's number."""
    orders: dict[tuple[str, str], dict[Scale, list[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[PayRow], facets: list[Facet]) -> "Index":
        numbers = {row.key: number for number, row in enumerate(rows)}
        return cls(
            rows,
            facets,
            {facet.name: Column.of(facet.values_of(row) for row in rows) for facet in facets},
            {number: numbers[row.same_as] for number, row in enumerate(rows) if row.same_as in numbers},
        )

    def matching(self, chosen: Mapping[str, Collection[str]], *, but: str = "") -> bytes | None:
        """The rows that have one of the chosen values in every facet, `but` one left out of account; None is all."""
        found = None
        for name, values in chosen.items():
            if values and name != but:
                found = both(found, self.columns[name].having(values))
        return found

    def once(self, selected: bytes | None) -> bytes | None:
        """Without those that are the same as another among them."""
        twice = [one for one, other in self.twins.items() if is_in(selected, one) and is_in(selected, other)]
        if not twice:
            return selected
        left = bytearray(b"\1" * len(self.rows) if selected is None else selected)
        for number in twice:
            left[number] = 0
        return bytes(left)

    def count(self, facet: Facet, selected: bytes | None) -> Counter[str]:
        """How many figures among these have each value of a facet; what is the same figure on two pages counts once."""
        column = self.columns[facet.name]
        counts = column.count(selected)
        same: dict[int, list[int]] = {}
        for one, other in self.twins.items():
            if is_in(selected, one):
                same.setdefault(other, [other] if is_in(selected, other) else []).append(one)
        counts = counts.copy() if same else counts
        for numbers in same.values():
            having = Counter(value for one in numbers for value in column.kinds[column.codes[one]])
            counts.subtract({value: number - 1 for value, number in having.items()})
        return counts

    def rows_of(self, selected: bytes | None, sort: str, group: Facet | None) -> dict[Scale, list[PayRow]]:
        """These rows as they are shown, each figure once, by scale, the one with most of them first."""
        chosen = self.once(selected)
        also: dict[int, list[str]] = {}
        for one, other in self.twins.items():
            if is_in(selected, one) and is_in(selected, other):
                row = self.rows[one]
                also.setdefault(other, []).append(f"on the ladder of {row.role_title}: {row.name}")
        rows = self.rows
        if also:
            rows = [
                replace(row, also=tuple(also[number])) if number in also else row
                for number, row in enumerate(rows)
            ]
        found = {
            scale: [rows[number] for number in in_order(numbers, chosen)]
            for scale, numbers in self.order(sort, group).items()
        }
        return {
            scale: found[scale]
            for scale in sorted(found, key=lambda one: (-len(found[one]), one))
            if found[scale]
        }

    def together(self, scales: Mapping[Scale, list[PayRow]]) -> list[PayRow]:
        """Rows of several scales in one list, in the order of all rows."""
        if len(scales) < 2:
            return [row for rows in scales.values() for row in rows]
        return sorted(
            (row for rows in scales.values() for row in rows), key=lambda row: self.numbers[row.key]
        )

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        return {row.key: number for number, row in enumerate(self.rows)}

    def order(self, sort: str, group: Facet | None) -> dict[Scale, list[int]]:
        """The numbers of all rows by scale, sorted and grouped; equals keep their order."""
        name = group.name if group is not None else ""
        if (sort, name) not in self.orders:
            _, key, falling = SORTS[sort]
            numbers = list(range(len(self.rows)))
            if sort != DEFAULT_SORT:
                numbers.sort(key=lambda number: key(self.rows[number]), reverse=falling)
            if group is not None:
                numbers.sort(key=lambda number: by_label(group, self.rows[number]))
            scales: dict[Scale, list[int]] = {}
            for number in numbers:
                scales.setdefault(self.rows[number].scale, []).append(number)
            self.orders[sort, name] = scales
        return self.orders[sort, name]

    def highest(self, selected: bytes | None) -> dict[Scale, list[PayRow]]:
        """Of each scale those of the rows that reach highest: how far its axis goes depends on no others."""
        if ("", "") not in self.orders:
            numbers = sorted(range(len(self.rows)), key=lambda number: self.rows[number].high, reverse=True)
            scales: dict[Scale, list[int]] = {}
            for number in numbers:
                scales.setdefault(self.rows[number].scale, []).append(number)
            self.orders["", ""] = scales
        found: dict[Scale, list[PayRow]] = {}
        for scale, numbers in self.orders["", ""].items():
            top: list[PayRow] = []
            for number in in_order(numbers, selected):
                row = self.rows[number]
                if top and row.high < top[0].high:
                    break
                top.append(row)
            found[scale] = top
        return found


def is_in(selected: bytes | None, number: int) -> bool:
    return selected is None or bool(selected[number])


def group_of(group: Facet, row: PayRow) -> str:
    """The one value by which the row stands with others: of places, the one that its source names."""
    return next(iter(group.values_of(row)), NOT_STATED)


def by_label(group: Facet, row: PayRow) -> tuple[bool, str, str]:
    """What groups are sorted by: their names, what is not stated last."""
    value = group_of(group, row)
    return value == NOT_STATED, group.options[value].casefold(), value
