"""Finished pages, handed out before Django wakes: docs/store.md says what is stored, under which key, until when."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from .asking import asker_for
from .freshness import Freshness, Known
from .layer import Layer
from .page import Application
from .shelves import Files, Memory, Shared, Shelves
from .threads import Threads

__all__ = ["before", "learn", "state", "the_freshness", "the_shelves"]


def before(site: Application) -> Layer:
    """The site with the store before it."""
    from careerguide.urls import STORED  # Django is set up by now

    return Layer(site, shelves=the_shelves(), freshness=the_freshness(), threads=the_threads(), stored=STORED)


@cache
def the_shelves() -> Shelves:
    """Apart for each database, and within it for each release of the code and the settings that pages show."""
    # Its name alone: one machine may reach it by another host or port than the next.
    site = digest(str(settings.DATABASES["default"]["NAME"]))
    return Shelves(
        Memory(settings.PAGES_MEMORY * 1_000_000),
        Files(Path(settings.PAGES_ROOT) / site, release()),
        Shared(settings.CACHE_URL, site, release()) if settings.CACHE_URL else None,
    )


@cache
def the_threads() -> Threads:
    return Threads()


@cache
def the_freshness() -> Freshness:
    return Freshness(
        asker_for(settings.DATABASES["default"]), the_shelves(), lambda: the_threads().submit(carry_out)
    )


@cache
def release() -> str:
    """Of all that makes pages: the code, its packages, the templates and the names of static files."""
    files = [settings.BASE_DIR / "requirements.txt", Path(settings.STATIC_ROOT) / "staticfiles.json"]
    for folder in ("careerguide", "guides", "salaries", "templates", "static"):
        files += sorted(
            path
            for path in (settings.BASE_DIR / folder).rglob("*")
            if path.suffix in (".py", ".html", ".css")
        )
    contents = [path.read_bytes() for path in files if path.is_file()]
    return digest(settings.SITE_URL, settings.SITE_NAME, str(settings.DEBUG), *contents)


def digest(*parts: str | bytes) -> str:
    made = blake2b(digest_size=8)
    for part in parts:
        made.update((part.encode() if isinstance(part, str) else part) + b"\0")
    return made.hexdigest()


def carry_out() -> None:
    """Publish and withdraw what is due; the next look at the database sees it."""
    from guides import content

    close_old_connections()  # no request of a reader's does that here
    content.current()


def learn() -> None:
    """What a transaction of this process has changed holds here at once, and for all who cannot ask the database."""
    from guides import content

    version = content.current()
    times = (version.next_at, version.next_withdraws_at)
    the_freshness().tell(
        Known(version.number, version.floor, *(None if at is None else at.timestamp() for at in times))
    )


def state() -> dict[str, Any]:
    """For /readyz: what answers, and whether there are pages to serve."""
    fresh, shelf = the_freshness(), the_shelves()
    fresh.start()
    has_pages = fresh.known is not None and time() < fresh.ends_at and not shelf.files.is_empty()
    shared = shelf.shared
    return {
        "database": "ok" if fresh.is_well else "away",
        "cache": "none" if shared is None else "ok" if shared.answers() else "away",
        "store": "ok" if shelf.files.is_writable else "cannot be written",
        "content_version": fresh.known.number if fresh.known else None,
        "pages": has_pages,
    }
