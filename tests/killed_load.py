"""Loads a folder of fixtures again and again into one database, killed each time at another point of its work.

Run by `tests/guides/test_killed_load.py`, as a process of its own: `python -m tests.killed_load FOLDER CHANGED`. It
prints what each kill left behind, as JSON. The database holds nothing but its tables when it begins.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from guides.export import export_guide  # noqa: E402
from guides.loading import write  # noqa: E402
from guides.models import Guide, Role, SearchEntry  # noqa: E402

# The stages of a load by the function that ends each; those that are called again and again, by the calls that count.
STAGES = {
    "read_fixtures": 1,
    "lock": 1,
    "build_shared": 1,
    "find_roles": 1,
    "build_guide": 2,
    "write_shared": 1,
    "write_role": 2,
    # Nine kinds of parts, first of the one guide, then of the other.
    "write_part": 10,
    "put_in_place": 2,
    "index_guide": 2,
}
POINTS = [f"{name} {call}" for name, calls in STAGES.items() for call in range(1, calls + 1)]
COMMIT = ["before the commit", "after the commit"]
# After these another load is tried, which the next kill does not let finish.
ENDS = [*(f"{name} {calls}" for name, calls in STAGES.items()), *COMMIT]
# Where nothing was before, the same can go wrong; a few points tell.
FEW = ["lock 1", "write_part 5", "put_in_place 1"]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(function: Callable[..., Any], call: int) -> Callable[..., Any]:
    calls = 0

    def killed(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        result = function(*args, **kwargs)
        calls += 1
        if calls == call:
            die()
        return result

    return killed


def load_and_die(root: Path, point: str) -> int:
    """Load in a process of its own that is killed at the point; gives the signal that ended it, or 0."""
    connection.close()
    child = os.fork()
    if child == 0:
        if point == "before the commit":
            connection.commit = die  # type: ignore[method-assign]
        elif point == "after the commit":
            connection.commit = dying_after(connection.commit, 1)  # type: ignore[method-assign]
        else:
            name, call = point.split()
            setattr(write, name, dying_after(getattr(write, name), int(call)))
        write.load(root)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def content() -> dict[str, Any]:
    """All that the site holds, without keys and times."""
    roles = Role.objects.select_related("published").order_by("address__slug")
    return {
        "guides": {str(role): export_guide(role.published) for role in roles if role.published},
        "editions": sorted(Guide.objects.values_list("title", "state")),
        "found": sorted(SearchEntry.objects.values_list("title", "kind", "title_words")),
    }


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def after_load(root: Path) -> dict[str, Any]:
    with undone():
        write.load(root)
        return content()


def kill_at(points: list[str], root: Path) -> dict[str, str]:
    """What each kill left, in words; the last one, after the commit, leaves all of it."""
    before, whole = content(), after_load(root)
    found = {}
    for point in [*points, *COMMIT]:
        ended = load_and_die(root, point)
        left = content()
        state = "nothing" if left == before else "everything" if left == whole else "half of it"
        found[point] = f"{signal.Signals(-ended).name}: wrote {state}" if ended else "not reached"
        if point in ENDS and after_load(root) != whole:
            found[point] += ", and another load did not complete it"
    return found


if __name__ == "__main__":
    first, changed = Path(sys.argv[1]), Path(sys.argv[2])
    results = {"on an empty site": kill_at(FEW, first), "on a full one": kill_at(POINTS, changed)}
    call_command("load_guides", str(changed), stdout=sys.stderr)
    json.dump(results, sys.stdout)
