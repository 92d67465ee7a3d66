"""Which parts of a guide come as a spreadsheet, which columns that has, and how a stored row stands in it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from guides.changes import key_of
from guides.export import number, rows_of, value_of
from guides.loading.build import Table
from guides.loading.guide import PARTS
from guides.models import Guide

# The columns that are ours, beside those that hold what a row says.
KEY, DELETE, VERSION = "key", "delete", "version"
# Characters of a version for each column: enough that no change is taken for none.
SHORT = 8

# What a cell holds, as the loader would read it: str, Decimal, bool, date, list of str; None where it is empty.
Values = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    noun: str
    # What a new row without a slug is named by: the first of these that is filled in.
    slug_from: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        return PARTS[self.name]

    @property
    def model(self) -> Any:
        return self.table.model

    @property
    def columns(self) -> list[str]:
        """What a row says, by the keys of an entry in the guides' files."""
        return list(self.table.required)

    @property
    def header(self) -> list[str]:
        return [KEY, *self.columns, DELETE, VERSION]

    def field(self, column: str) -> Any:
        return self.model._meta.get_field(column)


KINDS = [
    Kind("band", "Pay bands", "pay band", ("label", "tier")),
    Kind("claim", "Claims", "claim", ("topic",)),
    Kind("requirement", "Requirements", "requirement"),
]


@dataclass(frozen=True)
class Stored:
    """A row of the guide with the name that its edition knows it by, and what it says."""

    key: str
    row: Any
    values: Values

    @property
    def version(self) -> str:
        """A digest for each column, so that a later upload can tell who has changed what."""
        return "v" + "".join(short(value) for value in self.values.values())


def stored_rows(kind: Kind, guide: Guide) -> list[Stored]:
    """The guide's rows in their order: two queries at most."""
    return [
        Stored(key_in_words(row), row, {column: value_of(row, kind.field(column)) for column in kind.columns})
        for row in rows_of(kind.table, guide)
    ]


def key_in_words(row: models.Model) -> str:
    """The slug; for a requirement its skill, step and group. The same in every edition of a guide."""
    return " | ".join(key_of(row)).rstrip(" |")


def short(value: Any) -> str:
    return hashlib.blake2b(text_of(value).encode(), digest_size=SHORT // 2).hexdigest()


def versions_in(kind: Kind, text: str) -> dict[str, str]:
    """The digests that a file brings back, by column; nothing where it is no version of such a row."""
    digests = text.removeprefix("v")
    if len(text) != 1 + SHORT * len(kind.columns):
        return {}
    parts = (digests[at : at + SHORT] for at in range(0, len(digests), SHORT))
    return dict(zip(kind.columns, parts, strict=True))


def text_of(value: Any) -> str:
    """A value as the text of its cell; equal values have equal texts."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Decimal():
            return number(value)
        case date():
            return value.isoformat()
        case list():
            return "; ".join(value)
    return str(value).replace("\r\n", "\n").strip()
