"""Pages made anew: the role page beside the plainest one, each kind of page, and lists on sites of several sizes."""

import json

from . import addresses as pages
from .sites import Site, Sites
from .tables import bar, table

SIZES = (100, 1_000, 10_000)


def measure(sites: Sites) -> None:
    costs = ask(sites.real, pages.KINDS)
    unit = costs["/about/"]["again"]
    print(
        f"Each kind of page with the guides alone, as a multiple of /about/ ({unit:.1f} ms of CPU in this run).\n"
    )
    table(
        ("", "queries", "CPU", "gzip and Brotli", "kB", "kB in Brotli"),
        [
            (
                address,
                f"{one['queries']:.0f}",
                f"{one['again'] / unit:.1f}",
                f"{one['packing'] / unit:.1f}",
                f"{one['size']:.0f}",
                f"{one['packed']:.1f}",
            )
            for address, one in costs.items()
        ],
    )
    bar(
        "Live role page: CPU of the plainest page of the same bytes and rows",
        costs[pages.PLAINEST]["ratio"],
        1,
    )
    print()
    growth(sites)


def growth(sites: Sites) -> None:
    found = {size: ask(sites.of(size), pages.LISTS) for size in SIZES}
    smallest, largest = found[SIZES[0]], found[SIZES[-1]]
    print(
        "Lists on sites of made-up roles, milliseconds of CPU; in brackets the first answer after an edit.\n"
    )
    table(
        ("", *(f"{size:,} roles" for size in SIZES), "kB", f"{SIZES[-1]:,} of {SIZES[0]}"),
        [
            (
                address,
                *(f"{one[address]['again']:.1f} ({one[address]['first']:.0f})" for one in found.values()),
                f"{largest[address]['size']:.0f}",
                f"{largest[address]['again'] / smallest[address]['again']:.2f}",
            )
            for address in pages.LISTS
        ],
    )
    for address in pages.BOUND:
        bar(
            f"{address}: CPU at {SIZES[-1]:,} roles of that at {SIZES[0]}",
            largest[address]["again"] / smallest[address]["again"],
            1.5,
        )


def ask(site: Site, addresses: tuple[str, ...]) -> dict[str, dict[str, float]]:
    costs: dict[str, dict[str, float]] = json.loads(
        site.python("-m", "tests.bench.asking", *addresses).splitlines()[-1]
    )
    return costs
