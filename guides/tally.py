"""Counts the values of many rows, and finds those that have some of them, at the speed of bytes.

A selection is a bytes with one for each row that is in it and nothing for any other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress


@dataclass
class Column:
    """The values that each row has in one respect: a row's code says which of the few `kinds` of rows it is."""

    kinds: list[tuple[str, ...]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, values: Iterable[Collection[str]]) -> "Column":
        codes: dict[tuple[str, ...], int] = {}
        numbers = [codes.setdefault(tuple(one), len(codes)) for one in values]
        return cls(list(codes), numbers)

    def having(self, some: Collection[str]) -> bytes:
        """The rows that have any of these values."""
        selected = bytearray(len(self.codes))
        for value in some:
            for number in self.rows.get(value, ()):
                selected[number] = 1
        return bytes(selected)

    @cached_property
    def rows(self) -> dict[str, list[int]]:
        """By each value the numbers of the rows that have it."""
        found: dict[str, list[int]] = {}
        for number, code in enumerate(self.codes):
            for value in self.kinds[code]:
                found.setdefault(value, []).append(number)
        return found

    def count(self, selected: bytes | None = None) -> Counter[str]:
        """How many of the rows selected have each value."""
        if selected is None:
            return self.all
        found: Counter[str] = Counter()
        for code, number in Counter(compress(self.codes, selected)).items():
            for value in self.kinds[code]:
                found[value] += number
        return found

    @cached_property
    def all(self) -> Counter[str]:
        return self.count(b"\1" * len(self.codes))


def both(one: bytes | None, other: bytes | None) -> bytes | None:
    """What is in each of two selections; None selects all."""
    if one is None or other is None:
        return one if other is None else other
    joined = int.from_bytes(one, "little") & int.from_bytes(other, "little")
    return joined.to_bytes(len(one), "little")


def in_order(order: Sequence[int], selected: bytes | None) -> Iterable[int]:
    """The numbers of the rows selected, as they stand in this order."""
    return order if selected is None else compress(order, map(selected.__getitem__, order))
