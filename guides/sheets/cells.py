"""The cells that every kind of file comes down to, and how many of them there may be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MAX_BYTES = 1_000_000
MAX_ROWS = 2_000
MAX_COLUMNS = 60
# Rows that may be empty but for their looks.
MAX_LOOKED_AT = 20_000

TOO_LARGE = (
    f"A spreadsheet has at most {MAX_BYTES:,} bytes; this one has more. Take out pictures and other sheets."
)
TOO_LONG = (
    f"A spreadsheet has at most {MAX_ROWS:,} rows; this one has more. Upload it in parts, without empty ones."
)
TOO_WIDE = f"A spreadsheet has at most {MAX_COLUMNS} columns; this one has more."
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?")


class SheetError(Exception):
    """The file is no spreadsheet that we read; the text says why, and what to do."""


@dataclass(frozen=True)
class Refused:
    """A cell that holds nothing that could be taken, whatever its column."""

    shown: str
    reason: str


Cell = str | Decimal | date | bool | Refused


@dataclass
class Line:
    """A row with its number as the spreadsheet shows it; empty cells are left out."""

    number: int
    cells: dict[int, Cell] = field(default_factory=dict)


def bounded(lines: Iterable[Line]) -> list[Line]:
    """Those that hold anything, as long as there are not too many."""
    found: list[Line] = []
    for looked_at, line in enumerate(lines):
        if looked_at > MAX_LOOKED_AT or (line.cells and len(found) > MAX_ROWS):
            raise SheetError(TOO_LONG)
        if not line.cells:
            continue
        if max(line.cells) > MAX_COLUMNS:
            raise SheetError(TOO_WIDE)
        found.append(line)
    return found
