"""What PostgreSQL may take, and what becomes of requests while it is frozen or away."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from tests.databases import known, second_database, somebody_else

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="These are about PostgreSQL."),
]


class Wire:
    """Stands between the site and PostgreSQL, and can freeze."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.frozen = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends: list[socket.socket] = []
        Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            other = socket.create_connection(self.target)
            self.ends += [one, other]
            for source, target in ((one, other), (other, one)):
                Thread(target=self.carry, args=[source, target], daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self.frozen:
                    target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self.listener.close()
        for end in self.ends:
            # Closing alone would leave it open for as long as a thread waits for it.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    values = connection.settings_dict
    wire = Wire(values["HOST"] or "127.0.0.1", int(values["PORT"] or 5432))
    yield wire
    wire.cut()


@pytest.fixture
def over_the_wire(wire: Wire) -> Iterator[Any]:
    usual = connections["default"]
    values = {**usual.settings_dict, "HOST": "127.0.0.1", "PORT": str(wire.port), "OPTIONS": {}}
    other = type(usual)(values, "default")
    other.patience = 0.5
    yield other
    other.close()
    type(usual).away_until = 0.0


def seconds(act: Any) -> float:
    began = monotonic()
    with pytest.raises(OperationalError):
        act()
    return monotonic() - began


def ask(database: Any) -> Any:
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def test_a_statement_a_lock_and_an_idle_transaction_have_their_bounds() -> None:
    with connection.cursor() as cursor:
        bounds = []
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            bounds += cursor.fetchone()
    assert bounds == ["15s", "5s", "1min"]


def test_the_address_may_say_otherwise() -> None:
    other = type(connections["default"])({**connection.settings_dict, "OPTIONS": {"connect_timeout": 7}})
    assert other.get_connection_params()["connect_timeout"] == 7


def test_a_frozen_server_is_given_up_and_not_waited_for_again(wire: Wire, over_the_wire: Any) -> None:
    assert ask(over_the_wire) == (1,)
    wire.frozen = True
    assert 0.4 < seconds(lambda: ask(over_the_wire)) < 1.5
    # Its late answer must not be taken for that to another question.
    over_the_wire.close()
    assert seconds(lambda: ask(over_the_wire)) < 0.1
    wire.frozen = False
    type(over_the_wire).away_until = monotonic() - 1
    assert ask(over_the_wire) == (1,)


def test_a_connection_to_a_frozen_server_is_found_out_within_a_second(wire: Wire, over_the_wire: Any) -> None:
    ask(over_the_wire)
    wire.frozen = True
    began = monotonic()
    assert over_the_wire.is_usable() is False
    assert 0.9 < monotonic() - began < 1.8


def test_a_server_that_does_not_greet_is_given_up_within_connect_timeout(
    wire: Wire, over_the_wire: Any
) -> None:
    wire.frozen = True
    assert 1.9 < seconds(lambda: ask(over_the_wire)) < 3
    assert seconds(lambda: ask(over_the_wire)) < 0.1


def test_while_one_request_tries_again_the_others_are_told_at_once(
    over_the_wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    def connect(**values: Any) -> None:
        told.append(seconds(lambda: ask(type(over_the_wire)(over_the_wire.settings_dict))))
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(psycopg, "connect", connect)
    type(over_the_wire).away_until = monotonic() - 1
    seconds(lambda: ask(over_the_wire))
    assert told[0] < 0.1


def test_a_migration_of_a_table_in_use_fails_clearly_and_is_undone(tmp_path: Any) -> None:
    with second_database(tmp_path) as second, known(second) as alias:
        call_command("migrate", "guides", "0003", database=alias, verbosity=0)
        with somebody_else(alias) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM guides_requirement")
            with second.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            with pytest.raises(CommandError, match="A table was in use for too long"):
                call_command("migrate", "guides", "0004", database=alias, verbosity=0)
            reader.execute("ROLLBACK")
        call_command("migrate", "guides", "0004", database=alias, verbosity=0)
        with second.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("15s",)
