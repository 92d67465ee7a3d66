"""The image and what is started from it, as far as can be told where no engine builds it."""

import os
import re
import subprocess
import time
from collections.abc import Iterator

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from careerguide.environment import FOR_COMPOSE
from tests.image import Stage, build, context, lock_up, steps, without_rights
from tests.test_server import free_port

ROOT = settings.BASE_DIR
DOCKERFILE = steps((ROOT / "Dockerfile").read_text())
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]


def given(name: str) -> list[str]:
    return [value for step, value in DOCKERFILE if step == name]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("image")
    # The same as in a real build, but for a cache that spares the network, and for what only saves time later.
    spared = {
        name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "XDG_", "HOME"))
    }
    stage = build(folder, **spared, PIP_NO_CACHE_DIR="0", PIP_NO_COMPILE="1")
    lock_up(stage)
    yield stage
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def run(stage: Stage, *line: str, **values: str) -> "subprocess.Popen[bytes]":
    environment = {
        **stage.environment,
        "DATABASE_URL": stage.within(stage.environment["DATABASE_URL"]),
        "SECRET_KEY": "cUf8-hT2wqZ_rN4vBk9sXo7mLd1pYg3aEj6i",
        "SITE_URL": "https://guides.example",
        **values,
    }
    return subprocess.Popen(
        [*without_rights(stage), *line],
        cwd=stage.path(stage.folder),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def done(stage: Stage, *line: str, **values: str) -> str:
    process = run(stage, *line, **values)
    output = process.communicate(timeout=300)[0].decode()
    assert process.returncode == 0, output
    return output


def is_alive(stage: Stage, listen: str) -> bool:
    health = run(stage, *stage.health, LISTEN=listen)
    health.communicate(timeout=60)
    return health.returncode == 0


@pytest.mark.once
def test_its_steps_give_a_site_that_serves_from_nothing_but_its_folder_of_data(image: Stage) -> None:
    prepare = SERVICES["prepare"]["command"]
    assert prepare[:2] == ["sh", "-ec"]
    # All pages would take a minute; tests/store/test_render_pages.py makes some.
    steps, _, ahead = prepare[2].rpartition("; ")
    assert ahead == "python manage.py render_pages"
    assert "Wrote 13 guides" in done(image, "sh", "-ec", steps)
    listen = f"127.0.0.1:{free_port()}"
    assert is_alive(image, listen) is False
    server = run(image, *image.command, LISTEN=listen)
    try:
        for _ in range(60):
            if is_alive(image, listen):
                break
            time.sleep(1)
        assert is_alive(image, listen)
    finally:
        server.terminate()
        log = server.communicate(timeout=30)[0].decode()
    assert server.returncode == 0
    assert '"path": "/livez", "status": 200' in log
    written = {path.relative_to(image.root).parts[0] for path in image.root.rglob("*.sqlite3*")}
    assert written == {"data"}


@pytest.mark.once
def test_its_command_cannot_write_to_the_code(image: Stage) -> None:
    output = done(image, "sh", "-c", "touch careerguide/new 2>&1 || echo refused")
    assert "refused" in output
    assert (image.path("/data").stat().st_mode & 0o200) == 0o200


def test_it_is_built_in_stages_from_a_base_with_a_tag() -> None:
    bases = [value.split()[0] for value in given("FROM")]
    assert len(bases) == 3
    assert set(bases) == {"python:3.11-slim-bookworm"}


def test_it_runs_as_nobody_with_a_health_check() -> None:
    last = [name for name, _ in DOCKERFILE[[name for name, _ in DOCKERFILE].index("FROM", 10) :]]
    assert given("USER") == ["10001:10001"]
    assert last.index("USER") < last.index("CMD")
    assert last.count("HEALTHCHECK") == 1
    assert "RUN" not in last[last.index("USER") :]


def test_it_takes_locked_packages_and_keeps_neither_pip_nor_a_secret() -> None:
    assert any("install --quiet --require-hashes -r requirements.txt" in line for line in given("RUN"))
    assert any("venv --without-pip" in line for line in given("RUN"))
    assert not any("SECRET_KEY" in value for value in given("ENV") + given("ARG"))


def test_only_what_serves_the_site_goes_into_it() -> None:
    served = {"careerguide", "fixtures", "guides", "salaries", "static", "templates", "manage.py"}
    assert set(context()) == {*served, "requirements.txt"}
    assert all((ROOT / name).exists() for name in context())


def test_every_service_has_its_limits_and_no_rights() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "memory", "pids"} == set(service["deploy"]["resources"]["limits"]), name
        assert re.search(r":(?!latest)[^:]+$", service["image"]), name
        # Those of the site have theirs in the image.
        assert "healthcheck" in service or "build" in service or name == "proxy", name


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["cache"]["networks"] == ["inside"]


def test_the_site_waits_until_its_database_is_ready() -> None:
    assert SERVICES["web"]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
    assert SERVICES["prepare"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert "container_name" not in SERVICES["web"]  # or there could be only one


def test_compose_names_volumes_and_variables_that_there_are() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    named = {volume for volume in mounted if not volume.startswith(".")}
    assert named == set(COMPOSE["volumes"])
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', (ROOT / "careerguide/settings.py").read_text()))
    assert asked - read == FOR_COMPOSE
    assert set(SERVICES["web"]["environment"]) - read - {"CACHE_URL"} == set()


def test_the_deployments_page_names_services_and_commands_that_there_are() -> None:
    page = (ROOT / "docs/deployment.md").read_text()
    used = re.findall(r"docker compose (?:run|exec|up|build) (?:-\S+ )*([a-z]+)", page)
    assert set(used) == {"web", "database"}
    assert set(re.findall(r"manage\.py ([a-z_]+)", page)) - set(get_commands()) == set()
    assert set(re.findall(r"\]\(([^)]+)\)", page)) == {"proxy/Caddyfile", "proxy/nginx.conf"}
