"""The server as it is started in production: what it refuses, how it stops, and what it writes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

ALIVE = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
pytestmark = pytest.mark.once
HALF_A_FORM = b"POST /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\na="
START = """
from careerguide import settings
vars(settings).update({0})
from careerguide.serve import main
main()
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


class Running:
    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self.metrics_port = 0

    def send(self, request: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(request)
        return connection

    def ask(self, request: bytes) -> bytes:
        with self.send(request) as connection:
            return connection.recv(2000)

    def children(self) -> set[str]:
        return set(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def serving(folder: Path, **settings_: int) -> Iterator[Running]:
    """The site, of whose pages only those that need no database are of use, with other settings than the usual."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}",
        "STATIC_ROOT": str(folder),
        "LISTEN": f"127.0.0.1:{port}",
        "WORKERS": "1",
        "THREADS": "2",
        "LOG_FORMAT": "json",
    }
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", START.format(settings_)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=file,
            stderr=file,
        )
    running = Running(process, port, log)
    try:
        for _ in range(300):
            try:
                running.send(b"").close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    metrics = ("127.0.0.1", free_port())
    with serving(tmp_path_factory.mktemp("server"), METRICS_ADDRESS=metrics) as running:
        running.metrics_port = metrics[1]
        yield running


def test_it_writes_lines_of_json_and_nothing_else(server: Running) -> None:
    server.ask(
        b"GET /livez?q=my-pay HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: my-browser\r\nX-Request-ID: first-one\r\n\r\n"
    )
    (line,) = [line for line in server.lines() if line["request_id"] == "first-one"]
    assert (line["path"], line["status"], line["bytes"]) == ("/livez", 200, 3)
    assert not any(word in server.log.read_text() for word in ("my-pay", "my-browser", "127.0.0.1"))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /?%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * 100_000), b"431"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: %s\r\n\r\n" % (b"a" * 100_000), b"431"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (b"A: b\r\n" * 200), b"431"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000001\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_is_too_long_is_refused_before_it_has_arrived(
    server: Running, request_: bytes, status: bytes
) -> None:
    assert server.ask(request_).split(b" ")[1] == status


def test_readers_are_answered_while_others_send_slowly(server: Running) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(server.send(HALF_A_FORM)) for _ in range(4)]
        assert server.ask(ALIVE).startswith(b"HTTP/1.1 200 OK")
        for connection in slow:
            connection.sendall(b"bc")
        assert {status_of(connection) for connection in slow} == {b"403", b"503"}


def test_metrics_are_on_an_address_of_their_own(server: Running) -> None:
    name = 'careerguide_requests_total{route="livez",method="HEAD",status="200"}'
    server.ask(ALIVE.replace(b"GET", b"HEAD"))
    # Workers write down what they have counted once a second.
    for _ in range(100):
        with urlopen(f"http://127.0.0.1:{server.metrics_port}/metrics") as answer:
            samples = dict(re.findall(r"^([^#\n].*) (\S+)$", answer.read().decode(), re.MULTILINE))
        if name in samples:
            break
        time.sleep(0.1)
    assert samples[name] == samples["careerguide_workers"] == "1"
    assert float(samples["process_resident_memory_bytes"]) > 30_000_000
    assert float(samples["process_cpu_seconds_total"]) > 0.1
    public = server.ask(ALIVE.replace(b"/livez", b"/metrics"))
    assert b" 200 " not in public[:20]
    assert b"careerguide_" not in public


def test_a_new_worker_takes_over_and_a_stop_lets_running_requests_end(tmp_path: Path) -> None:
    with serving(tmp_path, RELOAD_SECONDS=10) as server:
        before = server.children()
        server.process.send_signal(signal.SIGHUP)
        answers = Counter()
        deadline = time.monotonic() + 30
        while before <= server.children() and time.monotonic() < deadline:
            answers[server.ask(ALIVE)[:15]] += 1
            time.sleep(0.2)
        # Whoever was waiting at the very moment that the old worker closed its port is not answered; proxies ask again.
        assert answers.pop(b"", 0) <= 1
        assert list(answers) == [b"HTTP/1.1 200 OK"]
        with server.send(HALF_A_FORM) as running:
            time.sleep(0.3)
            server.process.terminate()
            time.sleep(0.3)
            running.sendall(b"bc")
            assert status_of(running) == b"403"
        assert server.process.wait(timeout=20) == 0


def status_of(connection: socket.socket) -> bytes:
    return connection.recv(2000).split(b" ")[1]
