"""Pages rendered ahead, beside rendering alone; and what a load of the guides takes."""

import json
import time

from .sites import Site, Sites
from .tables import bar, table

ROLES = 1_000


def measure(sites: Sites) -> None:
    site = sites.of(ROLES)
    alone = told(site, "alone")
    both = told(site, "ahead")
    pages = alone["pages"]
    print(f"All {pages:,.0f} pages of {ROLES:,} made-up roles.\n")
    table(
        ("", "CPU s", "seconds", "CPU ms a page", "pages a second", "processors used"),
        [
            (
                name,
                f"{one['cpu']:.1f}",
                f"{one['seconds']:.1f}",
                f"{1000 * one['cpu'] / pages:.2f}",
                f"{pages / one['seconds']:.0f}",
                f"{one['cpu'] / one['seconds']:.2f}",
            )
            for name, one in (
                ("rendering alone, one process", alone),
                ("render_pages: compressed and kept", both),
            )
        ],
    )
    bar("Render-ahead: CPU of rendering alone", both["cpu"] / alone["cpu"], 1.3)
    load(sites)


def told(site: Site, what: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(site.python("-m", "tests.bench.rendering", what).splitlines()[-1])
    return found


def load(sites: Sites) -> None:
    site = sites.empty("load", 0)
    began = time.perf_counter()
    site.run("load_guides")
    first = time.perf_counter() - began
    began = time.perf_counter()
    site.run("load_guides")
    again = time.perf_counter() - began
    print(
        f"- Loading the guides takes {first:.1f} s into an empty database, and {again:.1f} s where nothing has changed."
    )
