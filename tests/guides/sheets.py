"""Spreadsheets as an editor changes them: tables of texts, by row and column."""

import csv
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from guides.models import Guide
from guides.sheets.kinds import KINDS, Kind, stored_rows
from guides.sheets.plan import Plan, make_plan
from guides.sheets.read import read_lines
from guides.sheets.write import csv_file

BAND, CLAIM, REQUIREMENT = KINDS
Table = list[list[Any]]


def table_of(kind: Kind, guide: Guide) -> Table:
    """What the download holds, its header first."""
    text = csv_file(kind, stored_rows(kind, guide)).decode("utf-8-sig")
    return [*csv.reader(StringIO(text))]


def put(table: Table, row: int, **values: Any) -> Table:
    """Write into the row with this number, as the spreadsheet counts; rows that are not there yet are added."""
    while len(table) < row:
        table.append([""] * len(table[0]))
    for column, value in values.items():
        table[row - 1][table[0].index(column)] = value
    return table


def as_csv_file(table: Table) -> bytes:
    lines = StringIO()
    csv.writer(lines).writerows(table)
    return lines.getvalue().encode()


def as_workbook(table: Table, title: str = "Sheet") -> bytes:
    book, raw = Workbook(), BytesIO()
    book.active.title = title
    for row in table:
        book.active.append([None if value == "" else value for value in row])
    book.save(raw)
    return raw.getvalue()


def plan_of(kind: Kind, guide: Guide, raw: bytes) -> Plan:
    return make_plan(kind, guide, read_lines(raw, kind.title), lambda action: True)


def told(plan: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.reason) for one in plan.problems]
