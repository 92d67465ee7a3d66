"""A real site behind a line that can fail: a server with two workers, readers, an editor, and a proxy to PostgreSQL.

`make outage` runs the long form: each way in which a database can be away, under readers of all published pages.
"""

import json
import os
import shutil
import signal
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
from tempfile import TemporaryDirectory
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


# The long form

SECONDS_AWAY = 30
MOST_WRONG, MOST_SECONDS, MOST_SECONDS_UNTIL_FRESH = 0.001, 1.0, 10.0


class Trial:
    """One site through all that may happen to it; `failures` says what was missed."""

    def __init__(self, site: Site, editor: Editor, line: Any, redis: Any) -> None:
        self.site, self.editor, self.line, self.redis = site, editor, line, redis
        self.right: dict[str, tuple[int, bytes]] = {}
        self.failures: list[str] = []
        self.titles = 0

    def look(self) -> None:
        for path in self.editor.tell("addresses"):
            answer = self.site.get(path)
            self.right[path] = answer.code, answer.body

    def during(self, name: str, begin: Any, end: Any) -> None:
        """Readers of all pages before, while something is away, and after; then what an editor publishes."""
        readers = Readers(self.site, self.right)
        thread = threading.Thread(target=readers.read, args=[SECONDS_AWAY + 4])
        thread.start()
        time.sleep(2)
        begin()
        time.sleep(SECONDS_AWAY)
        needing = self.site.get("/search/?q=baker")
        end()
        ended = time.monotonic()
        thread.join()
        self.titles += 1
        title = f"Baker number {self.titles}"
        self.editor.tell("retitle", "baker", title)
        until(30, lambda: all(title.encode() in self.site.get("/roles/baker/").body for _ in range(6)))
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)
        fresh = time.monotonic() - ended - 2
        self.editor.tell("render")
        self.look()
        print(
            f"{name:24}{len(readers.times):8,}{readers.share_right:10.2%}{readers.slowest_hundredth:10.3f}"
            f"{needing.code:8} in {needing.seconds:.2f}{fresh:10.1f}",
            flush=True,
        )
        for wrong in readers.wrong[:5]:
            print("   ", wrong)
        if (
            1 - readers.share_right > MOST_WRONG
            or readers.slowest_hundredth > MOST_SECONDS
            or fresh > MOST_SECONDS_UNTIL_FRESH
            or needing.seconds > 2
            or needing.code not in (200, 503)
        ):
            self.failures.append(name)

    def away(self, state: str) -> None:
        self.line.cut() if state == "cut" else self.line.become(state)

    def restart_without(self) -> None:
        self.site.stop()
        self.line.become("refused")
        self.site.start()
        readers = Readers(self.site, self.right)
        readers.read(len(self.right) / readers.rate + 1)
        self.line.become("passing")
        print(f"{'a start with it away':24}{len(readers.times):8,}{readers.share_right:10.2%}", flush=True)
        if readers.wrong:
            self.failures.append(f"a start with it away: {readers.wrong[:3]}")
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)

    def withdraw(self) -> None:
        """While the workers cannot ask, as long as there is a line of the editor's own."""
        if isinstance(self.line, Proxy):
            self.line.become("frozen")
            time.sleep(3)
        self.editor.tell("withdraw", "cook")
        time.sleep(1.5)
        self.line.become("refused")
        codes = {self.site.get("/roles/cook/").code for _ in range(50)}
        self.site.stop()
        self.site.start()
        codes |= {self.site.get("/roles/cook/").code for _ in range(50)}
        self.line.become("passing")
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)
        codes |= {self.site.get("/roles/cook/").code for _ in range(50)}
        print(f"{'withdrawn meanwhile':24}answers {sorted(codes)}", flush=True)
        if not codes <= {410, 503}:
            self.failures.append("what was withdrawn came back")


def whole_trial(folder: Path) -> list[str]:
    static = str(folder / "static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "STATIC_ROOT": static},
        check=True,
    )
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    values = {"STATIC_ROOT": static, "CACHE_URL": f"redis://127.0.0.1:{port}/0", "CI": ""}
    try:
        with whole_site(folder, **values) as (site, editor, line):
            editor.tell("render")
            site.start()
            trial = Trial(site, editor, line, redis)
            trial.look()
            print(
                f"{len(trial.right)} pages on {type(line).__name__}, {SECONDS_AWAY} s each, 20 readers a second"
            )
            print(f"{'away':24}{'answers':>8}{'right':>10}{'slowest %':>10}{'search':>15}{'fresh':>10}")
            states = ("refused", "frozen", "slow", "cut") if isinstance(line, Proxy) else ("refused",)
            for state in states:
                trial.during(
                    f"database {state}", lambda s=state: trial.away(s), lambda: line.become("passing")
                )
            stop, go = signal.SIGSTOP, signal.SIGCONT
            trial.during("Redis frozen", lambda: redis.send_signal(stop), lambda: redis.send_signal(go))

            def both(state: str, number: int) -> None:
                trial.away(state)
                redis.send_signal(number)

            trial.during("both away", lambda: both("refused", stop), lambda: both("passing", go))
            redis.kill()
            trial.restart_without()
            trial.withdraw()
            return trial.failures
    finally:
        redis.kill()
        redis.wait()


if __name__ == "__main__":
    with TemporaryDirectory() as chosen:
        missed = whole_trial(Path(chosen))
    print("Missed: " + "; ".join(missed) if missed else "All bars hold.")
    sys.exit(bool(missed))
