"""Loading as a whole: one transaction, or nothing."""

import hashlib
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from guides.models import Guide
from guides.search import index_guide

from .build import Built, Known
from .guide import BuiltGuide, build_guide
from .problems import Once, Problems
from .read import read_fixtures
from .report import Report
from .roles import find_roles, write_role
from .vocabulary import build_shared, write_shared

# Raise this when a change of code makes other records from the same files.
LOADER_VERSION = 1


def load(root: Path, *, dry_run: bool = False, overwrite: bool = False) -> Report:
    """Load all fixtures below `root`; or, where anything is wrong, nothing: FixtureError names every problem.

    A guide whose files have not changed since its last load is left alone. One that an editor has touched is
    kept whole, and one whose role an editor has deleted is left out, unless `overwrite` is set. Roles and
    shared rows that the fixtures no longer name stay as they are. With `dry_run` all is written, then undone.
    """
    problems, report = Problems(), Report()
    shared, folders = read_fixtures(root, problems)
    problems.raise_if_any()
    with transaction.atomic():
        lock()
        known: Known = {}
        rows = build_shared(shared, known, problems, report, overwrite=overwrite)
        homes = find_roles(folders, known, problems, report, overwrite=overwrite)
        titles = Once(problems)
        built = [one for home in homes if (one := build_guide(home, known, titles, problems))]
        problems.raise_if_any()
        write_shared(rows, problems, report)
        for home in homes:
            write_role(home, report, overwrite=overwrite)
        written = [one.guide for one in built if write_guide(one, report, overwrite=overwrite)]
        # A shared row's name may stand in any guide's search entries.
        for guide in Guide.objects.select_related("role") if report.shared_written else written:
            index_guide(guide)
        if dry_run:
            transaction.set_rollback(True)
    return report


def lock() -> None:
    """One load at a time, and no guide that an editor changes under it; reading goes on.

    SQLite needs none of this: its transactions are IMMEDIATE, so there is only ever one that writes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE guides_role, guides_guide IN SHARE ROW EXCLUSIVE MODE")


def write_guide(built: BuiltGuide, report: Report, *, overwrite: bool) -> bool:
    """Put the guide in place of the role's present one, whole, and published where that one was.

    Returns whether it was written: not if it has not changed, or if an editor has touched the present one.
    """
    role, guide = built.home.role, built.guide
    digest = hashlib.sha256(f"{LOADER_VERSION}:{built.home.folder.digest}".encode()).hexdigest()
    present = role.published or role.guides.order_by("-id").first()
    touched = present.edited_at if present else role.edited_at
    if present and present.load_digest == digest and not (overwrite and touched):
        report.unchanged.append(guide.title)
        return False
    if touched and not overwrite:
        report.kept.append(guide.title)
        return False
    guide.role = role
    guide.load_digest = digest
    guide.save()
    for part in built.parts:
        write_part(part)
    if present is None or role.published_id == present.pk:
        role.published = guide
        role.save(update_fields=["published"])
    if present:
        present.delete()
    report.written.append(guide.title)
    return True


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
