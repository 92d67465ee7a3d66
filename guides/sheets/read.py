"""Spreadsheets coming in: bytes to rows of cells, within bounds, whatever the bytes are."""

import csv
from io import StringIO

from careerguide.csv_files import FORMULA_STARTS, undefused

from .cells import MAX_BYTES, NUMBER, TOO_LARGE, Cell, Line, Refused, SheetError, bounded
from .workbook import lines_of_workbook

EMPTY = "There is nothing in it. Download the spreadsheet and change that one."
AS_UTF8 = "Save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
FORMULA_IN_TEXT = (
    "This begins like a formula. Paste its value in place of it, or put an apostrophe before a text."
)


def read_lines(raw: bytes, title: str) -> list[Line]:
    """The rows that hold anything, of the sheet named `title`, else of the first. Raises SheetError."""
    if len(raw) > MAX_BYTES:
        raise SheetError(TOO_LARGE)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(
            "This is protected with a password, or an old .xls file. Save it as .xlsx without one."
        )
    lines = lines_of_workbook(raw, title) if raw.startswith(b"PK") else lines_of_csv(raw)
    if not lines:
        raise SheetError(EMPTY)
    return lines


def lines_of_csv(raw: bytes) -> list[Line]:
    """Parted by commas, semicolons or tabs, as its first line has it."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(f"This is no spreadsheet, or one with another encoding. {AS_UTF8}") from None
    if "\0" in text:
        raise SheetError(f"This is no spreadsheet. {AS_UTF8}")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        return bounded(line_of_texts(number, texts) for number, texts in enumerate(rows, 1))
    except csv.Error as error:
        raise SheetError(f"Line {rows.line_num} is no line of a CSV file: {error}.") from None


def line_of_texts(number: int, texts: list[str]) -> Line:
    return Line(number, {place: cell_of_text(text) for place, text in enumerate(texts, 1) if text.strip()})


def cell_of_text(text: str) -> Cell:
    if text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text.strip()):
        return Refused(text, FORMULA_IN_TEXT)
    return undefused(text)
