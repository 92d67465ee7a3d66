"""What the site costs, beside what it is held against: `make bench`, or a part of it: `make bench PART=stored`.

Prints Markdown for docs/benchmarks.md, and writes nothing. Times depend on the machine and on what else it does: what
counts are ratios within one run.
"""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from . import ahead, live, stored
from .sites import Sites

PARTS = ("stored", "live", "ahead")


def main() -> None:
    asked = sys.argv[1:] or PARTS
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"No part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        sites = Sites(Path(folder))
        for part in asked:
            print(f"\n## {part.capitalize()}\n", flush=True)
            {
                "stored": lambda: stored.measure(sites.real),
                "live": lambda: live.measure(sites),
                "ahead": lambda: ahead.measure(sites),
            }[part]()
            sys.stdout.flush()


def machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian", "brotli"))
    return (
        f"{datetime.now(UTC):%-d %B %Y}; {len(os.sched_getaffinity(0))} cores of {cpu}, {memory:.0f} GB, load "
        f"{os.getloadavg()[0]:.1f} at the start; Python {platform.python_version()}, {packages}; SQLite."
    )


if __name__ == "__main__":
    main()
