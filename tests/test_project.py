"""The files around the code: settings, documents, locks and commands agree with each other."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands

from careerguide.environment import Environment

ROOT = settings.BASE_DIR
OWN_KEY = "vX3m-k9Qe_Zt7uRfLw2sYcHb8nPjDa5gKo1iTqVx"
ADDRESS_WANTED = "SITE_URL must look like https://guides.example"
DATABASE_WANTED = "DATABASE_URL must look like sqlite:////srv/guides.sqlite3 or postgres://"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project_files() -> list[Path]:
    """What git holds, or would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in listed if (ROOT / name).is_file()]


def named_in_documents(pattern: str) -> set[str]:
    documents = [ROOT / name for name in ("README.md", "ARCHITECTURE.md")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents if path.exists())
    return set(re.findall(pattern, text, re.MULTILINE))


def locked(name: str) -> dict[str, str]:
    """The requirements of a lock file: name to version."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", read(name), re.MULTILINE))


def test_readme_has_exactly_the_variables_that_settings_reads() -> None:
    read_by_settings = re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', read("careerguide/settings.py"))
    in_readme = re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE)
    assert sorted(in_readme) == sorted(read_by_settings)


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert named_in_documents(r"(?:^    |`)make ([a-z]+)") - targets == set()


def test_every_management_command_that_a_document_names_exists() -> None:
    assert named_in_documents(r"manage\.py ([a-z_]+)") - set(get_commands()) == set()


def test_every_file_that_a_document_links_to_exists() -> None:
    linked = named_in_documents(r"\]\((?!https?:|#)([^)#]+)")
    assert {link for link in linked if not (ROOT / link).exists()} == set()


def test_make_without_a_target_lists_the_commands() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+)", shown, re.MULTILINE) == [
        *("run", "editor", "test", "bench", "outage", "hostile", "lock"),
    ]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_requirement_has_hashes_and_no_address(name: str) -> None:
    entries = re.findall(r"^[^\s#].*(?:\n .*)*", read(name), re.MULTILINE)
    assert len(entries) == len(locked(name))
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []
    assert "://" not in read(name)


def test_the_development_lock_holds_the_same_versions_as_the_one_for_running() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = dict(re.findall(r"^([a-z0-9-]+)(?:\[[\w,-]+\])?==(\S+)$", "\n".join(asked), re.MULTILINE))
    assert pinned.items() <= locked("requirements-dev.txt").items()


def test_no_file_names_a_package_index() -> None:
    # Written in two halves, so that this file does not find itself.
    index = re.compile("py" "pi\\.|python" "hosted|npm" "js\\.(?:org|com)|deb\\.deb" "ian")  # fmt: skip
    naming = [path for path in project_files() if index.search((ROOT / path).read_text(errors="ignore"))]
    assert naming == []


def test_the_top_folder_holds_what_the_layout_names() -> None:
    layout = {
        *(
            ".ci",
            ".dockerignore",
            ".editorconfig",
            ".gitignore",
            "Dockerfile",
            "compose.yaml",
            "Makefile",
            "manage.py",
        ),
        *("ARCHITECTURE.md", "CHANGELOG.md", "README.md", "docs"),
        *("pyproject.toml", "requirements.txt", "requirements-dev.txt"),
        *("careerguide", "fixtures", "guides", "salaries", "static", "templates", "tests"),
    }
    assert {path.parts[0] for path in project_files()} - layout == set()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SECRET_KEY", "", "Set SECRET_KEY to at least 32 random characters"),
        ("SECRET_KEY", "too short", "Set SECRET_KEY to at least 32 random characters"),
        ("SITE_URL", "guides.example", ADDRESS_WANTED),
        ("SITE_URL", "ftp://guides.example", ADDRESS_WANTED),
        ("SITE_URL", "https://guides.example/careers", ADDRESS_WANTED),
        ("SITE_URL", "https://[::1", ADDRESS_WANTED),
        ("DATABASE_URL", "", DATABASE_WANTED),
        ("DATABASE_URL", "guides.sqlite3", DATABASE_WANTED),
        ("DATABASE_URL", "mysql://me:hidden@db/x", DATABASE_WANTED),
        ("DATABASE_URL", "postgres://db:port/x", DATABASE_WANTED),
        ("TRUSTED_PROXIES", "10.0.0.1,proxy", "TRUSTED_PROXIES must be addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "TRUSTED_PROXIES must be addresses or networks"),
        ("SECOND_FACTOR", "yes", "SECOND_FACTOR must be optional, publishers or everyone, not 'yes'"),
        ("DEBUG", "perhaps", "DEBUG must be true or false, not 'perhaps'"),
        ("WORKERS", "many", "WORKERS must be a number from 1 to 64, not 'many'"),
        ("LISTEN", "localhost", "LISTEN must look like 127.0.0.1:8000"),
        ("SITE_URLS", "https://guides.example", "SITE_URLS is no setting of this site. Is SITE_URL meant?"),
    ],
)
def test_settings_refuse_nonsense_and_say_what_they_want(name: str, value: str, message: str) -> None:
    environment = {**os.environ, "SECRET_KEY": settings.SECRET_KEY, name: value}
    command = [sys.executable, "-c", "import careerguide.settings"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    refusal = run.stderr.splitlines()[-1]
    assert message in refusal
    assert "hidden" not in run.stderr


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "SECRET_KEY is an example that others know"),
        ({"SECRET_KEY": OWN_KEY, "DEBUG": "true"}, "DEBUG must be false"),
        ({"SECRET_KEY": OWN_KEY, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SECRET_KEY": OWN_KEY, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts"),
        ({"SECRET_KEY": OWN_KEY}, ""),
    ],
)
def test_settings_refuse_in_public_what_will_do_at_home(values: dict[str, str], message: str) -> None:
    environment = {**os.environ, "SITE_URL": "https://guides.example", "LOG_FORMAT": "json", **values}
    command = [sys.executable, "-c", "import careerguide.settings"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, message in run.stderr) == (1 if message else 0, True)


@pytest.mark.parametrize(
    "name", ["SECRETKEY", "ALLOWED_HOST", "DATABSE_URL", "WORKER", "site_url", "SITE-URL"]
)
def test_a_misspelled_variable_is_found_out(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, "value")
    environment = Environment(tmp_path / ".env")
    for known in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "WORKERS", "SITE_URL", "DEBUG"):
        environment.str(known, default="")
    with pytest.raises(ImproperlyConfigured, match=f"{name} is no setting of this site"):
        environment.refuse_unknown()


def test_a_file_of_settings_holds_nothing_else_and_stays_out_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COLOUR_OF_HATS=red\nSTATIC_ROOT=there\nNUMBER=7\n")
    environment = Environment(tmp_path / ".env")
    # The environment comes before the file.
    assert environment.str("STATIC_ROOT") == os.environ["STATIC_ROOT"]
    assert environment.number("NUMBER", 1, 9, default=1) == 7
    assert "NUMBER" not in os.environ
    with pytest.raises(
        ImproperlyConfigured, match=r"\.env holds what is no setting of this site: COLOUR_OF_HATS"
    ):
        environment.refuse_unknown()
