"""The site as readers meet it: its real server, files and guides, on a port and a database of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

EDITOR = "editor"
PASSWORD = "four plain words here"  # noqa: S105 - of throwaway sites only


def environment(folder: Path, **values: str) -> dict[str, str]:
    """Settings for a site whose database and collected files lie in `folder`."""
    return {
        **os.environ,
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "false",
        **values,
    }


def prepare(folder: Path) -> None:
    """A database with the guides and an editor's account, and the collected files, in `folder`."""
    values = environment(folder, STATIC_ROOT=str(folder / "static"), DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    for command in (
        ["migrate"],
        ["load_guides"],
        ["createsuperuser", "--no-input", "--username", EDITOR, "--email", "editor@guides.example"],
        ["collectstatic", "--no-input"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env=values,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def serve(folder: Path, static: Path, *options: str, **values: str) -> Iterator[str]:
    """Serve the database in `folder`; gives the address of the site. With options, by granian as it comes."""
    with create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = ["careerguide.serve"]
    if options:
        command = [
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "--no-ws",
            "--workers-kill-timeout",
            "3",
            *options,
        ]
        command += ["--blocking-threads", "4", "--log-level", "warning", "careerguide.wsgi:application"]
    values = {
        "SITE_URL": url,
        "LISTEN": f"127.0.0.1:{port}",
        "WORKERS": "1",
        "STATIC_ROOT": str(static),
        **values,
    }
    log_path = folder / "server.log"
    with log_path.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=settings.BASE_DIR,
            env=environment(folder, **values),
            stdout=log,
            stderr=log,
        )
        try:
            await_answer(f"{url}/livez", server, log_path)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def await_answer(url: str, server: "subprocess.Popen[bytes]", log_path: Path) -> None:
    for _ in range(200):
        try:
            with urlopen(url):  # noqa: S310 - it is our own http address
                return
        except URLError:
            assert server.poll() is None, log_path.read_text()
            time.sleep(0.1)
    raise AssertionError(f"No answer from {url}:\n{log_path.read_text()}")
