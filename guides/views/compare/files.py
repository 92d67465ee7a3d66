"""A comparison as a file for spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence

from careerguide.csv_files import as_csv
from guides.choosing import Choice

from .cells import Cell, Said
from .comparison import Comparison

HEADINGS = (
    "group",
    "row",
    "role",
    "step",
    "figure",
    "text",
    "said of",
    "sources",
    "publishers",
    "attributed to",
    "date",
    "place",
    "method",
)
LONGEST_NAME = 120


def as_file(comparison: Comparison | None) -> str:
    """One line for each row and role."""
    return as_csv(HEADINGS, lines_of(comparison) if comparison is not None else ())


def lines_of(comparison: Comparison) -> Iterator[Sequence[str]]:
    for group in comparison.groups:
        for row in group.rows:
            for choice, cell in zip(comparison.choices, row.cells, strict=True):
                yield [group.label, row.label, *line_of(choice, cell)]


def line_of(choice: Choice, cell: Cell) -> list[str]:
    said_of = "the role as a whole" if cell.of_role or not choice.tier else "this step"
    return [
        choice.guide.title,
        choice.tier.title if choice.tier else "",
        joined(cell.figures),
        joined(cell.lines) if cell.is_stated else cell.instead,
        said_of if cell.is_stated else "",
        joined(source.title for source in cell.sources),
        joined(source.publisher or "not named" for source in cell.sources),
        *(joined(stated(cell.said, name)) for name in ("attributed_to", "date", "place", "method")),
    ]


def stated(said: Iterable[Said], name: str) -> list[str]:
    """A fact about where each statement comes from; "not stated" for one that leaves it out."""
    statements = [one for one in said if one.method]
    values = [getattr(one, name) for one in statements]
    return values if name == "attributed_to" else [value or "not stated" for value in values]


def joined(parts: Iterable[str]) -> str:
    """One thing a line within the field: texts have commas and semicolons of their own."""
    return "\n".join(part for part in parts if part)


def file_name(choices: Iterable[Choice]) -> str:
    name = "-".join(["compare", *(choice.slug for choice in choices)])
    return f"{name if len(name) <= LONGEST_NAME else 'compare'}.csv"
