"""What a process knows of the content version, from whom, and until when."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from careerguide import store
from careerguide.store.asking import AwayError, PostgreSQL, SQLite, asker_for
from careerguide.store.freshness import Freshness, Known
from careerguide.store.shelves import Files
from guides import content

from .conftest import Asker
from .outage import Line, Proxy

IS_SQLITE = connection.vendor == "sqlite"


class Notes:
    def __init__(self) -> None:
        self.read: list[dict[str, Any]] = []
        self.written: list[dict[str, Any]] = []
        self.cleared = 0

    def read_versions(self) -> list[dict[str, Any]]:
        return self.read

    def write_version(self, values: dict[str, Any]) -> None:
        self.written.append(values)

    def clear(self) -> None:
        self.cleared += 1


@pytest.fixture
def asker() -> Asker:
    return Asker()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def freshness(asker: Asker, notes: Notes) -> Freshness:
    return Freshness(asker, notes, lambda: None)


def test_the_database_says_what_is_so_and_it_is_noted_once(
    freshness: Freshness, asker: Asker, notes: Notes
) -> None:
    asker.row = (5, 3, None, 99.0)
    freshness.look()
    freshness.look()
    assert (freshness.known, freshness.is_well, freshness.ends_at) == (Known(5, 3, None, 99.0), True, 99.0)
    assert notes.written == [{"number": 5, "floor": 3, "next_at": None, "next_withdraws_at": 99.0}]


def test_without_the_database_what_was_noted_last_holds(
    freshness: Freshness, asker: Asker, notes: Notes
) -> None:
    asker.row, notes.read = None, [{"number": 4, "floor": 2, "next_at": None, "next_withdraws_at": None}]
    freshness.look()
    assert (freshness.known, freshness.is_well) == (Known(4, 2), False)
    notes.read = [{"number": 3, "floor": 3, "next_at": None, "next_withdraws_at": None}]
    freshness.look()
    assert freshness.known == Known(4, 2)


@pytest.mark.parametrize("read", [{"number": "x"}, {"numbers": 1}, {"number": None}, {}])
def test_notes_that_make_no_sense_are_none(
    freshness: Freshness, asker: Asker, notes: Notes, read: Any
) -> None:
    asker.row, notes.read = None, [read]
    freshness.look()
    assert freshness.known is None


def test_a_number_that_went_back_clears_all_pages_once(
    freshness: Freshness, asker: Asker, notes: Notes
) -> None:
    for row in ((5, 3, None, None), (2, 1, None, None), (2, 1, None, None)):
        asker.row = row
        freshness.look()
    assert (freshness.known, notes.cleared) == (Known(2, 1), 1)


def test_an_answer_that_was_on_its_way_does_not_undo_what_this_process_did(
    freshness: Freshness, asker: Asker, notes: Notes
) -> None:
    freshness.look()
    asker.ask = lambda: freshness.tell(Known(2, 2)) or (1, 0, None, None)  # type: ignore[method-assign]
    freshness.look()
    assert (freshness.known, notes.cleared) == (Known(2, 2), 0)


def test_what_is_due_is_carried_out(asker: Asker, notes: Notes) -> None:
    done: list[int] = []
    freshness = Freshness(asker, notes, lambda: done.append(1))
    asker.row = (1, 0, time.time() + 100, None)
    freshness.look()
    assert done == []
    asker.row = (1, 0, time.time() - 1, time.time() - 1)
    freshness.look()
    assert (done, freshness.has_ended) == ([1], True)


def test_two_slow_answers_say_that_the_database_is_slow(freshness: Freshness, asker: Asker) -> None:
    freshness.look()
    assert not freshness.is_slow
    asker.ask = lambda: time.sleep(0.27) or (1, 0, None, None)  # type: ignore[method-assign,func-returns-value]
    freshness.look()
    assert not freshness.is_slow
    freshness.look()
    assert (freshness.is_well, freshness.is_slow) == (True, True)


def test_the_version_outlives_the_process(tmp_path: Path, freshness: Freshness, asker: Asker) -> None:
    files = Files(tmp_path, "one")
    assert files.read_version() is None
    files.write_version({"number": 7})
    assert Files(tmp_path, "another release").read_version() == {"number": 7}
    (tmp_path / "version.json").write_bytes(b"[1]")
    assert files.read_version() is None


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_has_changed_holds_in_its_process_once_it_ends(
    monkeypatch: pytest.MonkeyPatch, freshness: Freshness, notes: Notes
) -> None:
    from django.db import transaction

    monkeypatch.setattr(store, "the_freshness", lambda: freshness)
    with transaction.atomic():
        content.changed(taken=True)
        assert freshness.known is None
    now = content.current()
    assert freshness.known == Known(now.number, now.number)
    assert notes.written[-1]["floor"] == now.number


# The database asked for itself


@pytest.fixture
def line(db: None, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """Something that asks the tests' own kind of database, and the line between the two."""
    if IS_SQLITE:
        path = tmp_path / "site.sqlite3"
        # Not a copy of the tests' database, which waits for the end of this test's transaction.
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE guides_contentversion (number, floor, next_at, next_withdraws_at)")
            other.execute("INSERT INTO guides_contentversion VALUES (1, 0, NULL, NULL)")
        other.close()
        asker: Any = SQLite(str(path))
        yield asker, Line(path)
    else:
        values = connection.settings_dict
        proxy = Proxy(values["HOST"], int(values["PORT"] or 5432))
        asker = PostgreSQL({**values, "HOST": "127.0.0.1", "PORT": proxy.port})
        yield asker, proxy
        proxy.become("refused")
    asker.close()


