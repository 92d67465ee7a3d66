"""Keeping the parts of a page numbered 1, 2, 3 and so on, whichever way an editor moves them."""

from collections.abc import Mapping
from typing import Any

from django.db import models


def put_in_order(rows: "models.QuerySet[Any]", moved: Mapping[Any, int]) -> None:
    """Renumber `rows` from 1 by their positions; a position of 0 stands for the end.

    `moved` gives the former position of rows that were just moved (0 for new ones). Such a row takes the very
    place that its number says: it goes before the row that holds this number if it moved up, else behind it.
    """

    def place(row: Any) -> tuple[bool, int, int, int]:
        before = moved.get(row.pk, row.position)
        side = 0 if before == row.position else 1 if 0 < before < row.position else -1
        return row.position == 0, row.position, side, row.pk

    changed = []
    for number, row in enumerate(sorted(rows, key=place), 1):
        if row.position != number:
            row.position = number
            changed.append(row)
    rows.model._default_manager.bulk_update(changed, ["position"])
