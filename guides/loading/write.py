"""Loading as a whole: one transaction, or nothing."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from guides import content
from guides.editions import discard, put_in_place
from guides.models import Guide
from guides.search import index_guide

from .build import Built, Known
from .guide import BuiltGuide, build_guide
from .problems import Once, Problems
from .read import read_fixtures
from .report import Report
from .roles import find_roles, write_role
from .vocabulary import build_shared, is_kept, write_shared

# Raise this when a change of code makes other records from the same files.
LOADER_VERSION = 1
# Why such an edition was published, for readers.
LOADED = "Loaded from the guides’ files."


def load(root: Path, *, dry_run: bool = False, overwrite: bool = False) -> Report:
    """Load all fixtures below `root`; or, where anything is wrong, nothing: FixtureError names every problem.

    A guide whose files have not changed since its last load is left alone. One that an editor has touched is
    kept whole, and one whose role an editor has deleted is left out, unless `overwrite` is set. Roles and
    shared rows that the fixtures no longer name stay as they are. With `dry_run` all is written, then undone.
    What is loaded is a new edition; the one before it stays in the history of its role.
    """
    problems, report = Problems(), Report()
    shared, folders = read_fixtures(root, problems)
    problems.raise_if_any()
    with transaction.atomic():
        lock()
        known: Known = {}
        rows = build_shared(shared, known, problems, report, keeps=partial(is_kept, overwrite=overwrite))
        homes = find_roles(folders, known, problems, report, overwrite=overwrite)
        titles = Once(problems)
        built = [one for home in homes if (one := build_guide(home, known, titles, problems))]
        problems.raise_if_any()
        write_shared(rows, problems, report)
        shown = [write_role(home, report, overwrite=overwrite) for home in homes]
        shown += [write_guide(one, report, overwrite=overwrite) for one in built]
        if report.shared_written:
            # A shared row's name may stand in any guide's search entries.
            for guide in Guide.objects.indexed().select_related("role"):
                index_guide(guide)
        if any(shown) or report.shared_written:
            content.changed()
        if dry_run:
            transaction.set_rollback(True)
    return report


LOCKED = (
    *("salaries_currency", "salaries_exchangerate"),
    *("guides_family", "guides_place", "guides_skill", "guides_source", "guides_role", "guides_guide"),
)


def lock() -> None:
    """One load at a time, and nothing that an editor changes under it; reading goes on.

    What guides share comes first, as an editor who changes it holds it before the guides. SQLite needs none of this:
    its transactions are IMMEDIATE, so there is only ever one that writes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(LOCKED)} IN SHARE ROW EXCLUSIVE MODE")


def write_guide(built: BuiltGuide, report: Report, *, overwrite: bool) -> bool:
    """Make the guide the role's next edition, published where the present one is; tells whether readers see it.

    Not if its files have not changed, nor if an editor has touched the present one. A role that readers do not
    see, having a guide, gets a working copy in place of the one that was loaded before.
    """
    role, guide = built.home.role, built.guide
    digest = hashlib.sha256(f"{LOADER_VERSION}:{built.home.folder.digest}".encode()).hexdigest()
    editions = role.guides.exclude(state=Guide.State.DISCARDED).order_by("-pk")
    present = role.published or editions.first()
    working = role.guides.working().first()
    edited = is_edited(present) if present else bool(role.edited_at)
    touched = edited or (working is not None and is_edited(working))
    last = editions.exclude(load_digest="").first()
    if present and present.load_digest == digest and not edited:
        report.unchanged.append(guide.title)
    elif touched and not overwrite:
        (report.unchanged if last and last.load_digest == digest else report.kept).append(guide.title)
    else:
        is_shown = present is None or present == role.published
        write_edition(built, digest, working, is_shown=is_shown)
        report.written.append(guide.title)
        return is_shown
    return False


def is_edited(guide: Guide) -> bool:
    """Whether an editor made it, has changed it since it was loaded, or has set a time for its publication."""
    return bool(guide.edited_at) or not guide.load_digest or hasattr(guide, "schedule")


def write_edition(built: BuiltGuide, digest: str, working: Guide | None, *, is_shown: bool) -> None:
    role, guide = built.home.role, built.guide
    if working is not None and not is_edited(working):
        working.delete()  # it only held what the files said once
    elif working is not None and not is_shown:
        discard(working, by=None)
    guide.role = role
    guide.load_digest = digest
    guide.why = LOADED
    # Until all its parts are written it takes nobody's place, least of all a working copy's.
    guide.state = Guide.State.DISCARDED
    guide.save()
    for part in built.parts:
        write_part(part)
    if is_shown:
        put_in_place(role, guide)
    else:
        guide.state = Guide.State.DRAFT
        guide.save(update_fields=["state"])
        index_guide(guide)


def write_part(part: list[Built]) -> None:
    """Write rows of one model, conversions after what they convert, and what each cites."""
    if not part:
        return
    model: Any = type(part[0].instance)
    instances = [one.instance for one in part]
    for is_conversion in (False, True):
        batch = [one for one in instances if bool(getattr(one, "converts", None)) is is_conversion]
        model.objects.bulk_create(batch)
    if hasattr(model, "sources"):
        through, name = model.sources.through, f"{model._meta.model_name}_id"
        through.objects.bulk_create(
            through(**{name: one.instance.pk, "source_id": source.pk})
            for one in part
            for source in one.sources
        )
