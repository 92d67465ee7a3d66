"""Tables as CSV files that a spreadsheet opens without obeying them."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# A cell that begins with one of these is a formula to a spreadsheet, whatever it was to us.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A line of column names and a line a row (RFC 4180); None is an empty cell.

    It opens with a byte order mark, without which Excel garbles letters beyond ASCII.
    """
    lines = StringIO()
    lines.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(lines)
    writer.writerow([defused(column) for column in columns])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return lines.getvalue()


def defused(cell: object) -> str:
    """The cell as text; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
