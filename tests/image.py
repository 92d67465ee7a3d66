"""Carries out a Dockerfile where nothing can build images: each stage in a folder of its own, with a new environment.

What the steps call /app is that folder's `app`, and so on. The last stage's command runs without any right to write
but to its volumes, as its user where that user can reach this machine's Python.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
STEP = re.compile(r"^([A-Z]+)\s+((?:.*\\\n)*.*)$", re.MULTILINE)
# The folders that the Dockerfile names, and nothing that this machine has of its own.
FOLDERS = re.compile(r"(?<![\w.])/(venv|app|build|data)\b")


def steps(dockerfile: str) -> list[tuple[str, str]]:
    """Its instructions with what they are given, continued lines joined and comments left out."""
    text = "\n".join(line for line in dockerfile.splitlines() if not line.lstrip().startswith("#"))
    return [(name, re.sub(r"\\\n\s*", "", given)) for name, given in STEP.findall(text)]


def command(given: str) -> list[str]:
    return json.loads(given[given.index("[") :])


def context() -> list[str]:
    """What .dockerignore lets into the image: all is shut out, but for what it names."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().split() if not line.startswith("#")]
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


@dataclass
class Stage:
    root: Path
    folder: str = "/"
    user: str = "0"
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"]})
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def within(self, text: str) -> str:
        return FOLDERS.sub(lambda match: f"{self.root}/{match[1]}", text)

    def path(self, name: str) -> Path:
        place = Path(self.within(name)) if name.startswith("/") else Path(self.within(self.folder)) / name
        return self.root if name == "/" else place

    def run(self, line: str, **more: str) -> None:
        values = {**self.environment, **more}
        subprocess.run(["sh", "-euc", self.within(line)], cwd=self.path(self.folder), env=values, check=True)

    def copy(self, given: str, stages: dict[str, "Stage"]) -> None:
        *options, source, target = given.split()
        if options:
            other = stages[options[0].removeprefix("--from=")]
            kept = {"symlinks": True, "dirs_exist_ok": True, "copy_function": os.link}
            shutil.copytree(other.path(source), self.path(target), **kept)
            return
        for name in context() if source == "." else [source]:
            kept = self.path(target) / name
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, kept, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, kept)


def build(folder: Path, **more: str) -> Stage:
    """The last stage, after all steps. `more` stands in the environment of those that RUN."""
    stages: dict[str, Stage] = {}
    stage = Stage(folder)
    for name, given in steps((ROOT / "Dockerfile").read_text()):
        if name == "FROM":
            stage = Stage(folder / str(len(stages)))
            stage.root.mkdir()
            stages[given.partition(" AS ")[2]] = stage
        elif name == "WORKDIR":
            stage.folder = given
            stage.path(given).mkdir(exist_ok=True)
        elif name == "ENV":
            for pair in shlex.split(given):
                key, _, value = pair.partition("=")
                stage.environment[key] = stage.within(value.replace("$PATH", stage.environment["PATH"]))
        elif name == "COPY":
            stage.copy(given, stages)
        elif name == "RUN":
            stage.run(given, **more)
        elif name == "USER":
            stage.user = given
        elif name in ("CMD", "HEALTHCHECK"):
            setattr(stage, "command" if name == "CMD" else "health", command(given))
        else:
            assert name in ("VOLUME", "EXPOSE"), f"No test knows what {name} does."
    return stage


def lock_up(stage: Stage) -> None:
    """As `--read-only`: nothing can be written but what is in volumes."""
    for place in (stage.path("/app"), stage.path("/venv"), stage.root):
        subprocess.run(["chmod", "-R" if place != stage.root else "-c", "a-w", place], check=True, stdout=-3)


def without_rights(stage: Stage) -> list[str]:
    """What stands before a command so that it runs as the stage's user, or else as one without root's powers."""
    if os.geteuid() != 0:
        return []
    user, group = stage.user.split(":")
    as_user = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    # From a shell, for setpriv itself still finds what its user cannot.
    tried = [*as_user, "sh", "-c", f"{stage.path('/venv/bin/python')} -c ''"]
    if subprocess.run(tried, check=False, stderr=-3).returncode == 0:
        return as_user
    shutil.chown(stage.path("/data"), 0, 0)
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
