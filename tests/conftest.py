"""What all tests share: settings that make them quick, and the real guides for those that ask for them."""

import tempfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction

from guides.loading import load


def pytest_configure() -> None:
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


@pytest.fixture(scope="module")
def content(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The guides of fixtures/, loaded once for all tests of a module and rolled back after the last.

    For whole modules: `pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]`. What a test
    changes is undone as usual. Not beside tests with transactions of their own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load(settings.FIXTURES_ROOT)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
