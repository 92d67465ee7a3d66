"""Counts for Prometheus: each worker keeps its own, and the process that started them adds them up.

A worker writes them down once a second, and when it ends, into a folder that all share; so what is read is at most a
second old, counting costs a request next to nothing, and what ended workers have counted is not lost. Nothing of it
is on the public port, and nothing in it says who asked, or for what words.
"""

import json
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock, Thread
from time import process_time, sleep
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

# Set by `careerguide.serve` for its workers, where METRICS_ADDRESS is set.
FOLDER = "CAREERGUIDE_METRICS_FOLDER"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
KINDS = {
    "careerguide_requests_total": ("counter", "Answered requests."),
    "careerguide_request_seconds": ("histogram", "Seconds until an answer was ready to be sent."),
    "careerguide_requests_running": ("gauge", "Requests that are worked on now."),
    "careerguide_store_answers_total": (
        "counter",
        "Answers by the part of the store that held them, or none.",
    ),
    "careerguide_database_errors_total": ("counter", "Requests that failed for the database."),
    "careerguide_workers": ("gauge", "Processes that answer requests."),
    "process_cpu_seconds_total": ("counter", "Seconds of CPU that the workers have used."),
    "process_resident_memory_bytes": ("gauge", "Memory of all workers."),
}
GAUGES = tuple(name for name, (kind, _) in KINDS.items() if kind == "gauge")


class Counts:
    """What one worker has counted: samples by name and labels, in the form that Prometheus reads."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.samples: Counter[str] = Counter()
        self.running = 0

    def began(self) -> None:
        with self.lock:
            self.running += 1

    def ended(self, path: str, method: str, status: int, seconds: float, store: str) -> None:
        route = route_of(path)
        buckets, total, number = names_of_seconds(route)
        with self.lock:
            self.running -= 1
            samples = self.samples
            samples[f'careerguide_requests_total{{route="{route}",method="{method}",status="{status}"}}'] += 1
            samples[f'careerguide_store_answers_total{{from="{store}"}}'] += 1
            for name in buckets[bisect_left(SECONDS, seconds) :]:
                samples[name] += 1
            samples[total] += seconds  # type: ignore[assignment]
            samples[number] += 1

    def database_error(self, kind: str) -> None:
        with self.lock:
            self.samples[f'careerguide_database_errors_total{{kind="{kind}"}}'] += 1

    def now(self) -> dict[str, float]:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        with self.lock:
            return {
                **self.samples,
                "careerguide_requests_running": self.running,
                "careerguide_workers": 1,
                "process_cpu_seconds_total": process_time(),
                "process_resident_memory_bytes": pages * os.sysconf("SC_PAGE_SIZE"),
            }

    def write_down(self, folder: Path) -> None:
        place = folder / str(os.getpid())
        place.with_suffix(".new").write_text(json.dumps(self.now()))
        place.with_suffix(".new").replace(place)

    def keep_writing(self, folder: Path) -> None:
        while folder.exists():
            self.write_down(folder)
            sleep(1)


@lru_cache(maxsize=4096)
def route_of(path: str) -> str:
    """The name of what answers at a path. The admin's many have one, and so has all that there is not."""
    if path.startswith("/static/"):
        return "static"
    try:
        name = resolve(path).view_name
    except (Resolver404, UnicodeError):
        return "none"
    return "admin" if name.startswith("admin:") else name


@lru_cache(maxsize=256)
def names_of_seconds(route: str) -> tuple[list[str], str, str]:
    name = "careerguide_request_seconds"
    buckets = [f'{name}_bucket{{route="{route}",le="{end}"}}' for end in (*SECONDS, "+Inf")]
    return buckets, f'{name}_sum{{route="{route}"}}', f'{name}_count{{route="{route}"}}'


def started() -> Counts | None:
    """This worker's counts, written down from now on; None where no metrics are wanted."""
    if FOLDER not in os.environ:
        return None
    folder = Path(os.environ[FOLDER])
    Thread(target=counts.keep_writing, args=[folder], name="metrics", daemon=True).start()
    Finalize(None, counts.write_down, args=[folder], exitpriority=1)
    return counts


counts = Counts()


class DatabaseErrors:
    """The middleware that counts them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, DatabaseError):
            counts.database_error(type(exception).__name__)


# --- The process that started the workers ----------------------------------------------------------


class Sums:
    """What all workers have counted, those that have ended included."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = Lock()
        self.past: Counter[str] = Counter()

    def now(self) -> Counter[str]:
        with self.lock:
            present: Counter[str] = Counter()
            for file in self.folder.iterdir():
                if not file.name.isdecimal():
                    continue
                samples = json.loads(file.read_text())
                if is_running(int(file.name)):
                    present.update(samples)
                else:
                    file.unlink()
                    self.past.update({name: n for name, n in samples.items() if name not in GAUGES})
            present.update(self.past)
            return present

    def text(self) -> str:
        lines: list[str] = []
        samples = self.now()
        for name, (kind, meaning) in KINDS.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
            # The workers' own order, in which each bucket stands before the next larger one.
            lines += [f"{sample} {value:.9g}" for sample, value in samples.items() if belongs(sample, name)]
        return "\n".join(lines) + "\n"


def belongs(sample: str, name: str) -> bool:
    full = sample.partition("{")[0]
    return full == name or full in (f"{name}_bucket", f"{name}_sum", f"{name}_count")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def serve_metrics(address: tuple[str, int], sums: Sums) -> None:
    """Answer Prometheus at /metrics of an address that only it should reach."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/metrics"
            body = sums.text().encode() if found else b"Metrics are at /metrics.\n"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(address, Handler)
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
