"""Spreadsheets going out. No cell of one is a formula to any program that opens it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import models

from careerguide.csv_files import as_csv, defused
from guides.models import Guide
from salaries.models import Currency

from .kinds import DELETE, KEY, VERSION, Kind, Stored, text_of

OURS = {
    KEY: "Names a row that is there already. Leave it as it is; a new row has none.",
    DELETE: "Write yes to delete the row. Rows that you take out of the spreadsheet stay in the guide.",
    VERSION: "Hidden. It tells whether somebody else has changed the row meanwhile. A new row has none.",
}
WIDE = {"text": 60, "note": 40, "conclusion": 40, "condition": 30, "sources": 30, KEY: 30}


def csv_file(kind: Kind, rows: Iterable[Stored]) -> bytes:
    return as_csv(kind.header, (cells_of(one) for one in rows)).encode()


def cells_of(one: Stored) -> list[Any]:
    """The cells of a row; numbers and dates as what they are."""
    return [one.key, *map(cell_of, one.values.values()), "", one.version]


def cell_of(value: Any) -> Any:
    match value:
        case Decimal():
            return Decimal(text_of(value))  # without the zeros that a database adds
        case date():
            return value
    return text_of(value)


def workbook(kind: Kind, guide: Guide, rows: Iterable[Stored]) -> bytes:
    # Here and not above: openpyxl takes a third of a second, which no start of the site should wait for.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = kind.title
    for line, cells in enumerate([kind.header, *(cells_of(one) for one in rows)], 1):
        for place, value in enumerate(cells, 1):
            put(sheet.cell(line, place), value)
    sheet.freeze_panes = "B2"
    letters = {column: sheet.cell(1, place).column_letter for place, column in enumerate(kind.header, 1)}
    for column, letter in letters.items():
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = WIDE.get(column, 16)
        if is_text(kind, column):
            # So that a program leaves what one types as it is: 2023-05 becomes no first of May.
            sheet.column_dimensions[letter].number_format = "@"
    sheet.column_dimensions[letters[VERSION]].hidden = True
    places = write_help(book.create_sheet("Help"), kind, guide)
    for column, area in places.items():
        if not is_many(kind, column):
            rule = DataValidation(
                type="list", formula1=f"Help!{area}", allow_blank=True, showErrorMessage=False
            )
            rule.add(f"{letters[column]}2:{letters[column]}2001")
            sheet.add_data_validation(rule)
    raw = BytesIO()
    book.save(raw)
    return raw.getvalue()


def put(cell: Any, value: Any) -> None:
    """A number is never shown with an exponent, and a text never taken for anything else."""
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
        cell.number_format = "0" if isinstance(cell.value, int) else "0.00"
    elif isinstance(value, str):
        cell.value = defused(value)
        cell.data_type, cell.number_format = "s", "@"
    elif value is not None:
        cell.value, cell.number_format = value, "yyyy-mm-dd"


def write_help(sheet: Any, kind: Kind, guide: Guide) -> dict[str, str]:
    """What goes into each column, and the values that it takes; gives the areas of those by column."""
    from openpyxl.styles import Alignment, Font

    areas: dict[str, str] = {}
    for place, (heading, width) in enumerate((("Column", 16), ("Needed", 10), ("What goes in", 80)), 1):
        put(sheet.cell(1, place), heading)
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width
    for line, column in enumerate(kind.header, 2):
        needed = kind.table.required.get(column, False)
        for place, text in enumerate((column, "yes" if needed else "", explained(kind, column)), 1):
            put(sheet.cell(line, place), text)
            sheet.cell(line, place).alignment = Alignment(vertical="top", wrap_text=True)
    for column in kind.header:
        values = allowed(kind, column, guide)
        if values:
            place = 5 + len(areas)
            for line, value in enumerate([column, *values], 1):
                put(sheet.cell(line, place), value)
            letter = sheet.cell(1, place).column_letter
            sheet.column_dimensions[letter].width = 24
            areas[column] = f"${letter}$2:${letter}${len(values) + 1}"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    return areas


def explained(kind: Kind, column: str) -> str:
    if column in OURS:
        return OURS[column]
    field = kind.field(column)
    say = [str(field.help_text)]
    if column == "slug":
        say = [
            "Names the row within its guide, in links and files. Leave it empty in a new row and one is made."
        ]
    if column == "disagreement":
        say = ["The thing on which sources differ, where this is one of several statements on it."]
    match field:
        case models.ManyToManyField():
            say.append("The slugs of all that state this, parted by semicolons.")
        case models.ForeignKey():
            say.append(f"One of those listed under {column} on this page.")
        case models.BooleanField():
            say.append("yes, or empty.")
        case models.DecimalField():
            say.append("A number without signs for thousands; a point before cents.")
        case models.DateField():
            say.append("A date such as 2027-05-01.")
    if field.choices:
        say.append(f"One of those listed under {column} on this page.")
    return " ".join(filter(None, say))


def allowed(kind: Kind, column: str, guide: Guide) -> list[str]:
    """All values that the column takes, where they can be listed."""
    if column == DELETE:
        return ["yes"]
    if column in OURS:
        return []
    field = kind.field(column)
    if field.choices:
        return [str(value) for value, _ in field.flatchoices]
    if isinstance(field, models.BooleanField):
        return ["yes"]
    model: Any = Currency if column == "currency" else field.related_model
    if model is None:
        return []
    rows = model._default_manager.all()
    rows = rows.filter(guide=guide) if hasattr(model, "guide_id") else rows
    name = "code" if model is Currency else "slug"
    return sorted(rows.values_list(name, flat=True))


def is_many(kind: Kind, column: str) -> bool:
    return column not in OURS and kind.field(column).many_to_many


def is_text(kind: Kind, column: str) -> bool:
    typed = (models.DecimalField, models.DateField)
    return column in OURS or not isinstance(kind.field(column), typed)
