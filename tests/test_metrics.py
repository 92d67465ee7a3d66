"""Counts for Prometheus: of all workers, on an address of their own, and without anything that readers gave."""

import os
import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from careerguide import metrics
from careerguide.metrics import Counts, DatabaseErrors, Sums


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
