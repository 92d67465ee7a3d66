"""What pages cost in one process, made anew each time: run for one site, prints JSON.

python -m tests.bench.asking /roles/ /search/?q=csat
"""
# ruff: noqa: E402 - Django has to be set up before anything of the site is imported

import gzip
import json
import logging
import sys
import time
from statistics import median
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import brotli
import django

django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction

from guides import content
from tests.bench import plainest

REPEATS, ROUNDS = 9, 3


def ask(site: WSGIApplication, address: str) -> bytes:
    """The body that the site answers with, asked as a server asks it; ends the run unless it is a page."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    response = site(environ, lambda status, headers, exc_info=None: statuses.append(status))  # type: ignore[arg-type]
    body = b"".join(response)
    response.close()  # type: ignore[attr-defined]
    if statuses != ["200 OK"]:
        sys.exit(f"{address} answers {statuses[0]}")
    return body


def seconds(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def queries_of(site: WSGIApplication, address: str) -> int:
    queries = 0

    def note(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(note):
        ask(site, address)
    return queries


def change() -> None:
    """As after an edit that readers see: whatever was kept of the content before is of no use."""
    with transaction.atomic():
        content.changed()


def cost(site: WSGIApplication, address: str) -> dict[str, float]:
    """Milliseconds of CPU of the first answer after a change and of those that follow; queries; kilobytes."""
    ask(site, address)
    change()
    first = seconds(lambda: ask(site, address))
    again = median(seconds(lambda: ask(site, address)) for _ in range(REPEATS))
    body = ask(site, address)
    packed = seconds(lambda: (gzip.compress(body, 5), brotli.compress(body, quality=5)))
    return {
        "queries": queries_of(site, address),
        "first": 1000 * first,
        "again": 1000 * again,
        "packing": 1000 * packed,
        "size": len(body) / 1000,
        "packed": len(brotli.compress(body, quality=5)) / 1000,
    }


def main() -> None:
    logging.disable()
    site = get_wsgi_application()
    costs = {address: cost(site, address) for address in sys.argv[1:]}
    if (role := plainest.PAGE) in costs:
        plainest.add(len(ask(site, role)))
        costs[plainest.ADDRESS] = cost(site, plainest.ADDRESS)
        # In turn, so that whatever else the machine does is the same for both.
        pairs = [
            (seconds(lambda: ask(site, role)), seconds(lambda: ask(site, plainest.ADDRESS)))
            for _ in range(40)
        ]
        costs[plainest.ADDRESS]["ratio"] = median(one / other for one, other in pairs)
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
