"""Where finished pages lie: in the memory of a process, in files, and in Redis for several machines."""

import contextlib
import json
import logging
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from time import monotonic
from typing import Any
from zlib import crc32

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .page import Page

logger = logging.getLogger(__name__)
# What readers can make up without end (parameters; steps of a role that is gone) shares so many places: one page
# drives another out. A longer one is not kept.
SHARED_PLACES, MOST_BYTES_TO_SHARE = 1_024, 400_000
# Redis forgets pages of releases that nobody runs any more.
DAYS_IN_REDIS = 30
SECONDS_FOR_REDIS = 0.2
# Once Redis fails it is left alone for so long.
SECONDS_WITHOUT_REDIS = 2.0


def own_place(key: str) -> str:
    name = blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{name[:2]}/{name[2:]}"


def shared_place(key: str) -> str:
    return f"shared/{crc32(key.encode()) % SHARED_PLACES:04}"


class Memory:
    """The pages that a process handed out last, up to so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> Page | None:
        page = self.pages.get(key)
        if page is not None:
            # Another thread may have thrown it out just now.
            with contextlib.suppress(KeyError):
                self.pages.move_to_end(key)
        return page

    def put(self, key: str, page: Page) -> None:
        with self.lock:
            self.drop(key)
            if page.size > self.most_bytes // 4:
                return
            self.pages[key] = page
            self.size += page.size
            while self.size > self.most_bytes:
                _, oldest = self.pages.popitem(last=False)
                self.size -= oldest.size

    def drop(self, key: str) -> None:
        if (former := self.pages.pop(key, None)) is not None:
            self.size -= former.size

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0


class Files:
    """A file a page, each written beside its place and then moved there, so that readers never see half of one.

    Nothing here raises: what cannot be read is not there, what cannot be written is said in the log once.
    """

    def __init__(self, root: Path, release: str) -> None:
        self.root = root
        self.folder = root / release
        self.is_writable = True

    def get(self, key: str, number: int) -> Page | None:
        """The page made at this number or later; else the newest of its two places."""
        best = None
        for place in (own_place(key), shared_place(key)):
            with contextlib.suppress(OSError):
                found = Page.from_bytes(key, (self.folder / place).read_bytes())
                best = newer(best, found)
            if best is not None and best.number >= number:
                break
        return best

    def put(self, key: str, page: Page, *, shares: bool) -> None:
        self.write(self.folder / (shared_place(key) if shares else own_place(key)), page.to_bytes(key))

    def drop(self, key: str) -> None:
        for place in (own_place(key), shared_place(key)):
            with contextlib.suppress(OSError):
                (self.folder / place).unlink()

    def read_version(self) -> dict[str, Any] | None:
        try:
            read = json.loads((self.root / "version.json").read_bytes())
        except (OSError, ValueError):
            return None
        return read if isinstance(read, dict) else None

    def write_version(self, values: dict[str, Any]) -> None:
        self.write(self.root / "version.json", json.dumps(values).encode())

    def write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                try:
                    os.fchmod(file.fileno(), 0o644)  # what all may read, other accounts of the machine may
                    file.write(content)
                    file.close()
                    Path(file.name).replace(path)
                except OSError:
                    Path(file.name).unlink()
                    raise
            self.is_writable = True
        except OSError as error:
            if self.is_writable:
                logger.warning("Pages cannot be kept in %s: %s", self.root, error.strerror)
            self.is_writable = False

    def pages(self) -> Iterator[Path]:
        return (path for path in self.folder.glob("*/*") if not path.name.startswith("."))

    def is_empty(self) -> bool:
        return next(self.pages(), None) is None

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def tidy(self, floor: int) -> None:
        """Remove what may never be shown again, and all releases but this one and the one before it."""
        for path in self.pages():
            try:
                with path.open("rb") as file:
                    number = json.loads(file.readline())["number"]
            except (OSError, ValueError, KeyError):
                number = -1
            if number < floor:
                path.unlink(missing_ok=True)
        others = [path for path in self.root.iterdir() if path.is_dir() and path != self.folder]
        for path in sorted(others, key=lambda path: path.stat().st_mtime)[:-1]:
            shutil.rmtree(path, ignore_errors=True)


class Shared:
    """Redis, where several machines have one. It may be away at any time; then files alone must do."""

    def __init__(self, url: str, site: str, release: str) -> None:
        self.prefix = f"careerguide:{site}"
        self.release = release
        self.away_until = 0.0
        self.client = redis.Redis.from_url(
            url,
            socket_connect_timeout=SECONDS_FOR_REDIS,
            socket_timeout=SECONDS_FOR_REDIS,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )

    @contextmanager
    def reaching(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError) as error:
            logger.warning("Redis is left alone for a while: %s", type(error).__name__)
            self.away_until = monotonic() + SECONDS_WITHOUT_REDIS

    @property
    def is_away(self) -> bool:
        return monotonic() < self.away_until

    def answers(self) -> bool:
        if not self.is_away:
            with self.reaching():
                self.client.ping()
        return not self.is_away

    def name_of(self, place: str) -> str:
        return f"{self.prefix}:{self.release}:{place}"

    def get(self, key: str) -> Page | None:
        best: Page | None = None
        found: Any = []
        if not self.is_away:
            with self.reaching():
                found = self.client.mget(self.name_of(own_place(key)), self.name_of(shared_place(key)))
        for stored in found:
            if isinstance(stored, bytes):
                best = newer(best, Page.from_bytes(key, stored))
        return best

    def put(self, key: str, page: Page, *, shares: bool) -> None:
        if not self.is_away:
            name = self.name_of(shared_place(key) if shares else own_place(key))
            with self.reaching():
                self.client.set(name, page.to_bytes(key), ex=DAYS_IN_REDIS * 86_400)

    def read_version(self) -> dict[str, Any] | None:
        found = None
        if not self.is_away:
            with self.reaching():
                found = self.client.get(f"{self.prefix}:version")
        try:
            read = json.loads(found) if isinstance(found, bytes) else None
        except ValueError:
            return None
        return read if isinstance(read, dict) else None

    def write_version(self, values: dict[str, Any]) -> None:
        if not self.is_away:
            with self.reaching():
                self.client.set(f"{self.prefix}:version", json.dumps(values))

    def clear(self) -> None:
        if not self.is_away:
            with self.reaching():
                for name in self.client.scan_iter(f"{self.prefix}:{self.release}:*", count=1_000):
                    self.client.delete(name)


def newer(one: Page | None, other: Page | None) -> Page | None:
    if one is None or (other is not None and other.number > one.number):
        return other
    return one


class Shelves:
    """All of them: memory first, then files, which every machine has; then what other machines have made."""

    def __init__(self, memory: Memory, files: Files, shared: Shared | None) -> None:
        self.memory, self.files, self.shared = memory, files, shared

    def get(self, key: str, number: int) -> Page | None:
        """The page made at this number or later; else the newest that there is."""
        best = self.memory.get(key)
        if best is None or best.number < number:
            best = newer(best, self.files.get(key, number))
        if (best is None or best.number < number) and self.shared is not None:
            found = self.shared.get(key)
            if found is not None and newer(best, found) is found:
                best = found
                self.files.put(key, best, shares="?" in key or best.code != "200")
        if best is not None and best is not self.memory.get(key):
            self.memory.put(key, best)
        return best

    def put(self, key: str, page: Page, *, shares: bool = False) -> None:
        """`shares`: the page may not take up more room the more of its kind are asked for."""
        if shares and len(page.bodies[""]) > MOST_BYTES_TO_SHARE:
            return
        self.memory.put(key, page)
        self.files.put(key, page, shares=shares)
        if self.shared is not None:
            self.shared.put(key, page, shares=shares)

    def drop(self, key: str) -> None:
        """Forget what may never be shown again; in Redis it is overwritten in its time."""
        with self.memory.lock:
            self.memory.drop(key)
        self.files.drop(key)

    def read_versions(self) -> list[dict[str, Any]]:
        shelves = (self.files, self.shared)
        return [read for shelf in shelves if shelf is not None and (read := shelf.read_version())]

    def write_version(self, values: dict[str, Any]) -> None:
        self.files.write_version(values)
        if self.shared is not None:
            self.shared.write_version(values)

    def clear(self) -> None:
        self.memory.clear()
        self.files.clear()
        if self.shared is not None:
            self.shared.clear()
