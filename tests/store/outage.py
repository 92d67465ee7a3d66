"""A real site behind a line that can fail: a server with two workers, readers, an editor, and a proxy to PostgreSQL.

For `test_outage.py`, and for `trial.py` at more length.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent


class Proxy:
    """A port that leads to PostgreSQL. `state` is what happens on the way: passing, refused, frozen or slow."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.state = "passing"
        self.delay = 0.4
        self.lines: list[socket.socket] = []
        self.listen(0)
        self.port = self.listener.getsockname()[1]

    def listen(self, port: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, args=[self.listener], daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                try:
                    far = socket.create_connection(self.target)
                except OSError:
                    near.close()
                    continue
                self.lines += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=[one, other], daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                while self.state == "frozen":
                    time.sleep(0.02)
                if self.state == "slow":
                    time.sleep(self.delay)
                other.sendall(data)
        for line in (one, other):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def become(self, state: str) -> None:
        self.state = state
        if state == "refused":
            # A listener that a thread waits on is closed only once it is woken.
            with suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.cut()
        elif self.listener.fileno() == -1:
            self.listen(self.port)

    def cut(self) -> None:
        """End all connections, as a server does that is restarted."""
        lines, self.lines = self.lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


class Line:
    """The same for an SQLite file, which can only be there or not: readers of it are never locked out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def become(self, state: str) -> None:
        away = self.path.with_suffix(".away")
        if state == "refused":
            self.path.replace(away)
        elif away.exists():
            away.replace(self.path)


@dataclass
class Answer:
    code: int
    headers: dict[str, str]
    body: bytes
    seconds: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port: int = chosen.getsockname()[1]
        return port


@dataclass
class Site:
    """A server on a port of its own, with its settings in `environment`."""

    folder: Path
    environment: dict[str, str]
    workers: int = 2
    port: int = field(default_factory=free_port)
    process: Any = None

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port)]
        command += ["--no-ws", "--workers", str(self.workers), "--blocking-threads", "4"]
        command += ["--workers-kill-timeout", "3", "--log-level", "warning", "careerguide.wsgi:application"]
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        for _ in range(600):
            with suppress(OSError):
                if self.get("/livez").code == 200:
                    return
            assert self.process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(f"The site does not start.\n{self.log}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def get(self, path: str, **headers: str) -> Answer:
        """On a connection of its own, so that all workers have their turns."""
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Connection": "close", **headers})
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        found = {name.title(): value for name, value in response.getheaders()}
        return Answer(response.status, found, body, time.monotonic() - began)


class Editor:
    """Another process, with a line of its own to the database: it publishes and withdraws what it is told to."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.editor"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, *words: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"The editor left at {words}."
        return json.loads(answer)

    def leave(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=20)


class Readers:
    """Read all pages in turn, so many a second, and note each answer that was wrong, late or missing."""

    def __init__(self, site: Site, right: dict[str, tuple[int, bytes]], rate: float = 20) -> None:
        self.site, self.right, self.rate = site, right, rate
        self.times: list[float] = []
        self.wrong: list[str] = []
        self.lock = threading.Lock()

    def read(self, seconds: float) -> None:
        """As many at once as it takes: a slow answer delays no other."""
        paths, threads = sorted(self.right), []
        began = time.monotonic()
        for number in range(int(seconds * self.rate)):
            time.sleep(max(0, began + number / self.rate - time.monotonic()))
            threads.append(threading.Thread(target=self.read_one, args=[paths[number % len(paths)]]))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def read_one(self, path: str) -> None:
        began = time.monotonic()
        try:
            answer = self.site.get(path)
            found = (answer.code, answer.body)
            problem = "" if found == self.right[path] else f"{path}: {answer.code}, {len(answer.body)} bytes"
        except OSError as error:
            problem = f"{path}: {error!r}"
        with self.lock:
            self.times.append(time.monotonic() - began)
            if problem:
                self.wrong.append(problem)

    @property
    def slowest_hundredth(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.99)] if self.times else 0.0

    @property
    def share_right(self) -> float:
        return 1 - len(self.wrong) / max(len(self.times), 1)


def until(seconds: float, condition: Any) -> float:
    """Wait for something; gives how long that took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def database_of(folder: Path, template: str) -> tuple[str, str, Any]:
    """A database for a site: its address, the one through the line that can fail, and that line.

    It is empty, or a copy of another one on the same server.
    """
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        path = folder / "site.sqlite3"
        return f"sqlite:///{path}", f"sqlite:///{path}", Line(path)
    parts = urlsplit(url)
    name = f"outage_{os.getpid()}_{parts.path.strip('/')}"[:60]
    user = quote(parts.username or "") + (f":{parts.password}" if parts.password else "")
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    run_on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run_on_server(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
    direct = f"postgres://{user}@{parts.hostname}:{parts.port or 5432}/{name}"
    return direct, f"postgres://{user}@127.0.0.1:{proxy.port}/{name}", proxy


def remove_database(url: str) -> None:
    if not url.startswith("sqlite"):
        run_on_server(os.environ["DATABASE_URL"], f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


def run_on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def whole_site(folder: Path, template: str = "", **settings: str) -> Iterator[tuple[Site, Editor, Any]]:
    """A site that is not started yet; an editor, who has made some guides; the line between it and the database."""
    direct, through, line = database_of(folder, template or "template0")
    common = {
        **os.environ,
        "PAGES_ROOT": str(folder / "pages"),
        "PYTHONWARNINGS": "ignore",
        **settings,
    }
    site = Site(folder, {**common, "DATABASE_URL": through})
    site.environment["SITE_URL"] = common["SITE_URL"] = f"http://127.0.0.1:{site.port}"
    editor = Editor({**common, "DATABASE_URL": direct})
    try:
        editor.tell("begin")
        yield site, editor, line
    finally:
        line.become("passing")
        site.stop()
        editor.leave()
        remove_database(direct)
        shutil.rmtree(folder / "pages", ignore_errors=True)
