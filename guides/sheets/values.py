"""What a cell says, as the loader reads it, by the field of its column. Raises ValueError with the reason."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from guides.models.fields import PartialDateField

from .cells import NUMBER, Cell, Refused
from .kinds import text_of

NUMBERS = (
    "Write a number in digits, with a point before cents and no sign for thousands, such as 95000 or 18.5."
)
YES = {"yes", "y", "x", "true", "1"}
NO = {"no", "n", "false", "0"}


def value_of_cell(cell: Cell, field: Any, *, is_percent: bool = False) -> Any:
    """None where the cell says nothing. `is_percent` tells whether the row's numbers are percentages."""
    if isinstance(cell, Refused):
        raise ValueError(cell.reason)
    match field:
        case models.DecimalField():
            return number_from(cell, is_percent=is_percent)
        case models.BooleanField():
            return True if says_yes(cell) else None
        case models.DateField():
            return date_from(cell)
        case models.ManyToManyField():
            return [part for one in re.split(r"[;,\n]", text_from(cell)) if (part := one.strip())] or None
        case PartialDateField() if isinstance(cell, date):
            return text_of(cell)
    return text_from(cell) or None


def number_from(cell: Cell, *, is_percent: bool) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell or Decimal(0)
    text = cell.strip() if isinstance(cell, str) else ""
    if not NUMBER.fullmatch(text):
        raise ValueError(NUMBERS)
    if text.endswith("%") and not is_percent:
        raise ValueError(
            "This is a percentage, and the unit of this row is not percent. Write a plain number."
        )
    return Decimal(text.rstrip("%")) or Decimal(0)


def says_yes(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = shown(cell).strip().lower()
    if text not in YES | NO | {""}:
        raise ValueError("Write yes, or leave this empty.")
    return text in YES


def date_from(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("Write a whole date that there is, such as 2027-05-01.")


def text_from(cell: Cell) -> str:
    if isinstance(cell, date):
        raise ValueError(
            "The spreadsheet program took this for a date. Format the cell as text, then write it."
        )
    return text_of(shown(cell))


def shown(cell: Cell) -> str:
    """The cell as the program shows it."""
    if isinstance(cell, Refused):
        return cell.shown
    if isinstance(cell, bool):
        return str(cell).upper()
    return cell if isinstance(cell, str) else text_of(cell)
