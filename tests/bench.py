"""What each kind of page costs, with the real guides alone and beside many made-up ones: `make bench`.

Times depend on the machine, so they are printed as multiples of what one plain page takes on the small site in
the same run. A page that needs more queries on the large site than on the small one is marked.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")

django.setup()

from django.conf import settings  # noqa: E402 - all of these need Django set up
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402

from careerguide.store.page import Page  # noqa: E402
from guides.loading import load  # noqa: E402
from guides.models import Role  # noqa: E402
from salaries.models import Band  # noqa: E402
from tests.growth import grow  # noqa: E402

ROLES, BANDS = 300, 3_000
REPEATS = 6
BASELINE = "/about/"
# One of each kind of page.
PAGES = (
    BASELINE,
    "/",
    "/roles/",
    "/roles/?skill=csat&sort=pay",
    "/roles/technical-support-manager/",
    "/roles/technical-support-engineer/",
    "/roles/technical-support-manager/ladder/",
    "/roles/technical-support-manager/ladder/junior/manager/",
    "/roles/technical-support-manager/skills-check/",
    "/roles/technical-support-manager/skills-check/senior/?expert=csat,sla&none=budgeting",
    "/roles/technical-support-manager/history/",
    "/roles/technical-support-manager/job-description/",
    "/roles/technical-support-manager/job-description.md",
    "/ladders/",
    "/compare/",
    "/compare/?role=technical-support-manager&role=support-manager",
    "/compare.csv?role=technical-support-manager&role=support-manager",
    "/job-descriptions/",
    "/salaries/",
    "/salaries/?role=technical-support-manager&currency=EUR",
    "/salaries/figures.csv",
    "/salaries/figures.json",
    "/salaries/place-me/?role=technical-support-manager&amount=85000&currency=USD&years=6",
    "/skills/",
    "/skills/csat/",
    "/sources/",
    "/sources/himalayas/",
    "/search/?q=csat",
    "/search/?q=tehcnical+suport+manger",
    "/sitemap.xml",
)


@dataclass
class Cost:
    """Of one page: CPU time alone and made ready to be kept (in seconds), queries, and sizes in bytes."""

    queries: int
    alone: float
    first: float
    size: int
    compressed: int


def ask(site: WSGIApplication, path: str, **headers: str) -> bytes:
    """The body that the site answers with, asked as a server asks it; ends the run unless it is a page."""
    path, _, query = path.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1", **headers}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    response = site(environ, lambda status, headers: statuses.append(status))
    body = b"".join(response)
    response.close()
    if statuses != ["200 OK"]:
        sys.exit(f"{path}?{query} answers {statuses[0]}")
    return body


def cost_of(site: WSGIApplication, path: str) -> Cost:
    queries = 0

    def note(execute, *arguments):
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(note):
        page = ask(site, path)
    alone, first = [], []
    for _ in range(REPEATS):
        start = time.process_time()
        ask(site, path)
        alone.append(time.process_time() - start)
    for _ in range(REPEATS // 3):
        start = time.process_time()
        made = Page("200 OK", [("Content-Type", "text/html")], {"": ask(site, path)}, "")
        made.compress("gzip", "br")
        first.append(time.process_time() - start)
    packed = made.bodies.get("br", page)
    return Cost(queries, statistics.median(alone), statistics.median(first), len(page), len(packed))


def measure(site: WSGIApplication) -> tuple[str, dict[str, Cost]]:
    """How large the site is, and what its pages cost."""
    size = f"{Role.objects.published().count():,} roles and {Band.objects.public().count():,} bands"
    return size, {path: cost_of(site, path) for path in PAGES}


def report(small: tuple[str, dict[str, Cost]], large: tuple[str, dict[str, Cost]]) -> None:
    (small_size, before), (large_size, after) = small, large
    unit = before[BASELINE].alone
    print(f"{connection.display_name}; small: {small_size}; large: {large_size}.")
    print(f"page:   CPU time as a multiple of {BASELINE} on the small site, {unit * 1000:.1f} ms in this run")
    print("first:  the same with gzip and Brotli, as it is kept then")
    print("HTML, Brotli: kilobytes.   *: more queries on the large site\n")
    print(f"{'':55}{'queries':>10}{'page':>16}{'first':>16}{'HTML':>16}{'Brotli':>16}")
    print(f"{'':55}{'sml. lrg.':>10}" + f"{'small':>9}{'large':>7}" * 4)
    for path in PAGES:
        a, b = before[path], after[path]
        pairs = [
            (a.alone / unit, b.alone / unit),
            (a.first / unit, b.first / unit),
            (a.size / 1000, b.size / 1000),
            (a.compressed / 1000, b.compressed / 1000),
        ]
        figures = "".join(f"{small:9.1f}{large:7.1f}" for small, large in pairs)
        print(f"{path:55}{a.queries:4}{b.queries:5}{'*' if b.queries > a.queries else ' '}{figures}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings.STATIC_ROOT = Path(folder)
        call_command("collectstatic", interactive=False, verbosity=0)
        own = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        else:
            # Not the database of tests, which may be running.
            connection.settings_dict["TEST"] |= {
                "NAME": f"bench_{own}",
                "CHARSET": "UTF8",
                "TEMPLATE": "template0",
            }
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            site = get_wsgi_application()
            load(settings.FIXTURES_ROOT)
            small = measure(site)
            grow(roles=ROLES, bands=BANDS)
            report(small, measure(site))
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)


if __name__ == "__main__":
    main()
