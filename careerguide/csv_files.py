"""Tables as CSV files that a spreadsheet opens without obeying them."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
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
    """The cell as text; one that a spreadsheet would take for a formula gets an apostrophe before it.

    A number stays one, with its sign. A text that begins as if it had been defused gets one more, so that
    `undefused` gives back every text.
    """
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def undefused(text: str) -> str:
    """The text that `defused` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text
