"""What surrounds every answer, stored ones too: an id, a line of log, and limits to what a request may bring."""

import logging
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import count
from secrets import token_hex
from threading import BoundedSemaphore
from time import perf_counter
from typing import Any

from .headers import TRANSPORT
from .headers import headers as security
from .logs import log_request, request_id
from .metrics import Counts

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

logger = logging.getLogger("careerguide.requests")
well_formed = re.compile(r"[A-Za-z0-9._-]{8,64}").fullmatch
PREVIEW = "/preview/"
# A number would do within a worker; what stands before it tells workers apart.
new_id = map(f"{token_hex(4)}{{:04x}}".format, count()).__next__
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))


def logged(application: Application, *, as_json: bool, counts: Counts | None = None) -> Application:
    """Give each request an id, which its answer's header and every line of log bear, and write one line about it.

    A proxy's id is kept where it is well-formed. The duration is the time until the answer is ready to be sent.
    """

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        this_id = given if well_formed(given) else new_id()
        request_id.set(this_id)
        if counts:
            counts.began()
        status = 500

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, ("X-Request-ID", this_id)], exc_info)

        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "OTHER"
        try:
            body = whole(application(environ, start))
        except Exception:
            logger.exception("An answer failed outside of Django.")
            body = plain(
                start, "500 Internal Server Error", "Something failed on our side. It has been logged.\n"
            )
        size = None
        if isinstance(body, list):
            size = 0 if method == "HEAD" else sum(map(len, body))
        seconds = perf_counter() - began
        path = environ["PATH_INFO"]
        # The rest of a preview's address opens it.
        told = PREVIEW if path.startswith(PREVIEW) else path
        log_request(as_json=as_json, method=method, path=told, status=status, size=size, ms=seconds * 1000)
        if counts:
            # What hands out stored pages says so in `careerguide.store`.
            counts.ended(path, method, status, seconds, environ.get("careerguide.store", "none"))
        return body

    return answer


def whole(body: Any) -> Iterable[bytes]:
    """A page of Django's in one piece: the server sends it by itself then, and a slow reader holds up no thread."""
    if getattr(body, "streaming", True):
        return body
    try:
        return [body.content]
    finally:
        body.close()


def limited(application: Application, *, body_bytes: int, places: int) -> Application:
    """Refuse what is too long before any of it is read, and never let slow senders take all threads.

    What a request brings is read here, by `places` threads at most; the others go on answering readers.
    """
    reading = BoundedSemaphore(places)

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return application(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or ("" if "HTTP_TRANSFER_ENCODING" in environ else "0")
        if not length:
            return plain(start_response, "411 Length Required", "Say how long it is.\n")
        if not (length.isascii() and length.isdecimal()):
            return plain(start_response, "400 Bad Request", "Its length is not a number.\n")
        if len(length) > 15 or int(length) > body_bytes:
            return plain(
                start_response, "413 Content Too Large", f"At most {body_bytes:,} bytes are taken.\n"
            )
        if not reading.acquire(blocking=False):
            return plain(start_response, "503 Service Unavailable", "Try again.\n", ("Retry-After", "5"))
        try:
            body = environ["wsgi.input"].read(int(length))
        finally:
            reading.release()
        if len(body) < int(length):
            return plain(start_response, "400 Bad Request", "It ended too soon.\n")
        environ["wsgi.input"] = BytesIO(body)
        return application(environ, start_response)

    return answer


def plain(start_response: StartResponse, status: str, text: str, *headers: tuple[str, str]) -> list[bytes]:
    body = text.encode()
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *((name, value) for name, value in security().items() if name != TRANSPORT),
            *headers,
        ],
    )
    return [body]
