"""The rows of a file by the names of their columns, with what cannot be taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase

from .cells import Line, SheetError
from .kinds import DELETE, KEY, VERSION, Kind, Values
from .values import says_yes, shown, value_of_cell


@dataclass(frozen=True)
class Problem:
    """What keeps a file from being taken; `row` is 0 for a row of the guide that the file leaves out."""

    row: int
    column: str
    given: str
    reason: str


@dataclass
class FileRow:
    """`values` holds the columns that the file has; `wrong` those among them that say nothing to be taken."""

    number: int
    key: str
    version: str
    deletes: bool = False
    values: Values = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


class Header:
    """Which place in a line is which column. Raises SheetError for a file that is no sheet of this kind."""

    def __init__(self, kind: Kind, line: Line) -> None:
        self.kind = kind
        self.places: dict[str, int] = {}
        self.problems: list[Problem] = []
        for place, cell in line.cells.items():
            name = shown(cell).strip().lower()
            if name in self.places:
                self.problems.append(Problem(line.number, letter(place), name, "This column is here twice."))
            elif name not in kind.header:
                reason = f"This is no column of {kind.title.lower()}. Take it out."
                self.problems.append(Problem(line.number, letter(place), name, reason))
            self.places.setdefault(name, place)
        if missing := [name for name in (KEY, VERSION) if name not in self.places]:
            raise SheetError(
                f"Its first row does not name the column {' or '.join(missing)}. Download the spreadsheet of"
                f" {kind.title.lower()}, change that one, and leave its first row as it is."
            )

    def in_words(self, column: str) -> str:
        """The column as an editor finds it: its name and its letter."""
        return f"{column} ({letter(self.places[column])})" if column in self.places else column

    def text(self, line: Line, column: str) -> str:
        cell = line.cells.get(self.places.get(column, 0))
        return "" if cell is None else shown(cell).strip()

    def row_of(self, line: Line) -> FileRow:
        row = FileRow(line.number, self.text(line, KEY), self.text(line, VERSION))
        is_percent = self.text(line, "unit").lower() == "percent"
        for column, place in self.places.items():
            cell = line.cells.get(place)
            try:
                if column == DELETE:
                    row.deletes = cell is not None and says_yes(cell)
                elif column in self.kind.columns:
                    asked = self.kind.field(column)
                    row.values[column] = (
                        None if cell is None else value_of_cell(cell, asked, is_percent=is_percent)
                    )
            except ValueError as error:
                row.wrong[column] = str(error)
        used = set(self.places.values())
        row.wrong |= {letter(place): "This column has no name." for place in line.cells if place not in used}
        return row

    def problems_of(self, line: Line, row: FileRow) -> Iterable[Problem]:
        for column, reason in row.wrong.items():
            yield Problem(row.number, self.in_words(column), self.text(line, column), reason)


def letter(place: int) -> str:
    """A to Z, then AA and so on."""
    before, last = divmod(place - 1, 26)
    return (letter(before) if before else "") + ascii_uppercase[last]
