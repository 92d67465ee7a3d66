"""All pages of a site, `alone` in this process or `ahead` as `render_pages` makes them: prints JSON."""
# ruff: noqa: E402 - Django has to be set up before anything of the site is imported

import io
import json
import logging
import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from careerguide.store.layer import NOBODY
from careerguide.store.page import ask
from guides.addresses import public_addresses


def alone() -> None:
    site = get_wsgi_application()
    for path in public_addresses():
        environ = {
            "wsgi.input": io.BytesIO(),
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": "",
            "HTTP_HOST": "127.0.0.1",
        }
        ask(site, {**NOBODY, **environ, "PATH_INFO": path})


def spent() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, kinds))


def main() -> None:
    logging.disable()
    pages = len(list(public_addresses()))
    before, began = spent(), time.perf_counter()
    if sys.argv[1] == "alone":
        alone()
    else:
        call_command("render_pages", anew=True, verbosity=0, stdout=io.StringIO())
    print(json.dumps({"cpu": spent() - before, "seconds": time.perf_counter() - began, "pages": pages}))


if __name__ == "__main__":
    main()
