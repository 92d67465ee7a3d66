"""Sites of several sizes, each in an SQLite file of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    folder: Path
    roles: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": f"sqlite:///{self.folder / 'site.sqlite3'}",
            "PAGES_ROOT": str(self.folder / "pages"),
            "STATIC_ROOT": str(self.folder.parent / "static"),
            "DJANGO_SETTINGS_MODULE": "careerguide.settings",
        }

    def run(self, *command: str) -> str:
        return self.python(str(ROOT / "manage.py"), *command)

    def python(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            env={**os.environ, **self.environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)}:\n{done.stderr or done.stdout}")
        return done.stdout


@dataclass(frozen=True)
class Sites:
    folder: Path

    @cached_property
    def real(self) -> Site:
        """The guides as they are."""
        site = self.empty("real", 0)
        site.run("load_guides")
        site.run("index_guides")
        return site

    def of(self, roles: int) -> Site:
        """Made-up roles alone."""
        site = self.empty(str(roles), roles)
        site.python("-m", "tests.bench.crowd", str(roles))
        return site

    def empty(self, name: str, roles: int) -> Site:
        site = Site(self.folder / name, roles)
        site.folder.mkdir()
        site.run("migrate", "--verbosity", "0")
        if not (self.folder / "static").exists():
            site.run("collectstatic", "--no-input", "--verbosity", "0")
        return site
