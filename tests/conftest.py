"""What all tests share: settings that make them quick, and the real guides for those that ask for them."""

import gc
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from guides.loading import load


def pytest_configure() -> None:
    # Looking for garbage as often as usual takes an eighth of the time, and finds next to none.
    gc.set_threshold(100_000, 50, 100)
    # Files straight from their folders, so that nothing need be collected first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True
    # What a test publishes is no news for a site that runs here.
    settings.PAGES_ROOT = tempfile.mkdtemp(prefix="careerguide-pages-")
    settings.CACHE_URL = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if connection.vendor == "postgresql":
        # A server set up without a locale would give a test database that knows no letters beyond ASCII.
        connection.settings_dict["TEST"] |= {"CHARSET": "UTF8", "TEMPLATE": "template0"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the tests ran on, since a run without a browser or on one database is green too."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    in_browser = {one.nodeid for one in reports if one.nodeid.startswith("tests/browser/")}
    browser = f"{len(in_browser)} tests in Chromium" if in_browser else "no test in a browser"
    terminalreporter.write_line(f"Ran on {connection.display_name}; {browser}.")


class Content:
    """The guides of fixtures/ in the test database: loaded once for all modules that read them, then rolled back.

    Their tests come first, so that one load serves all.
    """

    held: ExitStack | None = None

    @classmethod
    def load(cls) -> None:
        if cls.held is None:
            with ExitStack() as held:
                held.enter_context(transaction.atomic())
                load(settings.FIXTURES_ROOT)
                cls.held = held.pop_all()

    @classmethod
    def roll_back(cls) -> None:
        if cls.held is not None:
            transaction.set_rollback(True)
            cls.held.close()
            cls.held = None


def reads_content(item: pytest.Item) -> bool:
    return any("content" in mark.args for mark in item.iter_markers("usefixtures"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that read the guides come first, those in a browser last: once Playwright's event loop runs,
    Django gives out another connection, on which nothing could be rolled back."""
    items.sort(key=lambda item: (not reads_content(item), "browser" in item.keywords))


@pytest.fixture(autouse=True, scope="module")
def _no_content_for_others(request: pytest.FixtureRequest) -> None:
    """Before the first module that has not asked for the guides."""
    if Content.held is not None and not reads_content(request.node):
        with request.getfixturevalue("django_db_blocker").unblock():
            Content.roll_back()


@pytest.fixture(scope="session")
def _content_ends(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        Content.roll_back()


@pytest.fixture(autouse=True, scope="session")
def _nobody_keeps_the_database(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """PostgreSQL drops no database that a thread of some test still has a connection to."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("django_db_setup")
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module")
def content(_content_ends: None, django_db_blocker: DjangoDbBlocker) -> None:
    """For whole modules: `pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]`.

    What a test changes is undone as usual. Not beside tests with transactions of their own.
    """
    with django_db_blocker.unblock():
        Content.load()


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures that write rows once for a whole module: they last until its end, what its tests change does not."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


if connection.vendor == "postgresql":

    @pytest.fixture
    def at_once(transactional_db: None) -> None:
        """A database that several transactions can use at once, in threads of their own."""

else:

    @pytest.fixture
    def at_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
        """The same: SQLite in memory is none, so that its tables move to a file for the length of a test."""
        with django_db_blocker.unblock():
            in_memory, settings_before = connections["default"], connections.settings["default"]
            with in_memory.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(tmp_path / "at-once.sqlite3")])
            connections.settings["default"] = {**settings_before, "NAME": str(tmp_path / "at-once.sqlite3")}
            del connections["default"]
            yield
            connections["default"].close()
            connections.settings["default"] = settings_before
            connections["default"] = in_memory


@pytest.fixture(autouse=True)
def _no_thread_of_the_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would do what is due in other tests, too; those of the store start their own."""
    if "store" not in request.path.parts:
        monkeypatch.setattr("careerguide.store.learn", lambda: None)
