"""What can be wrong with the fixtures, and the words for it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass
class Entry:
    """One table of a file, with a name for messages such as `band 3 "median"`; without a name, a file."""

    file: str
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} of {self.file}"


@dataclass(frozen=True)
class Problem:
    """What is wrong with the fixtures, and where."""

    file: str
    entry: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.field, self.reason) if part)


# So many problems are listed; the rest is only counted.
SHOWN = 100


class FixtureError(Exception):
    """The fixtures were refused; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))

    def lines(self) -> list[str]:
        """The problems for people to read, as many as anybody reads."""
        rest = len(self.problems) - SHOWN
        return [*map(str, self.problems[:SHOWN]), *([f"and {rest} more"] if rest > 0 else [])]


@dataclass
class Problems:
    """Collects problems, so that one run names all of them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, entry: Entry, name: str, reason: str) -> None:
        self.found.append(Problem(entry.file, entry.name, name, reason))

    def raise_if_any(self) -> None:
        if self.found:
            raise FixtureError(self.found)


class Once:
    """Notes a problem where something that may be there only once comes a second time."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.holders: dict[str, object] = {}

    def taken(self, entry: Entry, key: str, what: str) -> bool:
        holder = self.holders.setdefault(what.casefold(), entry)
        if holder is entry:
            return False
        self.problems.add(entry, key, f"{what} is taken already by {holder}.")
        return True


def quoted(text: str) -> str:
    """The text in quotes, cut short where it is long, and safe to print whatever it holds."""
    return json.dumps(text[:60], ensure_ascii=False)


def did_you_mean(word: str, names: Iterable[str]) -> str:
    close = get_close_matches(word[:60], list(names), n=1)
    return f" Did you mean {quoted(close[0])}?" if close else ""
