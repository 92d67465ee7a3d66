"""What a reader chose to compare, and how to see it: read from the URL, checked, and written back to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from guides.choosing import Choice, Chosen, read_chosen
from guides.parameters import sentences

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Selection:
    """The choices that make sense, and a sentence on each value that does not."""

    chosen: Chosen
    currency: str = ""
    """A code; empty for pay as each source states it."""
    only_differences: bool = False
    dropped: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.chosen.choices

    @property
    def is_enough(self) -> bool:
        return len(self.choices) >= FEWEST

    def query(self, **changes: str | list[str]) -> str:
        """The query string of this selection with some parameters changed; those that are empty are left out."""
        params: dict[str, str | list[str]] = {
            "role": self.chosen.values,
            "currency": self.currency,
            "differences": "1" if self.only_differences else "",
            **changes,
        }
        query = QueryDict(mutable=True)
        for name, value in params.items():
            values = value if isinstance(value, list) else [value]
            if kept := [one for one in values if one]:
                query.setlist(name, kept)
        # A colon needs no escape in a query, and addresses are read by people.
        return f"?{query.urlencode(safe=':')}" if query else ""


def read_selection(query: QueryDict, choices: Mapping[str, Choice], currencies: Collection[str]) -> Selection:
    """The selection in a query string, whatever that holds."""
    known = ("role", "currency", "differences")
    chosen = read_chosen(query.getlist("role"), choices, most=MOST)
    odd = [(name, "choice") for name in query if name and name not in known]

    def one_of(name: str, noun: str, options: Collection[str]) -> str:
        values = [value for value in dict.fromkeys(query.getlist(name)) if value]
        odd.extend((value, noun) for value in values if value not in options)
        return next((value for value in reversed(values) if value in options), "")

    currency = one_of("currency", "currency", currencies)
    only_differences = one_of("differences", "switch", ("1",)) == "1"
    return Selection(chosen, currency, only_differences, (*chosen.dropped, *sentences(odd)))
