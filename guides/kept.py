"""What is worked out from the whole site once, and kept in this process for as long as its content stays the same.

A page that lists or counts thousands of roles reads from this, and from the database only the rows that it shows.
"""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import TypeVar

from django.db import transaction

from guides import content

Worth = TypeVar("Worth")
_made: dict[str, tuple[int, object]] = {}
_lock = RLock()  # what is kept may be made of something else that is


def kept(make: Callable[[], Worth]) -> Callable[[], Worth]:
    """The function's value of the present content version, which costs one query to know.

    Within a transaction it is made anew: what that has changed is not yet so, and may never be.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def found() -> Worth:
        if transaction.get_connection().in_atomic_block:
            return make()
        number = content.read().number
        if (value := at(number)) is not None:
            return value
        with _lock:  # of many readers who come first, one works it out
            if (value := at(number)) is None:
                value = make()
                _made[name] = number, value
        return value

    def at(number: int) -> Worth | None:
        of, value = _made.get(name, (None, None))
        return value if of == number else None  # type: ignore[return-value]

    return found


def forget() -> None:
    _made.clear()
