"""A load of the guides that is killed leaves all of the old or all of the new, and another one completes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.fixture_tree import replaced, write_tree
from tests.other_process import database_for_others


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
            "DATABASE_URL": database_for_others(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [len(points) for points in found.values()] == [5, 25]
    for points in found.values():
        assert points.pop("after the commit") == "SIGKILL: wrote everything"
        assert set(points.values()) == {"SIGKILL: wrote nothing"}, points
    assert run.stderr == "Wrote 0 guides and 0 shared entries; 2 guides were up to date.\n"
