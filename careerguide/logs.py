"""Logs as lines of JSON that hold nothing readers gave, or as text for whoever watches a terminal.

A traceback names files, lines and functions. The message of an error stands beside it only for kinds of errors that
speak of the code and its machine; others, such as ValueError, tend to repeat what was typed.
"""

import json
import logging
import os
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from time import time

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError

SPEAK_OF_CODE = (
    *(AttributeError, ImportError, NameError, OSError, TypeError),
    *(ImproperlyConfigured, OperationalError, TemplateDoesNotExist, TemplateSyntaxError),
)
STANDARD_OUTPUT = 1

# The id of the request that this thread answers; each line of log that is written meanwhile bears it.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def log_request(*, as_json: bool, method: str, path: str, status: int, size: int | None, ms: float) -> None:
    """One line about an answered request, in one write, so that lines of several workers never mix."""
    if as_json:
        # By hand, for it is a good part of what a stored page costs.
        line = (
            f'{{"time": "{now()}", "level": "info", "event": "request", "request_id": "{request_id.get()}", '
            f'"method": "{method}", "path": {quoted(path[:500])}, "status": {status}, '
            f'"bytes": {"null" if size is None else size}, "ms": {ms:.2f}}}\n'
        )
    else:
        line = f"{datetime.now():%H:%M:%S} {status} {method} {quoted(path)[1:-1]} {ms:.1f} ms\n"
    os.write(STANDARD_OUTPUT, line.encode())


def now() -> str:
    seconds = time()
    return f"{text_of(int(seconds))}.{int(seconds % 1 * 1000):03}+00:00"


@lru_cache(maxsize=2)
def text_of(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().removesuffix("+00:00")


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            entry["request_id"] = request_id.get()
        if record.exc_info and record.exc_info[1]:
            entry |= told(record.exc_info[1])
        return json.dumps(entry)


def told(error: BaseException) -> dict[str, str]:
    """What may be said of an error, and of what led to it: its kind, where it arose, and a message that is safe."""
    frames = traceback.extract_tb(error.__traceback__)
    entry = {
        "error": type(error).__name__,
        "traceback": "\n".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames),
    }
    if isinstance(error, SPEAK_OF_CODE):
        entry["error_message"] = str(error)
    if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        entry["cause"] = type(cause).__name__
    return entry
