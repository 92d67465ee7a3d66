"""Long lists in pages: which one the address asks for, and the links that lead to the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from django.core.paginator import Paginator
from django.http import QueryDict

PAGE_SIZE = 100


def read_page(query: QueryDict, count: int, size: int = PAGE_SIZE) -> tuple[int, list[tuple[str, str]]]:
    """The number of the page asked for, and the values that are none, as `sentences` takes them."""
    last = max(1, ceil(count / size))
    values = [value for value in dict.fromkeys(query.getlist("page")) if value]
    fitting = [value for value in values if is_page(value) and int(value) <= last]
    odd = [(value, "page") for value in values if value not in fitting]
    return int(fitting[-1]) if fitting else 1, odd


def is_page(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7 and int(value) > 0


@dataclass(frozen=True)
class Pages:
    """A page among those of one list; `address` gives the query string of any of them."""

    number: int
    count: int
    address: Callable[[int], str]
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        return max(1, ceil(self.count / self.size))

    @property
    def are_several(self) -> bool:
        return self.last > 1

    @property
    def first_shown(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last_shown(self) -> int:
        return min(self.number * self.size, self.count)

    @property
    def previous(self) -> str:
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.address(self.number + 1) if self.number < self.last else ""

    def __iter__(self) -> Iterator[tuple[int | None, str, bool]]:
        """Numbers with their addresses, nothing where some are passed over, and whether it is this one."""
        shown = Paginator(range(self.count), self.size).get_elided_page_range(
            self.number, on_each_side=1, on_ends=1
        )
        for number in shown:
            if isinstance(number, int):
                yield number, self.address(number), number == self.number
            else:
                yield None, "", False
