"""Threads that make pages, so that a reader's request need not wait for as long as the database does."""

import contextlib
import os
import socket
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from django.db import connections

# More than a server has threads for requests, so that those which a frozen database holds are not missed.
MOST = 24


class Job:
    """Some work and the connection that it uses; `result` is a future."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Future[Any] = Future()
        self.context = copy_context()
        self.database: Any = None

    def run(self) -> None:
        self.database = connections["default"]  # this thread's own
        try:
            self.result.set_result(self.context.run(self.work))
        except BaseException as error:
            self.result.set_exception(error)
        finally:
            self.database = None

    def cut(self) -> None:
        """Take the job's connection away, so that it ends now, and what it had begun to write is not written later."""
        driver = getattr(self.database, "connection", None)
        pgconn = getattr(driver, "pgconn", None)
        # It may end or connect just now: then there is nothing to cut.
        with contextlib.suppress(Exception):
            if pgconn is not None:
                with socket.socket(fileno=os.dup(pgconn.socket)) as copy:
                    copy.shutdown(socket.SHUT_RDWR)
            elif driver is not None:
                driver.interrupt()


class Threads:
    """Started as they are needed and kept, each with its connection; unlike the library's they end with the process."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[Job] = SimpleQueue()
        self.lock = Lock()
        self.count = self.idle = 0

    def submit(self, work: Callable[[], Any]) -> Job:
        job = Job(work)
        with self.lock:
            if self.idle > 0:
                self.idle -= 1
            elif self.count < MOST:
                self.count += 1
                Thread(target=self.serve, name=f"pages-{self.count}", daemon=True).start()
        self.jobs.put(job)
        return job

    def serve(self) -> None:
        while True:
            self.jobs.get().run()
            with self.lock:
                self.idle += 1
