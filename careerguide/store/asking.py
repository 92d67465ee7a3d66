"""Asks the database for the content version, on a connection of its own, and never waits longer than it is told to.

Neither driver gives such a promise: a server that is frozen, or behind a cable that was cut, answers no more and says
nothing. So PostgreSQL is asked through libpq's calls that do not block, with `poll` between them.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from select import POLLIN, POLLOUT, poll
from time import monotonic
from typing import Any
from urllib.parse import quote

from psycopg import conninfo, pq

TABLE = "guides_contentversion"
# A connection takes several ways there and back, a question one.
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 0.8, 0.8
Row = tuple[int, int, float | None, float | None]


class AwayError(Exception):
    """The database did not answer, or not in time, or with something else."""


def asker_for(database: dict[str, Any]) -> "SQLite | PostgreSQL":
    if database["ENGINE"].endswith("sqlite3"):
        return SQLite(str(database["NAME"]))
    return PostgreSQL(database)


class PostgreSQL:
    is_remote = True
    QUESTION = (
        f"SELECT number, floor, extract(epoch FROM next_at), extract(epoch FROM next_withdraws_at) FROM {TABLE}"  # noqa: S608
    ).encode()

    def __init__(self, database: dict[str, Any]) -> None:
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        params = {ours: database[theirs] for theirs, ours in names.items() if database.get(theirs)}
        ssl = {name: value for name, value in database.get("OPTIONS", {}).items() if name.startswith("ssl")}
        self.conninfo = conninfo.make_conninfo(**params, **ssl, application_name="careerguide store").encode()
        self.connection: Any = None

    def ask(self) -> Row:
        try:
            if self.connection is None:
                self.connect(monotonic() + SECONDS_TO_CONNECT)
            return self.answer(monotonic() + SECONDS_TO_ANSWER)
        except Exception as error:
            self.close()
            raise AwayError(str(error)) from error

    def connect(self, until: float) -> None:
        self.connection = connection = pq.PGconn.connect_start(self.conninfo)
        while True:
            match connection.connect_poll():
                case pq.PollingStatus.OK:
                    connection.nonblocking = 1
                    return
                case pq.PollingStatus.READING:
                    await_socket(connection.socket, until, write=False)
                case pq.PollingStatus.WRITING:
                    await_socket(connection.socket, until, write=True)
                case _:
                    raise AwayError(connection.get_error_message())

    def answer(self, until: float) -> Row:
        connection = self.connection
        connection.send_query(self.QUESTION)
        while connection.flush():
            await_socket(connection.socket, until, write=True)
        results = []
        while True:
            while connection.is_busy():
                await_socket(connection.socket, until, write=False)
                connection.consume_input()
            if (result := connection.get_result()) is None:
                break
            results.append(result)
        result = results[0]
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise AwayError(result.get_error_message())
        if not result.ntuples:
            return (0, 0, None, None)
        number, floor, *times = (result.get_value(0, column) for column in range(4))
        next_at, next_withdraws_at = (None if value is None else float(value) for value in times)
        return int(number), int(floor), next_at, next_withdraws_at

    def is_there(self) -> bool:
        return True

    def close(self) -> None:
        if self.connection is not None:
            self.connection.finish()
            self.connection = None


def await_socket(descriptor: int, until: float, *, write: bool) -> None:
    """As `select`, but for any number of open files."""
    waiting = poll()
    waiting.register(descriptor, POLLOUT if write else POLLIN)
    left = until - monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise AwayError("no answer in time")


class SQLite:
    is_remote = False
    QUESTION = f"SELECT number, floor, next_at, next_withdraws_at FROM {TABLE}"  # noqa: S608
    SECONDS_TO_WAIT = 0.3

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.connection: sqlite3.Connection | None = None
        self.file: tuple[int, int] | None = None

    def ask(self) -> Row:
        try:
            self.follow_the_file()
            row = self.open().execute(self.QUESTION).fetchone()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise AwayError(str(error)) from error
        if row is None:
            return (0, 0, None, None)
        number, floor, *times = row
        next_at, next_withdraws_at = (
            value and datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() for value in times
        )
        return number, floor, next_at, next_withdraws_at

    def is_there(self) -> bool:
        """Whoever connects to a file that is not there makes an empty one in its place."""
        return self.path.exists()

    def follow_the_file(self) -> None:
        """Whatever was moved into the file's place is another database, and what was moved away is none."""
        found = self.path.stat()
        if self.file != (found.st_dev, found.st_ino):
            self.close()
            self.file = (found.st_dev, found.st_ino)

    def open(self) -> sqlite3.Connection:
        if self.connection is None:
            # Never made here: an empty database would look like one that has lost its guides.
            address = f"file:{quote(str(self.path.resolve()))}?mode=rw"
            self.connection = sqlite3.connect(
                address,
                uri=True,
                timeout=self.SECONDS_TO_WAIT,
                isolation_level=None,
                check_same_thread=False,
            )
        return self.connection

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
