"""Files that are no spreadsheets, or that mean harm: refused in words, within bounds."""

import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from guides.sheets.cells import MAX_COLUMNS, MAX_ROWS, TOO_LONG, Line, Refused, SheetError
from guides.sheets.read import read_lines
from guides.sheets.workbook import date_of, number_of
from tests.guides.sheets import as_csv_file, as_workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BROKEN, TOO_MUCH = "This workbook is broken.", "There is too much in this workbook."


def sheet_of(rows: str, before: str = "") -> str:
    return f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with these parts in place of its own, or added."""
    raw = BytesIO()
    with zipfile.ZipFile(BytesIO(as_workbook([["key"]]))) as old, zipfile.ZipFile(raw, "w", method) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            new.writestr(name, parts.get(name) or old.read(name))
    return raw.getvalue()


def protected() -> bytes:
    """As if a part were encrypted: its flag is set where the archive lists it."""
    raw = bytearray(archive({}))
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


FILES = {
    "nothing": (b"\n\n", "There is nothing in it."),
    "an empty workbook": (as_workbook([]), "There is nothing in it."),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is no spreadsheet, or one with another encoding."),
    "NUL": (b"key,version\n\0,\n", "This is no spreadsheet."),
    "UTF-16": ("key,version".encode("utf-16"), "This is no spreadsheet, or one with another encoding."),
    "an open quote": (b'key,version\n"a', "Line 2 is no line of a CSV file: unexpected end of data."),
    "one endless cell": (b"key\n" + b"a" * 200_000, "Line 2 is no line of a CSV file: field larger than"),
    "many bytes": (b"a" * 1_000_001, "A spreadsheet has at most 1,000,000 bytes; this one has more."),
    "many rows": (b"key\n" + b"a\n" * (MAX_ROWS + 1), TOO_LONG),
    "many empty lines": (b"key\n" * 9 + b"\n" * 30_000, TOO_LONG),
    "many columns": (b"a," * (MAX_COLUMNS + 1) + b"a", "A spreadsheet has at most 60 columns; this one has more."),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"a" * 600, "This is protected with a password, or an old .xls file."),
    "half a workbook": (as_workbook([["key"]])[:2000], BROKEN),
    "a beginning only": (b"PK\x03\x04", BROKEN),
    "a protected archive": (protected(), "This workbook is protected with a password."),
    "another archive": (b"PK\x05\x06" + bytes(18), "This is no Excel workbook."),
    "macros": (archive({"xl/vbaProject.bin": b"a"}), "This workbook holds macros."),
    "a bomb": (archive({"xl/media/image1.png": bytes(40_000_000)}), TOO_MUCH),
    "another packing": (archive({}, zipfile.ZIP_LZMA), BROKEN),
    "many parts": (archive({f"part-{number}": "a" for number in range(300)}), TOO_MUCH),
    "many cells": (archive({SHEET: sheet_of("<row>" + "<c/>" * 500_000 + "</row>")}), TOO_MUCH),
    "many empty rows": (archive({SHEET: sheet_of("<row/>" * 20_002)}), TOO_LONG),
    "many styles": (archive({"xl/styles.xml": f"<styleSheet {MAIN}>{'<xf/>' * 40_000}</styleSheet>"}), TOO_MUCH),
    "many sheets": (archive({"xl/workbook.xml": f"<workbook {MAIN}>{'<a sheetId=''/>' * 30}</workbook>"}), TOO_MUCH),
    "another encoding": (archive({SHEET: sheet_of("").encode("utf-16")}), BROKEN),
    "an entity from elsewhere": (archive({SHEET: sheet_of("<row><c><v>&a;</v></c></row>", OUTSIDE)}), BROKEN),
    "one in the workbook": (archive({"xl/workbook.xml": f"{OUTSIDE}<workbook {MAIN}>&a;</workbook>"}), BROKEN),
    "entities of entities": (archive({SHEET: sheet_of("<row><c><v>&b;</v></c></row>", LAUGHS)}), BROKEN),
    "no sheet": (archive({"xl/workbook.xml": f"<workbook {MAIN}><sheets/></workbook>"}), "This workbook has no sheet."),
    "no XML": (archive({SHEET: "not XML"}), BROKEN),
    "a long number": (archive({SHEET: sheet_of(f"<row><c><v>{'9' * 100_000}</v></c></row>")}), BROKEN),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "message"), FILES.values(), ids=list(FILES))
def test_what_is_no_spreadsheet_is_refused_in_words(raw: bytes, message: str) -> None:
    before = time.process_time()
    with pytest.raises(SheetError) as refusal:
        read_lines(raw, "Pay bands")
    assert str(refusal.value).startswith(message)
    assert time.process_time() - before < 5


def test_as_many_rows_as_there_may_be_are_read() -> None:
    assert len(read_lines(b"key\n" + b"a\n" * MAX_ROWS + b"\n", "")) == MAX_ROWS + 1


def test_cells_far_apart_are_read_without_all_that_lies_between() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    raw = archive({SHEET: sheet_of(rows)})
    assert read_lines(raw, "") == [Line(1, {1: 1}), Line(1_048_576, {2: 2})]


def test_the_sheet_with_the_title_is_read_and_else_the_first() -> None:
    book, raw = Workbook(), BytesIO()
    book.active.append(["first"])
    book.create_sheet("Claims").append(["second"])
    book.save(raw)
    assert read_lines(raw.getvalue(), "Claims") == [Line(1, {1: "second"})]
    assert read_lines(raw.getvalue(), "Pay bands") == [Line(1, {1: "first"})]


def test_what_a_cell_cannot_say_is_refused_there() -> None:
    line = read_lines(as_workbook([["#REF!", datetime(2026, 5, 1, 12, 30), "=1+1", "ok"]]), "")[0]
    reasons = [
        cell.reason.partition(".")[0] if isinstance(cell, Refused) else cell for cell in line.cells.values()
    ]
    assert reasons == [
        "The spreadsheet program shows an error here",
        "This is a time",
        "This holds a formula",
        "ok",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_cell_of_a_csv_file_that_begins_like_a_formula_is_refused(start: str) -> None:
    cells = read_lines(as_csv_file([[f"{start}A1", f"'{start}A1", "-5", "+4.5"]]), "")[0].cells
    assert isinstance(cells[1], Refused)
    assert [cells[place] for place in (2, 3, 4)] == [f"{start}A1", "-5", "+4.5"]


def test_numbers_and_dates_are_as_exact_as_the_cell_shows_them() -> None:
    assert [number_of(0.095, "0.0%"), number_of(1e5, "General"), number_of(0.1 + 0.2, "0.00")] == [
        *("9.5%", 100_000, Decimal("0.3")),
    ]
    day = date(2023, 5, 17)
    shown = [
        date_of(day, form) for form in ("yyyy-mm-dd", "mmm-yy", "[$-de-DE]mmmm yyyy", "yyyy", 'd"." mmm')
    ]
    assert shown == [day, "2023-05", "2023-05", "2023", day]
