"""Makes pages ahead of all readers, in as many processes as there are processors."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from django.db import connections

from . import addresses
from .layer import NOBODY, Layer

# So many pages are handed to a process at a time.
AT_A_TIME = 8


@dataclass(frozen=True)
class Made:
    """What came of one address; `fault` is empty where it is a page that is kept now."""

    path: str
    is_new: bool = True
    fault: str = ""


class Maker:
    """Makes the page of an address with the layer that hands it out, without its threads."""

    def __init__(self, layer: Layer, *, anew: bool, smallest: bool) -> None:
        self.layer, self.anew, self.smallest = layer, anew, smallest

    def __call__(self, path: str) -> Made:
        layer, known = self.layer, self.layer.freshness.known
        asked = addresses.read(path, "", layer.stored)
        if asked is None or asked.key is None or known is None:
            return Made(path, fault="it is no page that is kept")
        former = layer.shelves.files.get(path, known.number)
        if former is not None and former.number >= known.number and not self.anew:
            if self.smallest and not former.is_smallest:
                layer.shelves.put(path, former.smallest())
            return Made(path, is_new=False)
        try:
            environ = layer.plain_request(asked, NOBODY)
            page = layer.make(asked, environ, None if self.anew else former, is_ahead=True)
        except Exception as error:
            return Made(path, fault=f"{type(error).__name__}: {error}")
        if not page.may_be_kept:
            return Made(path, fault=f"it answers {page.status}")
        if self.smallest and not page.is_smallest:
            layer.shelves.put(path, page.smallest())
        return Made(path)


def make_all(maker: Maker, paths: Iterable[str], processes: int) -> Iterator[Made]:
    """What came of each address, in no order."""
    if processes == 1:
        yield from map(maker, paths)
        return
    with one_maker(maker), get_context("fork").Pool(processes, apart) as pool:
        yield from pool.imap_unordered(make, paths, chunksize=AT_A_TIME)


def processors() -> int:
    return len(os.sched_getaffinity(0))


# Each process has a copy of the maker by being a copy of this one.
_maker: Maker | None = None


@contextmanager
def one_maker(maker: Maker) -> Iterator[None]:
    global _maker
    _maker = maker
    connections.close_all()
    try:
        yield
    finally:
        _maker = None


def apart() -> None:
    """Two processes never share a connection."""
    connections.close_all()
    if _maker is not None and (shared := _maker.layer.shelves.shared) is not None:
        shared.client.connection_pool.reset()


def make(path: str) -> Made:
    if _maker is None:
        raise RuntimeError("The maker is set before the processes are made.")
    return _maker(path)
