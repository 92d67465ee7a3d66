"""Memory, files and Redis: bounded, whole, and none of them a reason to fail."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from careerguide.store.shelves import Files, Memory, Shared, Shelves

from .conftest import make_page
from .outage import free_port

KEY = "/roles/baker/"


def test_memory_holds_no_more_bytes_than_it_may_and_forgets_what_was_read_longest_ago() -> None:
    pages = [make_page(str(number) * 2_000) for number in range(4)]
    memory = Memory(4 * pages[0].size)
    for number, page in enumerate(pages):
        memory.put(f"/{number}/", page)
    memory.get("/0/")
    memory.put("/5/", make_page("5" * 2_000))
    assert (memory.get("/0/"), memory.get("/1/")) == (pages[0], None)
    assert memory.size == sum(page.size for page in memory.pages.values()) <= memory.most_bytes


def test_a_page_too_large_for_memory_is_not_taken_in() -> None:
    memory = Memory(10_000)
    memory.put(KEY, make_page("x" * 9_000))
    assert (memory.get(KEY), memory.size) == (None, 0)


def test_a_file_is_another_page_only_once_it_is_whole(tmp_path: Path) -> None:
    files = Files(tmp_path, "one")
    files.put(KEY, make_page("old", number=1), shares=False)
    files.put(KEY, make_page("new", number=2), shares=False)
    found = files.get(KEY, 2)
    assert found is not None and found.bodies[""] == b"new"
    [path] = files.pages()
    path.write_bytes(path.read_bytes()[:-1])
    assert files.get(KEY, 2) is None
    assert [path.name for path in tmp_path.rglob(".*")] == []


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    files = Files(tmp_path / "file", "one")
    files.put(KEY, make_page(), shares=False)
    files.put(KEY, make_page(), shares=False)
    files.write_version({"number": 1})
    assert (files.get(KEY, 1), files.is_writable, len(caplog.records)) == (None, False, 1)


def test_tidying_removes_what_may_never_be_shown_and_releases_nobody_runs(tmp_path: Path) -> None:
    for age, release in enumerate(("older", "before", "now")):
        files = Files(tmp_path, release)
        files.put(KEY, make_page(), shares=False)
        os.utime(files.folder, (age, age))
    files.put("/roles/cook/", make_page(number=3), shares=False)
    (files.folder / "00").mkdir(exist_ok=True)
    (files.folder / "00" / "broken").write_text("x")
    files.tidy(floor=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before", "now"]
    assert (files.get(KEY, 1), len(list(files.pages()))) == (None, 1)


def test_the_newest_page_is_found_wherever_it_lies(tmp_path: Path) -> None:
    files = Files(tmp_path, "one")
    shelves = Shelves(Memory(10_000_000), files, None)
    files.put(KEY, make_page("own", number=1), shares=False)
    assert shelves.get(KEY, 1) is shelves.memory.get(KEY)
    files.put(KEY, make_page("shared", number=2), shares=True)
    found = shelves.get(KEY, 2)
    assert found is not None and found.bodies[""] == b"shared"
    shelves.drop(KEY)
    assert shelves.get(KEY, 1) is None


# Redis


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A Redis of these tests' own, which they may stop."""
    program = shutil.which("redis-server")
    if program is None:
        assert os.environ.get("CI") != "true", "With CI=true nothing may be left out: install redis-server."
        pytest.skip("There is no redis-server here.")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0", process
    process.kill()
    process.wait()


@pytest.fixture
def shared(redis_url: tuple[str, "subprocess.Popen[bytes]"]) -> Shared:
    shared = Shared(redis_url[0], "site", "release")
    for _ in range(100):
        if shared.answers():
            break
        shared.away_until = 0
        time.sleep(0.05)
    shared.client.flushdb()
    return shared


def test_what_one_machine_has_made_another_has_too(tmp_path: Path, shared: Shared) -> None:
    one = Shelves(Memory(10**7), Files(tmp_path / "one", "release"), shared)
    other = Shelves(Memory(10**7), Files(tmp_path / "other", "release"), shared)
    one.put(KEY, make_page("made", number=4))
    found = other.get(KEY, 4)
    assert found is not None and found.bodies[""] == b"made"
    assert other.files.get(KEY, 4) is not None
    one.write_version({"number": 4})
    assert other.read_versions() == [{"number": 4}]
    assert Shared.get(shared, "/roles/cook/") is None


def test_a_release_and_a_site_have_their_own_pages(redis_url: tuple[str, object], shared: Shared) -> None:
    shared.put(KEY, make_page(), shares=False)
    for site, release in (("site", "next"), ("other", "release")):
        assert Shared(redis_url[0], site, release).get(KEY) is None
    shared.clear()
    assert shared.get(KEY) is None


def test_nonsense_in_redis_is_no_page(shared: Shared) -> None:
    shared.client.set(f"{shared.prefix}:version", "[1")
    for key in shared.client.scan_iter("*"):
        assert json.dumps(key.decode())
    assert (shared.read_version(), shared.get(KEY)) == (None, None)


@pytest.mark.parametrize("how", ["frozen", "gone"])
def test_redis_may_be_away_and_files_do(
    tmp_path: Path, shared: Shared, redis_url: tuple[str, "subprocess.Popen[bytes]"], how: str
) -> None:
    """Once it has kept one reader waiting for a moment, it keeps none waiting for a while."""
    from signal import SIGCONT, SIGSTOP

    process = redis_url[1]
    process.send_signal(SIGSTOP) if how == "frozen" else process.kill()
    shelves = Shelves(Memory(1), Files(tmp_path, "release"), shared)
    began = time.monotonic()
    for number in range(20):
        shelves.put(f"/{number}/", make_page("made", number=4))
        assert shelves.get(f"/{number}/", 5) is not None
        assert shelves.get("/lost/", 5) is None
    shelves.write_version({"number": 4})
    assert shelves.read_versions() == [{"number": 4}]
    assert (time.monotonic() - began < 1.5, shared.answers()) == (True, False)
    if how == "frozen":
        process.send_signal(SIGCONT)
        shared.away_until = 0
        assert shared.answers()
