"""Makes what readers read as small as it gets, after they have read it."""

import contextlib
import os
from queue import Empty, Full, Queue
from threading import Lock, Thread, get_native_id

from .page import Page
from .shelves import Shelves

MOST_WAITING = 500


class Press:
    """One thread of the lowest priority, which ends when there is nothing left to do."""

    def __init__(self, shelves: Shelves) -> None:
        self.shelves = shelves
        self.waiting: Queue[tuple[str, Page, bool]] = Queue(MOST_WAITING)
        self.lock = Lock()
        self.runs = False

    def add(self, key: str, page: Page, *, shares: bool) -> None:
        if page.is_smallest or "br" not in page.bodies:
            return
        with contextlib.suppress(Full):
            self.waiting.put_nowait((key, page, shares))
        with self.lock:
            if not self.runs:
                self.runs = True
                Thread(target=self.run, name="press", daemon=True).start()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)
        while True:
            try:
                key, page, shares = self.waiting.get(timeout=1)
            except Empty:
                with self.lock:
                    if self.waiting.empty():
                        self.runs = False
                        return
                continue
            # Unless another page has taken its place meanwhile, in this process or by another.
            if self.shelves.memory.get(key) is page:
                kept = self.shelves.files.get(key, page.number)
                if kept is not None and kept.digest == page.digest and kept.is_smallest:
                    self.shelves.memory.put(key, kept)
                elif kept is None or kept.number <= page.number:
                    self.shelves.put(key, page.smallest(), shares=shares)
