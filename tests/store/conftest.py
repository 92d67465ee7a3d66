"""The store before the site of a test: everything is done where it is asked for, in the test's own transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from careerguide.store.asking import AwayError, Row
from careerguide.store.freshness import Freshness, Known
from careerguide.store.layer import NOBODY, Layer
from careerguide.store.page import Environ, Page
from careerguide.store.shelves import Files, Memory, Shelves
from careerguide.store.threads import Job
from careerguide.urls import STORED


class Asker:
    """A database that says what it is told to, or is away."""

    is_remote = True

    def __init__(self) -> None:
        self.row: Row | None = (1, 0, None, None)

    def ask(self) -> Row:
        if self.row is None:
            raise AwayError("gone")
        return self.row

    def is_there(self) -> bool:
        return True


class Here:
    """Threads that are none."""

    def submit(self, work: Callable[[], Any]) -> Job:
        job = Job(work)
        job.run()
        return job


@dataclass
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes
    environ: Environ = field(repr=False)

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def origin(self) -> str:
        """Where the store had it from; empty for what was made for this request."""
        return self.environ.get("careerguide.store", "")


class Site:
    """The site with its store: `get` asks it as a server does, and counts what Django is asked."""

    def __init__(self, folder: Path) -> None:
        self.asker = Asker()
        self.made: list[str] = []
        self.django = get_wsgi_application()
        self.folder = folder
        self.restart()

    def restart(self) -> None:
        """As a new process on the same machine."""
        self.shelves = Shelves(Memory(10_000_000), Files(self.folder, "release"), None)
        self.freshness = Freshness(self.asker, self.shelves, lambda: None)
        self.freshness.keep_looking = lambda: None  # type: ignore[method-assign]
        self.layer = Layer(
            self.site, shelves=self.shelves, freshness=self.freshness, threads=Here(), stored=STORED
        )
        self.layer.press.add = lambda *args, **kwargs: None  # type: ignore[method-assign]
        self.layer.unavailable  # noqa: B018 - made once, and not counted below
        self.made.clear()

    def site(self, environ: Environ, start_response: Callable[..., Any]) -> Any:
        query = environ.get("QUERY_STRING", "")
        self.made.append(environ["PATH_INFO"] + (query and f"?{query}"))
        return self.django(environ, start_response)

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ = {
            **NOBODY,
            "wsgi.input": BytesIO(),
            "HTTP_HOST": "testserver",
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body = self.layer(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        whole = b"".join(body)
        if close := getattr(body, "close", None):
            close()
        status, sent = started[-1]
        return Answer(status, dict(sent), whole, environ)

    def publish(self, *, taken: bool = False) -> None:
        """What readers see has changed, and this process knows."""
        assert self.asker.row is not None
        number = self.asker.row[0] + 1
        self.asker.row = (number, number if taken else self.asker.row[1], None, None)
        self.freshness.look()

    def lose_database(self) -> None:
        self.asker.row = None
        self.freshness.look()

    @property
    def files(self) -> list[Path]:
        return sorted(self.shelves.files.pages())


@pytest.fixture
def in_one_transaction(db: None) -> Iterator[None]:
    """A server's requests close connections at their ends; here that would end the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def site(tmp_path: Path, in_one_transaction: None) -> Site:
    return Site(tmp_path)


def make_page(text: str = "Bakers bake. " * 100, *, number: int = 1, code: str = "200 OK") -> Page:
    page = Page(code, [("Content-Type", "text/html; charset=utf-8")], {"": text.encode()}, "abc", number)
    page.compress("gzip", "br")
    return page


KNOWN = Known(number=1)
