"""What a process knows of the content version, and whether the database answers."""

import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from threading import Condition, Thread
from time import monotonic, sleep, time
from typing import Any, Protocol

from .asking import AwayError, Row

logger = logging.getLogger(__name__)
SECONDS_BETWEEN = 0.45
# A database that takes longer for the smallest question, twice in a row, cannot make a page in time.
SLOW = 0.25
NEVER = float("inf")


class Asker(Protocol):
    def ask(self) -> Row: ...

    def is_there(self) -> bool: ...

    @property
    def is_remote(self) -> bool: ...


class Notes(Protocol):
    """Where the last known version is kept beside the pages: it outlives the process, and others read it."""

    def read_versions(self) -> list[dict[str, Any]]: ...

    def write_version(self, values: dict[str, Any]) -> None: ...

    def clear(self) -> None: ...


@dataclass(frozen=True)
class Known:
    """`guides.content.Version`, with times in seconds of the epoch."""

    number: int = 0
    floor: int = 0
    next_at: float | None = None
    next_withdraws_at: float | None = None


class Freshness:
    """A thread of each process asks the database twice a second; requests only read what it has heard.

    While the database is away, what was last known holds, and what other processes wrote beside the pages. `known` is
    None as long as nothing was ever heard; then nothing stored may be shown.
    """

    def __init__(self, asker: Asker, notes: Notes, carry_out: Callable[[], object]) -> None:
        self.asker = asker
        self.notes = notes
        self.carry_out = carry_out
        self.known: Known | None = None
        self.is_well = self.is_away = False  # neither, until it was asked
        self.seconds = (0.0, 0.0)
        self.ends_at = NEVER
        """When what is stored may no longer be shown without a new version."""
        self.process = 0
        self.changed = Condition()

    def start(self) -> None:
        """Begin to ask, once in each process; all requests wait for the first answer."""
        if self.process == os.getpid():
            return
        with self.changed:
            if self.process != os.getpid():
                self.look()
                Thread(target=self.keep_looking, name="freshness", daemon=True).start()
                self.process = os.getpid()

    def keep_looking(self) -> None:
        last = monotonic()
        while True:
            # An answer that was long in coming is no reason to be late the next time.
            sleep(max(0.05, last + SECONDS_BETWEEN - monotonic()))
            last = monotonic()
            try:
                self.look()
            except Exception:
                # Whatever it was, the next look may go better; without this thread nothing would ever be fresh.
                logger.exception("The content version could not be looked up.")

    def look(self) -> None:
        """Ask once; from the database comes the truth, from anywhere else only what is newer."""
        if self.known is None:
            self.learn()
        before, began = self.known, monotonic()
        try:
            row = self.asker.ask()
        except AwayError as reason:
            if not self.is_away:
                logger.warning("The database is away: %s", " ".join(str(reason).split()))
            self.is_well, self.is_away = False, True
            self.learn()
            return
        self.seconds = (self.seconds[1], monotonic() - began)
        if self.is_away:
            logger.warning("The database answers again.")
        self.is_well, self.is_away = True, False
        self.hear(Known(*row), before)
        if self.known is not None and self.known.next_at is not None and self.known.next_at <= time():
            self.carry_out()

    def hear(self, version: Known, before: Known | None) -> None:
        """What the database said, and what was known when it was asked.

        A number that went back is another database's, or that of an older state which was restored.
        """
        if before is not None and version.number < before.number:
            logger.warning("The content version went back: all stored pages are removed.")
            self.notes.clear()
        elif self.known is not None and version.number < self.known.number:
            return  # this process has changed something since it asked
        if version != self.known:
            self.set(version)
            self.notes.write_version(asdict(version))

    def tell(self, version: Known) -> None:
        """What this process has just changed; it need not wait until the database is asked."""
        if self.known is None or version.number > self.known.number:
            self.set(version)
        self.notes.write_version(asdict(version))

    def learn(self) -> None:
        """Take what other processes know, if that is more."""
        for read in self.notes.read_versions():
            try:
                version = Known(**read)
                newer = version.number > (self.known.number if self.known else 0)
            except TypeError:
                continue
            if newer:
                self.set(version)

    def set(self, version: Known) -> None:
        with self.changed:
            self.known = version
            self.ends_at = NEVER if version.next_withdraws_at is None else version.next_withdraws_at
            self.changed.notify_all()

    @property
    def has_ended(self) -> bool:
        """Whether a time has come at which readers lose something, and no version says that they have."""
        return time() >= self.ends_at

    @property
    def is_slow(self) -> bool:
        return not self.is_well or (self.asker.is_remote and min(self.seconds) > SLOW)
