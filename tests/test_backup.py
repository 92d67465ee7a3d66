"""The drills: back up while editors work, restore elsewhere and miss nothing; roll back and upgrade again."""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from careerguide import backups
from careerguide.backups import BackupError, read_backup, write_backup
from guides.models import Guide, Source
from tests.databases import contents, known, reading_from, second_database, somebody_else

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
OURS = ("guides", "salaries")
BESIDE_THE_SITEMAP = (
    *("/search/?q=support+manager", "/search/?q=manger", "/sources/", "/salaries/data.csv", "/sitemap.xml"),
    *("/compare/?role=support-manager&role=technical-support-manager", "/roles/no-such-role/"),
)


@pytest.fixture(scope="module")
def backup(content: None, django_db_blocker: Any) -> bytes:
    with django_db_blocker.unblock():
        return backed_up("default")


@pytest.fixture(scope="module")
def restored(
    backup: bytes, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BaseDatabaseWrapper]:
    """A database that had nothing in it, not even tables, before the backup was restored to it."""
    with django_db_blocker.unblock(), second_database(tmp_path_factory.mktemp("copy")) as second:
        with known(second) as alias:
            read_backup(BytesIO(backup), using=alias)
        with django_db_blocker.block():
            yield second


@pytest.fixture
def copy(restored: BaseDatabaseWrapper) -> Iterator[str]:
    with known(restored) as alias:
        yield alias


def backed_up(alias: str) -> bytes:
    file = BytesIO()
    write_backup(file, using=alias)
    return file.getvalue()


def rows_in(backup: bytes) -> list[bytes]:
    """What is in it, but for when and with what it was made."""
    return gzip.decompress(backup).splitlines()[1:-1]


def made_again(backup: bytes, **head: Any) -> BytesIO:
    """The backup with another first line."""
    lines = gzip.decompress(backup).splitlines(keepends=True)[:-1]
    lines[0] = json.dumps({**json.loads(lines[0]), **head}).encode() + b"\n"
    digest = sha256(b"".join(lines)).hexdigest()
    return BytesIO(gzip.compress(b"".join([*lines, json.dumps({"sha256": digest}).encode()])))


def pages() -> dict[str, str]:
    client = Client()
    sitemap = client.get("/sitemap.xml").content.decode()
    found = [
        part.split("</loc>")[0].removeprefix("http://127.0.0.1:8000") for part in sitemap.split("<loc>")[1:]
    ]
    assert len(found) > 200
    # All would take a minute; these are of every kind.
    addresses = (*found[::12], *BESIDE_THE_SITEMAP)
    return {address: sha256(client.get(address).content).hexdigest() for address in addresses}


def test_a_restored_database_has_every_row_of_every_table(copy: str) -> None:
    then, now = contents("default"), contents(copy)
    assert {name for name in then if then[name] != now.get(name)} == set() and then.keys() == now.keys()

    assert len(contents(copy)["guides_claim"]) > 100


def test_a_restored_database_gives_every_page_the_same_bytes(copy: str) -> None:
    before = pages()
    with reading_from(copy):
        assert pages() == before


def test_rows_that_are_written_afterwards_get_new_keys(copy: str) -> None:
    last = Source.objects.using(copy).order_by("pk").last()
    with transaction.atomic(copy):
        assert Source.objects.using(copy).create(slug="new", title="New", kind="guide").pk > last.pk
        transaction.set_rollback(True, copy)


