"""Counts for Prometheus: of all workers, on an address of their own, and without anything that readers gave."""

import os
import re
import signal
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from careerguide import metrics
from careerguide.metrics import Counts, DatabaseErrors, Sums
from tests.test_server import ALIVE, free_port, once, serving


def values(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^([^#\n].*) (\S+)$", text, re.MULTILINE)}


def sums_of(folder: Path, *workers: Counts) -> Sums:
    for number, counts in enumerate(workers):
        counts.write_down(folder)
        # Process 1 runs wherever tests run; the others are this one and none.
        (folder / str(os.getpid())).rename(folder / ("1" if number else str(2**22 + 1)))
    return Sums(folder)


def test_requests_are_counted_by_route_method_and_status(tmp_path: Path) -> None:
    counts = Counts()
    for path, status in (
        ("/roles/baker/", 200),
        ("/roles/cook/", 200),
        ("/admin/guides/role/", 302),
        ("/x", 404),
    ):
        counts.began()
        counts.ended(path, "GET", status, 0.003, "memory")
    counted = values(sums_of(tmp_path, counts).text())
    assert counted['careerguide_requests_total{route="guides:role",method="GET",status="200"}'] == 2
    assert counted['careerguide_requests_total{route="admin",method="GET",status="302"}'] == 1
    assert counted['careerguide_requests_total{route="none",method="GET",status="404"}'] == 1
    assert counted['careerguide_store_answers_total{from="memory"}'] == 4
    assert not any("baker" in name for name in counted)


def test_seconds_are_a_histogram(tmp_path: Path) -> None:
    counts = Counts()
    for seconds in (0.001, 0.004, 99):
        counts.began()
        counts.ended("/livez", "GET", 200, seconds, "none")
    counted = values(sums_of(tmp_path, counts).text())
    buckets = [n for name, n in counted.items() if name.startswith("careerguide_request_seconds_bucket")]
    assert buckets == [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]
    assert counted['careerguide_request_seconds_sum{route="livez"}'] == pytest.approx(99.005)
    assert counted['careerguide_request_seconds_count{route="livez"}'] == 3


def test_what_ended_workers_have_counted_stays_but_not_what_they_held(tmp_path: Path) -> None:
    ended, running = Counts(), Counts()
    for counts in (ended, running):
        counts.began()
        counts.began()
        counts.ended("/livez", "GET", 200, 0.1, "none")
    sums = sums_of(tmp_path, ended, running)
    for _ in range(2):
        counted = values(sums.text())
        assert counted['careerguide_requests_total{route="livez",method="GET",status="200"}'] == 2
        assert (counted["careerguide_requests_running"], counted["careerguide_workers"]) == (1, 1)


def test_errors_of_the_database_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "counts", counts := Counts())
    middleware = DatabaseErrors(lambda request: None)
    for error in (OperationalError("away"), ValueError()):
        middleware.process_exception(RequestFactory().get("/"), error)
    assert dict(counts.samples) == {'careerguide_database_errors_total{kind="OperationalError"}': 1}


@once
def test_they_are_on_their_own_address_only_and_outlive_a_worker(tmp_path: Path) -> None:
    address = ("127.0.0.1", free_port())
    with serving(tmp_path, METRICS_ADDRESS=address, WORKERS=2, RELOAD_SECONDS=0.1) as server:

        def counted() -> dict[str, float]:
            with urlopen(f"http://127.0.0.1:{address[1]}/metrics") as answer:
                return values(answer.read().decode())

        def await_count(name: str, wanted: int) -> dict[str, float]:
            for _ in range(100):
                if counted().get(name) == wanted:
                    break
                time.sleep(0.1)
            return counted()

        await_count("careerguide_workers", 2)
        for _ in range(6):
            server.ask(ALIVE)
        name = 'careerguide_requests_total{route="livez",method="GET",status="200"}'
        found = await_count(name, 6)
        assert found[name] == 6
        assert found["process_resident_memory_bytes"] > 40_000_000
        assert found["process_cpu_seconds_total"] > 0.1
        public = server.ask(ALIVE.replace(b"/livez", b"/metrics"))
        assert b" 200 " not in public[:20] and b"careerguide_" not in public
        before = server.children()
        os.kill(next(int(process) for process in sorted(before)[-1:]), signal.SIGKILL)
        assert await_count(name, 6)[name] == 6
