"""A second database of the kind that the tests run on, whose transactions are real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "copy"


@contextmanager
def second_database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """Make an empty database, without tables; `known` gives it a name by which it can be used."""
    values: dict[str, Any] = {**connection.settings_dict, "NAME": str(folder / "copy.sqlite3")}
    if connection.vendor == "postgresql":
        values["NAME"] = f"{connection.settings_dict['NAME']}_{crc32(bytes(folder))}"
        statement(f'DROP DATABASE IF EXISTS "{values["NAME"]}"')
        statement(f"CREATE DATABASE \"{values['NAME']}\" ENCODING 'UTF8' TEMPLATE template0")
    second = type(connections["default"])(values, ALIAS)
    # By hand, since Django's tests let only databases of the settings be connected to.
    second.connect()
    try:
        yield second
    finally:
        second.close()
        if connection.vendor == "postgresql":
            statement(f'DROP DATABASE "{values["NAME"]}"')


@contextmanager
def known(second: BaseDatabaseWrapper) -> Iterator[str]:
    """Let it go by an alias. Within a test only: between them, Django's tests would forbid all that it does."""
    connections.settings[ALIAS] = second.settings_dict
    connections[ALIAS] = second
    try:
        yield ALIAS
    finally:
        del connections[ALIAS], connections.settings[ALIAS]


def statement(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Let all that asks the default database ask this one."""
    usual = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = usual


@contextmanager
def somebody_else(alias: str) -> Iterator[Any]:
    """A cursor of another connection to the same database."""
    other = connections[alias].copy("default")
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def contents(alias: str) -> dict[str, list[Any]]:
    """All rows of all tables, as the database itself gives them."""
    with connections[alias].cursor() as cursor:
        names = connections[alias].introspection.table_names(cursor)
        # Sessions and the content version are left out of backups; migrations hold when they were applied; the index
        # is the database's own.
        kept = [
            name
            for name in names
            if not name.startswith(("django_session", "django_migr", "guides_searchindex", "guides_contentv"))
        ]
        rows = {}
        for name in kept:
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            rows[name] = sorted(repr(sorted(zip(columns, row, strict=True))) for row in cursor.fetchall())
        return rows
