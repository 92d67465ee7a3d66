from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """What is wrong with the fixtures, and where."""

    file: str
    entry: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.field, self.reason) if part)


@dataclass
class Problems:
    """Collects problems, so that one run names all of them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, entry: str, name: str, reason: str) -> None:
        self.found.append(Problem(file, entry, name, reason))

    def raise_if_any(self) -> None:
        if self.found:
            raise FixtureError(self.found)


class FixtureError(Exception):
    """The fixtures were refused; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
