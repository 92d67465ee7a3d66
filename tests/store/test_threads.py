"""Pages are made by threads of their own: no reader waits for as long as a database may."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from careerguide.store.asking import AwayError
from careerguide.store.freshness import Freshness
from careerguide.store.layer import NOBODY, Layer
from careerguide.store.shelves import Files, Memory, Shelves
from careerguide.store.threads import Threads
from careerguide.urls import STORED

from .conftest import Asker


class Slow:
    """A site that answers once it is let to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/unavailable":
            self.asked += 1
            self.go.wait(10)
        status = "503 Service Unavailable" if environ["PATH_INFO"] == "/unavailable" else "200 OK"
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [b"made"]


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Slow, Layer]:
    monkeypatch.setattr("careerguide.store.layer.SECONDS_FOR_A_PAGE", 0.05)
    monkeypatch.setattr("careerguide.store.layer.SECONDS_BETWEEN_LOOKS", 0.02)
    shelves, site = Shelves(Memory(10**6), Files(tmp_path, "release"), None), Slow()
    freshness = Freshness(Asker(), shelves, lambda: None)
    freshness.keep_looking = lambda: None  # type: ignore[method-assign]
    freshness.start()
    return site, Layer(site, shelves=shelves, freshness=freshness, threads=Threads(), stored=STORED)


def status_of(layer: Layer, method: str = "GET", path: str = "/about/") -> str:
    said: list[str] = []
    environ = {**NOBODY, "HTTP_HOST": "testserver", "REQUEST_METHOD": method, "PATH_INFO": path}
    layer(environ, lambda status, headers, exc_info=None: said.append(status))
    return said[0]


@pytest.mark.parametrize(("method", "path"), [("GET", "/about/"), ("GET", "/admin/"), ("POST", "/admin/")])
def test_nobody_waits_long_for_a_database_that_is_away(
    slow: tuple[Slow, Layer], method: str, path: str
) -> None:
    site, layer = slow
    layer.freshness.seconds = (9.0, 9.0)
    began = time.monotonic()
    assert status_of(layer, method, path) == "503 Service Unavailable"
    assert time.monotonic() - began < 1
    site.go.set()


def test_a_page_that_takes_its_time_is_waited_for_while_the_database_is_well(
    slow: tuple[Slow, Layer],
) -> None:
    site, layer = slow
    threading.Timer(0.3, site.go.set).start()
    assert status_of(layer) == "200 OK"


def test_many_who_want_the_same_page_have_it_made_once(slow: tuple[Slow, Layer]) -> None:
    site, layer = slow
    found: list[str] = []
    readers = [threading.Thread(target=lambda: found.append(status_of(layer))) for _ in range(5)]
    for reader in readers:
        reader.start()
    time.sleep(0.2)
    site.go.set()
    for reader in readers:
        reader.join()
    assert (found, site.asked) == (["200 OK"] * 5, 1)


def test_threads_are_kept_for_the_next_page_and_a_fault_is_told() -> None:
    threads = Threads()
    names = set()
    for _ in range(5):
        names.add(threads.submit(lambda: threading.current_thread().name).result.result(5))
        time.sleep(0.02)
    assert names == {"pages-1"}
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result.result(5)


def test_nothing_is_begun_while_the_database_is_known_to_be_away(slow: tuple[Slow, Layer]) -> None:
    site, layer = slow
    layer.freshness.is_well = False
    with pytest.raises(AwayError):
        layer.submit(lambda: 1)
    assert status_of(layer) == "503 Service Unavailable"
    assert site.asked == 0
