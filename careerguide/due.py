"""What is due is done before a page is made, by whichever process is asked first: there is no worker."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections

from guides import content

logger = logging.getLogger(__name__)
# How often a process looks, in seconds.
EVERY = 0.5
# Answers without the database, to whoever asks whether the process lives.
UNTOUCHED = "/livez"


class DueFirst:
    """A WSGI application that looks, now and then, whether something is to be published or withdrawn by now."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.lock = threading.Lock()
        self.looks_at = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        is_time = time.monotonic() >= self.looks_at and environ.get("PATH_INFO") != UNTOUCHED
        if is_time and self.lock.acquire(blocking=False):
            try:
                look()
            finally:
                self.looks_at = time.monotonic() + EVERY
                self.lock.release()
        return self.application(environ, start_response)


def look() -> None:
    """Whatever is wrong with it, the page is not to suffer."""
    try:
        close_old_connections()
        content.current()
    except Exception as error:
        logger.warning("Whether something is due cannot be told: %s", error)
