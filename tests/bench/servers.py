"""Servers of one worker each, what they cost, and the clients that ask them."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HOST = "127.0.0.1"
GRANIAN = (
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"),
    *("--host", HOST, "--no-ws", "--log-level", "warning", "--port"),
)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def processes(self) -> list[int]:
        """Its own and those below it."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        return found

    def cpu(self) -> float:
        """Seconds of all its processes, in their own code and in the kernel."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS

    def memory(self) -> float:
        """Megabytes of the worker, where it shares some with others its part of them (PSS)."""
        lines = Path(f"/proc/{self.processes[-1]}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


@contextmanager
def serving(command: list[str], port: int, **environment: str) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await_port(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"The server on port {port} ended at once.")
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"Nothing listens on port {port} after half a minute.")


def free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Client:
    """One connection that is kept; asks the bytes of one request again and again, and reads each answer whole."""

    port: int
    path: str
    headers: tuple[tuple[str, str], ...] = (("Accept-Encoding", "br"),)

    def __post_init__(self) -> None:
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {HOST}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.socket = socket.create_connection((HOST, self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def first(self) -> http.client.HTTPResponse:
        """A whole answer, with a client of the library, to look at."""
        connection = http.client.HTTPConnection(HOST, self.port)
        connection.request("GET", self.path, headers=dict(self.headers))
        return connection.getresponse()

    def ask(self) -> int:
        """The number of bytes of the answer."""
        self.socket.sendall(self.request)
        got = self.more()
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self.more()
        if got[9:12] not in (b"200", b"304"):
            sys.exit(f"Port {self.port} answers {got[:end].decode()}")
        head = got[:end].lower()
        start = head.find(b"content-length:")
        size = end + 4 + (int(head[start + 15 :].split(b"\r\n", 1)[0]) if start > 0 else 0)
        length = len(got)
        while length < size:
            length += len(self.more())
        return length

    def more(self) -> bytes:
        got = self.socket.recv(262_144)
        if not got:
            sys.exit(f"The server on port {self.port} closed the connection.")
        return got


@dataclass(frozen=True)
class Cost:
    cpu: float
    """Of the server a request, in milliseconds."""
    rate: float
    """Requests a second of one client that asks without a pause."""


def cost(server: Server, client: Client, requests: int, rounds: int = 3) -> Cost:
    """The middle one of some rounds."""
    for _ in range(max(5, requests // 20)):
        client.ask()
    found = []
    for _ in range(rounds):
        before, began = server.cpu(), time.perf_counter()
        for _ in range(requests):
            client.ask()
        seconds = time.perf_counter() - began
        found.append((server.cpu() - before, seconds))
    cpu, seconds = (median(one) for one in zip(*found, strict=True))
    return Cost(1000 * cpu / requests, requests / seconds)


def slowest_hundredth(ask: Callable[[], object], rate: int, seconds: float) -> float:
    """Milliseconds below which 99 of 100 answers come, asked at a steady rate, measured from when each was due."""
    took, began = [], time.perf_counter()
    for number in range(int(rate * seconds)):
        due = began + number / rate
        if (left := due - time.perf_counter()) > 0:
            time.sleep(left)
        ask()
        took.append(time.perf_counter() - due)
    return 1000 * sorted(took)[int(0.99 * len(took))]
