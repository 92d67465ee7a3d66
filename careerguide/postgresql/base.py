"""PostgreSQL that answers within a bound, or of which we say at once that it does not.

PostgreSQL itself ends what takes too long or waits too long for a lock. That is no help while it is frozen or the
network is cut, so each wait on this side ends, too, a little later. And while it is away, only one request a second
finds that out again; all others are told at once, and hold no thread that could serve a stored page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

STATEMENT_SECONDS, LOCK_SECONDS, IDLE_SECONDS = 15, 5, 60
OPTIONS = {
    "application_name": "careerguide",
    "connect_timeout": 2,
    "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s",
    # A connection whose other end is gone is found out in 25 seconds, instead of two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# How long to wait for PostgreSQL's answer: to a statement, and to the question whether it is there.
PATIENCE, SHORT_PATIENCE = STATEMENT_SECONDS + 2.0, 1.0
# For how long it counts as away after it was found so, and while one request tries again.
AWAY, TRYING = 1.0, 3.0


class DatabaseWrapper(base.DatabaseWrapper):
    patience: float | None = PATIENCE
    away_until = 0.0  # for all threads

    def get_connection_params(self) -> dict[str, Any]:
        """Ours, unless DATABASE_URL says otherwise (`?connect_timeout=5`)."""
        return {**OPTIONS, **super().get_connection_params()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        shared = DatabaseWrapper
        if monotonic() < shared.away_until:
            raise psycopg.OperationalError("PostgreSQL was away a moment ago, and is not asked again yet.")
        if shared.away_until:
            shared.away_until = monotonic() + TRYING
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            shared.away_until = monotonic() + AWAY
            raise
        shared.away_until = 0.0
        self.bound(connection)
        return connection

    def bound(self, connection: Any) -> None:
        """Let no wait for this connection last longer than `patience`."""
        wait = connection.wait

        def wait_a_while(generator: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return wait(generator, interval, timeout or self.patience)
            except psycopg.OperationalError:
                if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    # Its answer may still come, and must not be taken for that to another question.
                    connection.pgconn.finish()
                    DatabaseWrapper.away_until = monotonic() + AWAY
                raise

        connection.wait = wait_a_while

    def is_usable(self) -> bool:
        self.patience, patience = SHORT_PATIENCE, self.patience
        try:
            return super().is_usable()
        finally:
            self.patience = patience

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """For commands whose statements may take as long as they need; waiting for a lock may not."""
        with self.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        self.patience = None
        try:
            yield
        finally:
            self.patience = PATIENCE
            if self.is_usable():
                with self.cursor() as cursor:
                    cursor.execute("RESET statement_timeout")
