"""Chromium, the site it looks at, and what no page may do there."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from .server import prepare, serve

# Playwright's event loop runs in the thread of the tests, and Django refuses queries beside a running loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Without the browser around it, pages have the processor to themselves.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
MISSING = "Chromium is not installed (Debian: apt-get install chromium-headless-shell)."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> None:
    """Skip where there is no browser, but for CI, where nothing may be left out."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests write whole addresses. (Playwright's own fixture of this name warns that it is out of date.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
        ],
    }


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the prepared site, made by whichever of the parallel workers comes first."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    folder = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = shared / "site.making"
            making.mkdir()
            prepare(making)
            making.rename(folder)
    return folder


def _serve_copy(prepared: Path, folder: Path) -> Any:
    shutil.copy(prepared / "site.sqlite3", folder)
    return serve(folder, prepared / "static")


@pytest.fixture(scope="session")
def site(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with the real guides, for tests that only read; they share it."""
    with _serve_copy(_prepared, tmp_path_factory.mktemp("read")) as url:
        yield url


@pytest.fixture
def own_site(_prepared: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a site of the test's own, to write to; `server.EDITOR` and `server.PASSWORD` sign in."""
    with _serve_copy(_prepared, tmp_path) as url:
        yield url


@pytest.fixture
def surprises() -> Iterator[list[str]]:
    """What pages did that none should: errors, failed requests, requests to other places. Any fails the test.

    A test that means to cause one compares the list and clears it.
    """
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], surprises: list[str]
) -> Callable[..., BrowserContext]:
    """As Playwright's, and watched: `page` and `context` come from here too."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", lambda message: _note_message(message, surprises))
        context.on("weberror", lambda error: surprises.append(f"script error: {error.error}"))
        context.on("request", lambda request: _note_request(request, surprises))
        context.on("requestfailed", lambda request: _note_failure(request, surprises))
        return context

    return make


def _note_message(message: ConsoleMessage, surprises: list[str]) -> None:
    if message.type in ("error", "warning"):
        surprises.append(f"console {message.type}: {message.text}")


def _note_request(request: Request, surprises: list[str]) -> None:
    parts = urlsplit(request.url)
    if parts.scheme not in ("data", "blob", "about") and parts.hostname not in ("127.0.0.1", "localhost"):
        surprises.append(f"request to another place: {request.url}")


def _note_failure(request: Request, surprises: list[str]) -> None:
    # A newer request, a download or leaving the page aborts a request; nothing is wrong then.
    if request.failure != "net::ERR_ABORTED":
        surprises.append(f"request failed: {request.url}: {request.failure}")


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails with axe's report, where axe finds anything on the page as it stands."""

    def check(page: Page) -> None:
        # Most of its time would else go into describing all that is well.
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
