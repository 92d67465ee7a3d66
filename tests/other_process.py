"""The tests' database for processes of their own."""

import sqlite3
from pathlib import Path

from django.db import connection


def database_for_others(folder: Path) -> str:
    """The address of what the tests' database holds: itself on PostgreSQL, elsewhere a copy in the folder."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "site.sqlite3")
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{folder / 'site.sqlite3'}"
    told = connection.settings_dict
    who = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
    return f"postgres://{who}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def take_back(folder: Path) -> None:
    """Let the tests' database hold what other processes have made of it."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "site.sqlite3")
        copy.backup(connection.connection)
        copy.close()
