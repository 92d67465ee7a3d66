"""Stands before Django: hands out finished pages, has the others made, and says so where the database is away."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import TimeoutError as NotYet
from functools import cached_property, lru_cache
from io import BytesIO
from threading import Lock
from time import monotonic, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from . import addresses
from .addresses import Asked
from .asking import AwayError
from .freshness import Freshness
from .page import Application, Environ, Page, StartResponse, ask, finished, preferred
from .press import Press
from .shelves import Shelves
from .threads import Job, Threads

# These need no database, and are no pages of readers.
MACHINERY = ("/static/", "/livez", "/readyz", "/unavailable")
# What a server says of a request that nobody makes.
NOBODY = {
    "wsgi.url_scheme": "http",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
}
# A page gets so long before it is asked whether the database is to blame.
SECONDS_FOR_A_PAGE, SECONDS_BETWEEN_LOOKS = 1.4, 0.2
# What a scheduled withdrawal takes until every process knows of it.
SECONDS_FOR_A_CHANGE = 1.0


class Layer:
    """The WSGI application. `stored` says which routes are pages of readers; see `addresses.read`."""

    def __init__(
        self,
        site: Application,
        *,
        shelves: Shelves,
        freshness: Freshness,
        threads: Threads,
        stored: Mapping[str, tuple[str, ...] | None],
    ) -> None:
        self.site, self.shelves, self.freshness, self.threads = site, shelves, freshness, threads
        self.stored = stored
        self.press = Press(shelves)
        self.making: dict[tuple[str, int], Job] = {}
        self.lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("QUERY_STRING") or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.look_further(environ, start_response)
        page = self.shelves.memory.get(environ["PATH_INFO"])
        if page is None or not self.is_fresh(page) or not is_for_us(environ):
            return self.look_further(environ, start_response)
        environ["careerguide.store"] = "memory"
        return page.answer(environ, start_response)

    def is_fresh(self, page: Page) -> bool:
        freshness = self.freshness
        return (
            freshness.process == os.getpid()
            and freshness.known is not None
            and page.number >= freshness.known.number
            and time() < freshness.ends_at
        )

    def look_further(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(MACHINERY) or not is_for_us(environ):
            return self.site(environ, start_response)
        self.freshness.start()
        asked = None
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            asked = addresses.read(environ["PATH_INFO"], environ.get("QUERY_STRING", ""), self.stored)
        try:
            if asked is None:
                return self.pass_on(environ, start_response)
            page = self.find(asked, environ)
            if asked.ignores and page.code.startswith("3"):
                # A redirect takes the query along.
                page = self.find(Asked(asked.path, environ["QUERY_STRING"], None), environ)
        except AwayError:
            return self.without_database(environ, start_response)
        if asked.key is None:
            page.compress(preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))[0] or "br")
        return page.answer(environ, start_response)

    def find(self, asked: Asked, environ: Environ) -> Page:
        """The page that is asked for: kept, or made now, or one made before where that cannot be; raises AwayError."""
        if self.freshness.has_ended:
            self.await_change()
        known = self.freshness.known
        page = self.shelves.get(asked.key, known.number) if known and asked.key else None
        if page is not None and known is not None:
            if page.number < known.floor:
                self.shelves.drop(asked.key or "")
                page = None
            elif self.freshness.has_ended:
                page = None
            elif page.number >= known.number:
                environ["careerguide.store"] = "kept"
                self.press.add(asked.key or "", page, shares=asked.shares)
                return page
        try:
            return self.made(asked, environ, page)
        except AwayError:
            if page is None:
                raise
            environ["careerguide.store"] = "older"
            return page

    def await_change(self) -> None:
        with self.freshness.changed:
            self.freshness.changed.wait_for(
                lambda: not self.freshness.has_ended,
                SECONDS_FOR_A_CHANGE if self.freshness.is_well else 0,
            )

    def made(self, asked: Asked, environ: Environ, former: Page | None) -> Page:
        """The page, made in a thread of its own; of many readers who want the same, one has it made."""
        environ = self.plain_request(asked, environ)
        if asked.key is None:
            page: Page = self.result(self.submit(lambda: finished(ask(self.site, environ))))
        else:
            this = (asked.key, self.freshness.known.number if self.freshness.known else 0)
            with self.lock:
                job = self.making.get(this)
                if job is None:
                    job = self.making[this] = self.submit(lambda: self.make(asked, environ, former))
            try:
                page = self.result(job)
            finally:
                self.making.pop(this, None)
        if page.code == "503":
            raise AwayError
        if page.may_be_kept and asked.key:
            self.press.add(asked.key, page, shares=asked.shares or (asked.is_open and page.code != "200"))
        return page

    def make(self, asked: Asked, environ: Environ, former: Page | None, *, is_ahead: bool = False) -> Page:
        """Make a page and keep it, if it may be kept. The number is that of before, so it never says too much."""
        known = self.freshness.known
        page = finished(ask(self.site, environ), known.number if known else 0)
        if asked.key is None or not page.may_be_kept:
            return page
        if former is not None and former.digest == page.digest and page.code == former.code:
            page.bodies, page.is_smallest = dict(former.bodies), former.is_smallest
        else:
            page.compress("gzip", "br")
        now = self.freshness.known
        if known is not None and now is not None and page.number <= now.number:
            shares = asked.shares or (asked.is_open and page.code != "200" and not is_ahead)
            self.shelves.put(asked.key, page, shares=shares)
        return page

    def plain_request(self, asked: Asked, environ: Environ) -> Environ:
        """The same request as anybody would make it, so that no header of one reader shows in another's page."""
        site = urlsplit(settings.SITE_URL)
        plain = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        return plain | {
            "wsgi.input": BytesIO(),
            "CONTENT_LENGTH": "",
            "REQUEST_METHOD": "GET",
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
        }

    def pass_on(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What is no page of readers goes to Django as it came."""
        page: Page = self.result(self.submit(lambda: ask(self.site, environ)))
        start_response(page.status, page.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.bodies[""]]

    def submit(self, work: Callable[[], Any]) -> Job:
        if not self.freshness.is_well or not self.freshness.asker.is_there():
            raise AwayError
        return self.threads.submit(work)

    def result(self, job: Job) -> Any:
        """What came of it; raises AwayError once it takes too long and the database is not well."""
        until = monotonic() + SECONDS_FOR_A_PAGE
        while True:
            try:
                return job.result.result(max(until - monotonic(), SECONDS_BETWEEN_LOOKS))
            except NotYet:
                if self.freshness.is_slow:
                    job.cut()
                    raise AwayError from None

    def without_database(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.endswith("/") and addresses.read(f"{path}/", "", self.stored):
            query = environ.get("QUERY_STRING", "")
            target = f"{path}/{query and '?'}{query}"
            kept = [header for header in self.unavailable.headers if header[0] not in GOING]
            start_response("301 Moved Permanently", [*kept, ("Location", target), ("Content-Length", "0")])
            return []
        environ["careerguide.store"] = "away"
        return self.unavailable.answer(environ, start_response)

    @cached_property
    def unavailable(self) -> Page:
        """The page that says so, with the headers that all have."""
        environ = self.plain_request(Asked("/unavailable", "", None), NOBODY)
        page = finished(ask(self.site, environ))
        page.compress("gzip", "br")
        return page


# Of the page that says so, not of a redirect.
GOING = {"Retry-After", "Content-Type", "Content-Length"}


def is_for_us(environ: Environ) -> bool:
    """Whether Django would answer this host, and without a redirect to https."""
    if settings.SECURE_SSL_REDIRECT and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
        return False
    return is_our_host(environ.get("HTTP_HOST", ""))


@lru_cache(maxsize=64)
def is_our_host(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