def test_what_editors_save_during_a_backup_is_in_it_wholly_or_not_at_all(
    copy: str, backup: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns_of = backups.columns_of

    def edit_then_columns_of(model: Any) -> list[str]:
        if model._meta.label == "guides.Guide":
            with somebody_else(copy) as cursor:
                cursor.execute("UPDATE guides_guide SET summary = 'Changed'")
                cursor.execute("UPDATE guides_source SET title = 'Changed'")
                cursor.execute("DELETE FROM salaries_exchangerate")
        return columns_of(model)

    monkeypatch.setattr(backups, "columns_of", edit_then_columns_of)
    assert rows_in(backed_up(copy)) == rows_in(backup)
    monkeypatch.undo()
    assert set(Source.objects.using(copy).values_list("title", flat=True)) == {"Changed"}
    read_backup(BytesIO(backup), using=copy, replace=True)
    assert rows_in(backed_up(copy)) == rows_in(backup)


@pytest.mark.parametrize(
    "damage",
    [
        lambda backup: b"",
        lambda backup: b"not a backup",
        lambda backup: gzip.compress(b"[]\n{}\n"),
        lambda backup: gzip.compress(b'{"form": "of another site"}\n'),
        lambda backup: backup[:-5000],
        lambda backup: backup[:5000] + b"\0" + backup[5001:],
        lambda backup: gzip.compress(gzip.decompress(backup).replace(b"Manager", b"manager")),
        lambda backup: gzip.compress(b"".join(gzip.decompress(backup).splitlines(keepends=True)[:-1])),
    ],
)
def test_a_damaged_backup_changes_nothing(backup: bytes, damage: Any) -> None:
    with pytest.raises(BackupError, match="It is damaged"):
        read_backup(BytesIO(damage(backup)), replace=True)
    assert Guide.objects.exists()


def test_a_full_database_is_replaced_only_when_asked_for(backup: bytes, tmp_path: Path) -> None:
    file = tmp_path / "of-today"
    file.write_bytes(backup)
    with pytest.raises(CommandError, match=r"Nothing was restored\. The database is not empty"):
        call_command("restore", file)


def test_a_backup_that_the_database_refuses_is_undone_whole(backup: bytes, tmp_path: Path) -> None:
    file = tmp_path / "of-today"
    # Two sources of one slug.
    lines = gzip.decompress(backup).splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if b'"table":"guides.source"' in line)
    lines.insert(at + 1, json.dumps([999, *json.loads(lines[at + 1])[1:]]).encode() + b"\n")
    file.write_bytes(made_again(gzip.compress(b"".join(lines))).getvalue())
    before = contents("default")
    with pytest.raises(CommandError, match="Nothing was restored, for the database refuses it"):
        call_command("restore", file, replace=True)
    assert contents("default") == before


def test_a_backup_of_a_newer_release_is_refused(backup: bytes) -> None:
    head = json.loads(gzip.decompress(backup).splitlines()[0])
    newer = made_again(backup, migrations=[*head["migrations"], ["guides", "9999_of_tomorrow"]])
    with pytest.raises(BackupError, match="It was made by a newer release"):
        read_backup(newer, replace=True)


def test_a_backup_of_an_older_release_replaces_nothing(backup: bytes) -> None:
    head = json.loads(gzip.decompress(backup).splitlines()[0])
    with pytest.raises(BackupError, match="It was made by another release"):
        read_backup(made_again(backup, migrations=head["migrations"][:-1]), replace=True)


def test_a_backup_of_an_older_release_is_brought_up_to_date(backup: bytes, copy: str) -> None:
    head = json.loads(gzip.decompress(backup).splitlines()[0])
    older = [
        step for step in head["migrations"] if step != ["admin", "0003_logentry_add_action_flag_choices"]
    ]
    with transaction.atomic(copy):
        for model in backups.tables(backups.apps):
            model._base_manager.using(copy).all()._raw_delete(copy)
    read_backup(made_again(backup, migrations=older), using=copy)
    assert rows_in(backed_up(copy)) == rows_in(backup)
    assert backups.migrations_of(copy) == head["migrations"]


def test_the_commands_write_and_read_a_file_that_only_its_owner_may_read(copy: str, tmp_path: Path) -> None:
    file = tmp_path / "of-today"
    call_command("backup", file, database=copy, stdout=(said := StringIO()))
    assert (file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file])
    call_command("restore", file, database=copy, replace=True, stdout=said)
    rows = f"{len_of(file):,} rows"
    assert said.getvalue() == f"Wrote {rows} to {file}.\nRestored {rows}.\n"


def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("backup", tmp_path / "nowhere" / "of-today")


def len_of(file: Path) -> int:
    return sum(line.startswith(b"[") for line in rows_in(file.read_bytes()))


def test_a_session_is_left_out(backup: bytes) -> None:
    assert b'"table":"sessions.session"' not in gzip.decompress(backup)
    assert connection.introspection.table_names().count("django_session") == 1


def test_the_last_migrations_can_be_undone_with_all_rows_kept_and_then_all_of_them(copy: str) -> None:
    def migrate(*target: str) -> None:
        call_command("migrate", *target, database=copy, verbosity=0)

    counts = {table: len(rows) for table, rows in contents(copy).items()}
    for app in OURS:
        migrate(app, before_the_last(app))
    migrate()
    assert {table: len(rows) for table, rows in contents(copy).items()} == counts
    for app in OURS:
        migrate(app, "zero")
    assert [name for name in contents(copy) if name.startswith(OURS)] == []


def before_the_last(app: str) -> str:
    graph: Any = MigrationLoader(None).graph
    (leaf,) = graph.leaf_nodes(app)
    return [name for label, name in graph.forwards_plan(leaf)[:-1] if label == app][-1]