def seconds_until_away(asker: Any) -> float:
    began = time.monotonic()
    with pytest.raises(AwayError):
        asker.ask()
    return time.monotonic() - began


def test_the_asker_fits_the_database() -> None:
    assert type(asker_for(settings.DATABASES["default"])) is (SQLite if IS_SQLITE else PostgreSQL)


def test_the_database_tells_its_version(line: tuple[Any, Any]) -> None:
    assert line[0].ask() == line[0].ask() == (1, 0, None, None)


@pytest.mark.parametrize("state", ["refused"] if IS_SQLITE else ["refused", "frozen"])
def test_a_database_that_is_away_is_found_out_in_time_and_found_again(
    line: tuple[Any, Any], state: str
) -> None:
    asker, way = line
    asker.ask()
    way.become(state)
    assert seconds_until_away(asker) < 1.5
    assert seconds_until_away(asker) < 1.5
    assert IS_SQLITE is not asker.is_there()
    way.become("passing")
    assert asker.ask() == (1, 0, None, None)


def test_a_database_without_the_table_is_away(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    sqlite3.connect(path).close()
    with pytest.raises(AwayError, match="no such table"):
        SQLite(str(path)).ask()


def test_times_are_read_alike_on_both_databases(line: tuple[Any, Any], tmp_path: Path) -> None:
    if IS_SQLITE:
        with sqlite3.connect(tmp_path / "site.sqlite3") as other:
            other.execute("UPDATE guides_contentversion SET next_at = '2026-03-01 12:00:00.500000'")
        other.close()
        assert line[0].ask() == (1, 0, 1772366400.5, None)
    else:
        line[0].QUESTION = b"SELECT 1, 0, extract(epoch FROM timestamptz '2026-03-01 12:00:00.5+00'), NULL"
        assert line[0].ask() == (1, 0, 1772366400.5, None)


def test_a_copy_of_the_process_asks_for_itself(freshness: Freshness, asker: Asker) -> None:
    freshness.keep_looking = lambda: None  # type: ignore[method-assign]
    freshness.start()
    asker.row = (2, 0, None, None)
    freshness.start()
    assert freshness.known == Known(1)
    freshness.process = os.getppid()
    freshness.start()
    assert freshness.known == Known(2)
    assert threading.active_count() >= 1
