"""Workbooks coming in. What is in the archive is looked at before anything is made of it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from careerguide.csv_files import undefused

from .cells import MAX_COLUMNS, Cell, Line, Refused, SheetError, bounded
from .kinds import text_of

# A workbook is an archive of XML. Its bounds, unpacked: 2,000 full rows have some 300,000 tags in 4 MB.
MAX_PARTS = 200
MAX_UNPACKED = 6_000_000
MAX_TAGS = 400_000
# What is no sheet or text has far fewer, and costs more each.
MAX_OTHER_TAGS = 30_000
MAX_SHEETS = 20
LAST_ROW = 1_048_576

FORMULA = "This holds a formula. Paste its value in place of it."
BROKEN = "This workbook is broken. Open it in a spreadsheet program and save it as .xlsx once more."
TOO_MUCH = "There is too much in this workbook. Copy its one sheet into a new workbook and upload that."
WITH_MACROS = "This workbook holds macros. Save it as .xlsx, without them."
PROTECTED = "This workbook is protected with a password. Save it without one."


def lines_of_workbook(raw: bytes, title: str) -> list[Line]:
    look_into(raw)
    # Here and not above: openpyxl takes a third of a second, which no start of the site should wait for.
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(raw), read_only=True, keep_links=False)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        if not sheets:
            raise SheetError("This workbook has no sheet.")
        sheet = sheets.get(title) or book.worksheets[0]
        return bounded(lines_of_sheet(sheet))
    except SheetError:
        raise
    except Exception:  # on a broken workbook, openpyxl raises whatever it stumbles over
        raise SheetError(BROKEN) from None


def look_into(raw: bytes) -> None:
    """Refuse what would take long or much memory, or is no plain workbook. Unpacks no more than its bounds."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise SheetError(PROTECTED)
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise SheetError(TOO_MUCH)
            # Python unpacks these two in bounded steps, others not.
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
                raise SheetError(BROKEN)
            contents = {part.filename: archive.read(part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise SheetError(BROKEN) from None
    look_at(contents)


def look_at(contents: dict[str, bytes]) -> None:
    kinds = contents.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds or any(name.lower().endswith("vbaproject.bin") for name in contents):
        raise SheetError(WITH_MACROS)
    if "xl/workbook.xml" not in contents:
        raise SheetError("This is no Excel workbook. Save it as .xlsx, or as “CSV UTF-8”.")
    texts = {name: raw for name, raw in contents.items() if name.endswith((".xml", ".rels"))}
    if any(b"\0" in raw for raw in texts.values()):
        raise SheetError(BROKEN)  # in an encoding in which nothing below would be found
    tags = {name: raw.count(b"<") for name, raw in texts.items()}
    long = {name for name in tags if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml"}
    others = sum(tags[name] for name in tags if name not in long)
    sheets = contents["xl/workbook.xml"].count(b"sheetId")
    if sum(tags.values()) > MAX_TAGS or others > MAX_OTHER_TAGS or sheets > MAX_SHEETS:
        raise SheetError(TOO_MUCH)


def lines_of_sheet(sheet: Any) -> Iterator[Line]:
    blank = None
    rows = sheet.iter_rows(min_row=1, max_row=LAST_ROW, min_col=1, max_col=MAX_COLUMNS + 1)
    for number, row in enumerate(rows, 1):
        if row is blank:
            continue  # where rows are left out, the same empty one comes again and again
        cells = {place: cell_of(one) for place, one in enumerate(row, 1) if one.value not in (None, "")}
        if not cells:
            blank = row
        yield Line(number, {place: cell for place, cell in cells.items() if cell != ""})


def cell_of(one: Any) -> Cell:
    """What the program shows in the cell, with its type."""
    value = one.value
    if one.data_type == "f":
        return Refused(str(getattr(value, "text", value)), FORMULA)
    if one.data_type == "e":
        return Refused(str(value), "The spreadsheet program shows an error here. Write the value itself.")
    match value:
        case bool():
            return value
        case int() | float():
            return number_of(value, str(one.number_format))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return date_of(value.date(), str(one.number_format))
        case str():
            return undefused(value.replace("_x000D_", "")) if value.strip() else ""
    return Refused(str(value), "This is a time. Write a date alone, or format the cell as text.")


def number_of(value: int | float, shown_as: str) -> Cell:
    """With the fifteen digits that spreadsheet programs keep, so that 0.1 + 0.2 is 0.3."""
    exact = Decimal(value if isinstance(value, int) else f"{value:.15g}")
    if not exact.is_finite():
        return Refused(str(value), "This is no number.")
    return f"{text_of(exact * 100)}%" if "%" in shown_as else exact


def date_of(value: date, shown_as: str) -> Cell:
    """As exact as the cell shows it: what shows a month only was typed as one."""
    shows = re.sub(r'\[[^]]*\]|"[^"]*"', "", shown_as.lower())
    return value if "d" in shows else f"{value:%Y-%m}" if "m" in shows else f"{value:%Y}"
