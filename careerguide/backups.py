"""The whole database in one file that needs no tools of a database, and that SQLite and PostgreSQL both take back.

A backup is gzipped lines of JSON: what it is, then for each table its columns, a line for each row and how many there
were, and last the digest of all that. It is one moment's state, whatever editors save meanwhile. All tables are in it
but the sessions, for whoever is signed in may sign in again, and the version of stored pages. The search's own index
follows from its rows.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from time import time
from typing import IO, Any

from django.apps import apps
from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Greatest
from django.utils import timezone

FORM = "careerguide backup 1"
# Says which stored pages are fresh; a backup does not turn it back.
VERSION = "guides.contentversion"
LEFT_OUT = {"sessions.session", VERSION}
# What migrating an empty database writes by itself.
WRITTEN_BY_MIGRATING = {"contenttypes.contenttype", "auth.permission"}
AT_ONCE = 500

Table = dict[str, Any]


class BackupError(Exception):
    """A backup that cannot be taken back, in words for an operator."""


def write_backup(file: IO[bytes], *, using: str = "default") -> int:
    """Write all rows to the file, as they are at one moment; gives how many there were."""
    digest = hashlib.sha256()
    rows = 0
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed, one_moment(using):

        def write(entry: Any) -> None:
            line = json.dumps(entry, default=as_text, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            packed.write(line)

        write({"form": FORM, "made": datetime.now(UTC), "migrations": migrations_of(using)})
        for model in tables(apps):
            columns = columns_of(model)
            write({"table": model._meta.label_lower, "columns": columns})
            count = 0
            for row in (
                model._base_manager.using(using).order_by("pk").values_list(*columns).iterator(AT_ONCE)
            ):
                write(row)
                count += 1
            write({"rows": count})
            rows += count
        packed.write(json.dumps({"sha256": digest.hexdigest()}).encode() + b"\n")
    return rows


def read_backup(file: IO[bytes], *, using: str = "default", replace: bool = False) -> int:
    """Put the rows of a backup into an empty database, or with `replace` in place of all that it holds.

    The file is checked first, and then written whole or not at all. An empty database is brought to the migrations
    that the backup was made at, and from there to today's. Gives how many rows there were.
    """
    head = checked(file)
    loader = MigrationLoader(connections[using])
    if not {(app, name) for app, name in head["migrations"]} <= set(loader.disk_migrations):
        raise BackupError("It was made by a newer release. Restore it with that one.")
    if not loader.applied_migrations:
        call_command("migrate", database=using, verbosity=0)
    full = [model for model in tables(apps) if holds_rows(model, using)]
    if full and not replace:
        raise BackupError(f"The database is not empty ({full[0]._meta.verbose_name_plural}, for one).")
    as_then, now = head["migrations"], migrations_of(using)
    if as_then == now:
        with transaction.atomic(using):
            rows = take_back(file, apps, using)
            outdate_pages(using)
        return rows
    if full:
        raise BackupError(
            "It was made by another release. Restore it into an empty database, or with that release."
        )
    targets = targets_of(as_then, using)
    MigrationExecutor(connections[using]).migrate(targets)
    state = MigrationLoader(connections[using]).project_state(targets)
    with transaction.atomic(using):
        rows = take_back(file, state.apps, using)
    call_command("migrate", database=using, verbosity=0)
    outdate_pages(using)
    return rows


def outdate_pages(using: str) -> None:
    """Let no stored page outlive what it showed, be it of this database or of one that a store knew before.

    The version goes on from the time, up to which no site has counted its changes.
    """
    for model in tables(apps, without=set()):
        if model._meta.label_lower == VERSION:
            number = Greatest(models.F("number"), int(time())) + 1
            # The next look finds out what is due then.
            model._base_manager.using(using).update(number=number, floor=number, next_at=timezone.now())


def take_back(file: IO[bytes], registry: Apps, using: str) -> int:
    known = {model._meta.label_lower: model for model in tables(registry, without={VERSION})}
    for model in known.values():
        model._base_manager.using(using).all()._raw_delete(using)
    rows = 0
    for table, values in parts(file):
        rows += insert(known[table["table"]], table["columns"], values, using)
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
            cursor.execute(statement)
    connection.check_constraints()
    ContentType.objects.clear_cache()
    return rows


def insert(model: type[models.Model], columns: list[str], rows: Iterator[list[Any]], using: str) -> int:
    """Write rows as they were: no default, no time of saving, and nothing that a save would derive."""
    fields = [field for name in columns for field in model._meta.concrete_fields if field.attname == name]
    count = 0
    for batch in batches(rows):
        instances = [
            model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})
            for row in batch
        ]
        most = connections[using].ops.bulk_batch_size(fields, instances)
        for start in range(0, len(instances), most):
            model._base_manager.using(using)._insert(  # type: ignore[attr-defined]
                instances[start : start + most], fields=fields, using=using, raw=True
            )
        count += len(batch)
    return count


def batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


# --- The file ---------------------------------------------------------------------------------------


def checked(file: IO[bytes]) -> dict[str, Any]:
    """The first line of the backup, after all of it was found whole."""
    digest = hashlib.sha256()
    head, last = None, b""
    try:
        for line in lines(file):
            if head is None:
                head = json.loads(line)
            digest.update(last)
            last = line
        found = json.loads(last or b"{}").get("sha256")
    except (EOFError, OSError, ValueError, AttributeError, zlib.error):
        raise BackupError("It is damaged, or no backup of this site.") from None
    if not isinstance(head, dict) or head.get("form") != FORM:
        raise BackupError("It is damaged, or no backup of this site.")
    if found != digest.hexdigest():
        raise BackupError("It is damaged: its digest is not that of what it holds.")
    return head


def lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    with gzip.GzipFile(fileobj=file, mode="rb") as packed:
        yield from packed


def parts(file: IO[bytes]) -> Iterator[tuple[Table, Iterator[list[Any]]]]:
    """Each table with its rows, which must be read before the next one is asked for."""
    entries = (json.loads(line) for line in lines(file))
    for entry in entries:
        if "table" in entry:
            yield entry, rows_of_table(entries)


def rows_of_table(entries: Iterator[Any]) -> Iterator[list[Any]]:
    for entry in entries:
        if isinstance(entry, dict):
            return
        yield entry


def as_text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A backup has no form for {type(value).__name__}.")


# --- The database -----------------------------------------------------------------------------------


@contextmanager
def one_moment(using: str) -> Iterator[None]:
    """A transaction whose reads all see the same state, and which keeps nobody from writing."""
    connection: Any = connections[using]
    if connection.in_atomic_block:
        yield
        return
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(using):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual


def tables(registry: Apps, without: set[str] = LEFT_OUT) -> list[type[models.Model]]:
    found = registry.get_models(include_auto_created=True)
    wanted = [model for model in found if model._meta.managed and not model._meta.proxy]
    return sorted(
        (model for model in wanted if model._meta.label_lower not in without),
        key=lambda model: model._meta.label_lower,
    )


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def holds_rows(model: type[models.Model], using: str) -> bool:
    return model._meta.label_lower not in WRITTEN_BY_MIGRATING and model._base_manager.using(using).exists()


def migrations_of(using: str) -> list[list[str]]:
    """What has been applied, of the apps that there are."""
    loader = MigrationLoader(connections[using])
    return sorted([app, name] for app, name in loader.applied_migrations if app in loader.migrated_apps)


def targets_of(applied: list[list[str]], using: str) -> list[tuple[str, str]]:
    """The last of these migrations of each app, to which an empty database is brought."""
    graph = MigrationLoader(connections[using]).graph
    nodes = {(app, name) for app, name in applied}
    return sorted(
        node
        for node in nodes
        if not any(child.key in nodes and child.key[0] == node[0] for child in graph.node_map[node].children)
    )
