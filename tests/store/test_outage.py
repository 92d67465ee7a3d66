"""Two workers, an editor and a database that is away in each way in which one can be; `make outage` is longer."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from .outage import Editor, Readers, Site, until, whole_site

# None of these touches the database of tests, but the site's is a copy of it.
pytestmark = pytest.mark.django_db
IS_SQLITE = connection.vendor == "sqlite"
# The others take a machine that has nothing else to do: `make outage`.
STATES = ["refused"] if IS_SQLITE else ["refused", "frozen"]
# What needs the database is told so within two seconds; the rest is for a machine that has much else to do.
SECONDS_FOR_503 = 2.5


@dataclass
class Running:
    site: Site
    editor: Editor
    line: Any
    right: dict[str, tuple[int, bytes]]

    def look(self) -> None:
        """Take the pages as they are for right."""
        for path in self.editor.tell("addresses"):
            answer = self.site.get(path)
            assert answer.code in (200, 301, 410), path
            self.right[path] = answer.code, answer.body


@pytest.fixture(scope="module")
def running(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("outage")
    with django_db_blocker.unblock():
        if IS_SQLITE:
            connection.ensure_connection()
            with sqlite3.connect(folder / "site.sqlite3") as copy:
                connection.connection.backup(copy)
            copy.close()
        template = connection.settings_dict["NAME"]
        connection.close()
    static = folder / "static"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "STATIC_ROOT": str(static), "DATABASE_URL": "sqlite://:memory:"},
        check=True,
    )
    with whole_site(folder, template, STATIC_ROOT=str(static)) as (site, editor, line):
        editor.tell("render")
        site.start()
        running = Running(site, editor, line, {})
        running.look()
        yield running
    assert "Traceback" not in site.log, site.log


@pytest.mark.parametrize("state", STATES)
def test_all_pages_are_served_while_the_database_is_away(running: Running, state: str) -> None:
    site, line = running.site, running.line
    assert site.get("/search/?q=baker").code == 200
    if state == "restarted":
        line.cut()
    else:
        line.become(state)
    answer = site.get("/search/?q=baker")
    assert (answer.code, answer.seconds < SECONDS_FOR_503) == (503, True)
    until(10, lambda: all(site.get("/admin/login/").code == 503 for _ in range(6)))
    readers = Readers(site, running.right)
    readers.read(2)
    assert (readers.wrong, readers.slowest_hundredth < 1) == ([], True)
    line.become("passing")
    until(10, lambda: all(site.get("/search/?q=baker").code == 200 for _ in range(6)))
    assert site.get("/readyz").code == 200


def test_what_is_published_is_soon_on_all_pages_of_all_workers(running: Running) -> None:
    site, title = running.site, b"Pastry artist"
    running.editor.tell("retitle", "cook", title.decode())
    for page in ("/roles/cook/", "/roles/", "/", "/salaries/", "/roles/cook/history/"):
        until(10, lambda page=page: all(title in site.get(page).body for _ in range(6)))


def test_what_is_withdrawn_does_not_come_back(running: Running) -> None:
    """Not to workers that cannot ask the database, nor to those that start while it is away; all else is there."""
    site, editor, line = running.site, running.editor, running.line
    assert site.get("/roles/cook/").code == 200
    if not IS_SQLITE:
        line.become("frozen")
        until(5, lambda: site.get("/search/?q=baker").seconds < 0.5)
    editor.tell("withdraw", "cook")
    time.sleep(1.5)
    for _ in range(6):
        assert site.get("/roles/cook/").code in (410, 503)
        assert b"/roles/cook/" not in site.get("/roles/").body
    editor.tell("render")
    running.look()
    site.stop()
    line.become("refused")
    site.start()
    readers = Readers(site, running.right, rate=40)
    readers.read(len(running.right) / 40 + 0.1)
    assert (readers.wrong, running.right["/roles/cook/"][0]) == ([], 410)
    assert re.search(r'"database": "away".*"pages": true', site.get("/readyz").body.decode())
    line.become("passing")
    until(10, lambda: site.get("/search/?q=baker").code == 200)
