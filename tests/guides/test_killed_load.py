"""A load of the guides that is killed leaves all of the old or all of the new, and another one completes it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.fixture_tree import replaced, write_tree


def database_of_its_own(folder: Path) -> str:
    """An address of what the tests' database holds now, for other processes."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "site.sqlite3")
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{folder / 'site.sqlite3'}"
    told = connection.settings_dict
    who = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
    return f"postgres://{who}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_killed_load_leaves_no_half_state_and_is_completed_by_another(tmp_path: Path) -> None:
    first = write_tree(tmp_path / "first")
    sharper = replaced("roles/baker/sections.toml", "A baker bakes.", "A baker bakes bread.")
    sharper |= replaced("roles/miller/role.toml", "Mills flour.", "Mills grain.")
    sharper |= replaced("skills.toml", '"Kneading"', '"Working dough"')
    changed = write_tree(tmp_path / "changed", sharper)
    run = subprocess.run(
        [sys.executable, "-m", "tests.killed_load", str(first), str(changed)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerguide.settings",
            "DATABASE_URL": database_of_its_own(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [len(points) for points in found.values()] == [5, 25]
    for points in found.values():
        assert points.pop("after the commit") == "SIGKILL: wrote everything, then loads"
        assert set(points.values()) == {"SIGKILL: wrote nothing, then loads"}, points
    assert run.stderr == "Wrote 0 guides and 0 shared entries; 2 guides were up to date.\n"
