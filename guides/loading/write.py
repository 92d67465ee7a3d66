"""Writing what was built: one transaction, or nothing."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from guides.models import (
    Address,
    Claim,
    Disagreement,
    Family,
    Guide,
    Link,
    Place,
    Point,
    Question,
    Requirement,
    Role,
    Section,
    Skill,
    Source,
    Tier,
)
from guides.models.fields import validate_slug
from guides.search import index_guide
from salaries.models import Band, ExchangeRate

from .build import Built
from .problems import Problems
from .read import Folder, read_fixtures
from .tables import SHARED_TABLES, BuiltGuide, build_guide, build_role, build_shared

# Raise this when a change of code makes other records from the same files.
LOADER_VERSION = 1


@dataclass
class Report:
    """What a load did, for its closing sentences."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    shared_written: int = 0
    shared_kept: list[str] = field(default_factory=list)


def load(root: Path, *, dry_run: bool = False, overwrite: bool = False) -> Report:
    """Load all fixtures below `root`; raises FixtureError, with every problem found, before anything is written.

    A guide that has not changed since its last load is left alone. One that an editor has touched is kept
    whole, unless `overwrite` is set. With `dry_run` everything is checked and written, then rolled back.
    """
    problems = Problems()
    shared, folders = read_fixtures(root, problems)
    with transaction.atomic():
        known = known_rows()
        built_shared = build_shared(shared, known, problems)
        roles = collect_roles(folders, known, problems)
        guides = [build_guide(folder, known, problems) for folder in folders]
        problems.raise_if_any()
        report = Report()
        write_shared(built_shared, report, overwrite=overwrite)
        complete = [guide for guide in guides if guide is not None]
        for guide in complete:
            write_role(guide, roles[guide.address], problems, overwrite=overwrite)
        problems.raise_if_any()
        for guide in complete:
            write_guide(guide, roles[guide.address], report, overwrite=overwrite)
        if dry_run:
            transaction.set_rollback(True)
    return report


def known_rows() -> dict[type[models.Model], dict[str, Any]]:
    rows: dict[type[models.Model], dict[str, Any]] = {
        model: {getattr(row, key): row for row in model._default_manager.all()}
        for _, model, key, *_ in SHARED_TABLES
    }
    addresses = Address.objects.filter(role__isnull=False).select_related("role__address", "role__published")
    rows[Role] = {address.slug: address.role for address in addresses}
    return rows


def collect_roles(
    folders: list[Folder], known: dict[type[models.Model], dict[str, Any]], problems: Problems
) -> dict[str, Role]:
    """The role of each folder by its address: the one that has that address already, or a new one."""
    roles: dict[str, Role] = {}
    gone = set(Address.objects.filter(role__isnull=True).values_list("slug", flat=True))
    for folder in folders:
        for entry in folder.tables.get("role", []):
            address = entry.values.get("address")
            try:
                validate_slug(address if isinstance(address, str) else "")
            except ValidationError as error:
                problems.add(entry.file, entry.name, "address", error.messages[0])
                continue
            assert isinstance(address, str)
            if address in roles:
                problems.add(entry.file, entry.name, "address", f'"{address}" is the address of another folder too.')
            elif address in gone:
                reason = f'"{address}" belonged to a role that is gone; addresses are never reused.'
                problems.add(entry.file, entry.name, "address", reason)
            else:
                roles[address] = known[Role].setdefault(address, build_role(address))
    return roles


def write_shared(built: list[Built], report: Report, *, overwrite: bool) -> None:
    """Write shared rows where they differ; a row that an editor has touched is kept.

    The built instance takes over the identity of the row that it stands for, so that whatever refers to it
    is saved rightly.
    """
    keys = {model: key for _, model, key, *_ in SHARED_TABLES}
    for one in built:
        instance = one.instance
        model = type(instance)
        if isinstance(instance, ExchangeRate):
            row = ExchangeRate.objects.filter(currency=instance.currency, base=instance.base).first()
        else:
            key = keys[model]
            row = model.objects.filter(**{key: getattr(instance, key)}).first()
        if row is None:
            instance.save(force_insert=True)
            report.shared_written += 1
            continue
        instance.pk = row.pk
        instance._state.adding = False
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in UNTOUCHED]
        if all(getattr(row, name) == getattr(instance, name) for name in names):
            continue
        if row.edited_at and not overwrite:
            report.shared_kept.append(f"{model._meta.verbose_name} {row}")
            continue
        instance.save()
        report.shared_written += 1


UNTOUCHED = {"edited_at", "edited_by"}


def write_role(built: BuiltGuide, role: Role, problems: Problems, *, overwrite: bool) -> None:
    """Create the role and those of its addresses that are missing; addresses in the database never change hands."""
    if role.pk is None:
        address = role.address
        assert address is not None
        role.address = None
        role.family = built.family
        role.save()
        address.role = role
        address.save()
        role.address = address
        role.save(update_fields=["address"])
    elif role.family_id != built.family.pk and (overwrite or not role.edited_at):
        role.family = built.family
        role.save(update_fields=["family"])
    for one in built.addresses:
        existing = Address.objects.filter(slug=one.instance.slug).first()
        if existing is None:
            one.instance.role = role
            one.instance.save()
        elif existing.role_id != role.pk:
            reason = f'"{existing.slug}" belongs to another role; addresses are never reused.'
            problems.add(one.entry.file, one.entry.name, "slug", reason)
        elif not existing.edited_at or overwrite:
            existing.title, existing.note = one.instance.title, one.instance.note
            existing.save(update_fields=["title", "note"])


def write_guide(built: BuiltGuide, role: Role, report: Report, *, overwrite: bool) -> None:
    """Put the guide in place of the role's present one, whole, and publish it where that one was published."""
    digest = hashlib.sha256(f"{LOADER_VERSION}:{built.folder.digest}".encode()).hexdigest()
    present = role.published or role.guides.order_by("-id").first()
    title = built.guide.title
    if present and present.load_digest == digest and not (overwrite and present.edited_at):
        report.unchanged.append(title)
        return
    touched = present.edited_at if present else role.edited_at
    if touched and not overwrite:
        report.kept.append(title)
        return
    publish = present is None or role.published_id == present.pk
    guide = built.guide
    guide.role = role
    guide.load_digest = digest
    guide.save()
    write_parts(built)
    if publish:
        role.published = guide
        role.save(update_fields=["published"])
    if present:
        present.delete()
    index_guide(guide)
    report.written.append(title)


def write_parts(built: BuiltGuide) -> None:
    Tier.objects.bulk_create(one.instance for one in built.tiers)
    Disagreement.objects.bulk_create(one.instance for one in built.disagreements)
    for model, entries in (
        (Section, built.sections),
        (Point, [point for section in built.sections for point in section.parts]),
        (Requirement, built.requirements),
        (Question, built.questions),
        (Link, built.links),
    ):
        model.objects.bulk_create(one.instance for one in entries)
        cite(model, entries)
    Claim.objects.bulk_create(one.instance for one in built.claims)
    Band.objects.bulk_create(one.instance for one in built.bands if one.instance.converts is None)
    Band.objects.bulk_create(one.instance for one in built.bands if one.instance.converts is not None)


def cite(model: Any, entries: list[Built]) -> None:
    """Write the many-to-many rows that join instances to the sources they cite."""
    through = model.sources.through
    name = model._meta.model_name
    through.objects.bulk_create(
        through(**{f"{name}_id": one.instance.pk, "source_id": source.pk})
        for one in entries
        for source in one.sources
    )


