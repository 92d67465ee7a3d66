"""What all guides share: sources, places, families, currencies, rates, skills."""

from collections import defaultdict
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db import IntegrityError, models

from guides.models import Family, Place, Skill, Source
from salaries.models import Currency, ExchangeRate

from .build import Builder, Built, Known, Note, Table
from .problems import Entry, Once, Problems, quoted
from .read import Folder
from .report import Report

# Whether a row of the database stays as it is, whatever an entry says.
Keeps = Callable[[Any], bool]


def check_rate(one: Built, note: Note) -> None:
    if one.instance.rate <= 0:
        note("rate", "A rate is more than nothing.")
    if one.instance.currency_id == one.instance.base_id:
        note("base", "A rate joins two different currencies.")


# In the order of writing: table name, table, and the keys that together name a row.
VOCABULARY: list[tuple[str, Table, tuple[str, ...]]] = [
    (
        "source",
        Table(Source, "slug title publisher? kind published? note? capture_note? licence_note?"),
        ("slug",),
    ),
    ("place", Table(Place, "slug name code? parent?"), ("slug",)),
    ("family", Table(Family, "slug name summary?"), ("slug",)),
    ("currency", Table(Currency, "code name"), ("code",)),
    ("rate", Table(ExchangeRate, "currency base rate date? source note?", check_rate), ("currency", "base")),
    ("skill", Table(Skill, "slug name kind abbreviation? summary?"), ("slug",)),
]


def build_shared(
    folder: Folder, known: Known, problems: Problems, report: Report, *, keeps: Keeps
) -> list[Built]:
    """The shared rows that have to be written. All of them, and those of the database, join `known`.

    `keeps` says of a row in the database whether it stays as it is.
    """
    to_write: list[Built] = []
    builder = Builder(known, problems)
    for name, table, keys in VOCABULARY:
        in_database = rows_by_key(table.model, keys)
        entries = folder.tables.get(name, [])
        rows = known[table.model] = dict.fromkeys(key_of(entry, keys) for entry in entries) | in_database
        staying = {
            key: row
            for key, row in in_database.items()
            if keeps(row) or key not in {key_of(entry, keys) for entry in entries}
        }
        entries = without_duplicates(entries, keys, staying, problems)
        for entry in parents_first(entries, problems) if name == "place" else entries:
            key = key_of(entry, keys)
            one = builder.build(table, entry)
            if one and differs(one, in_database.get(key), report, keeps=keeps):
                rows[key] = one.instance
                to_write.append(one)
    return to_write


def without_duplicates(
    entries: list[Entry], keys: tuple[str, ...], staying: dict[str, Any], problems: Problems
) -> list[Entry]:
    """The entries but for those whose key, name or code is taken, by one before or by a row that stays."""
    names, taken = ("name", "code"), defaultdict[str, Once](lambda: Once(problems))
    for key, row in staying.items():
        holder = f"{row._meta.verbose_name} {quoted(key)}, which is in the database"
        for name in names:
            taken[name].holders[quoted(getattr(row, name, "")).casefold()] = holder
    found = []
    for entry in entries:
        key = key_of(entry, keys)
        values = (
            {} if key in staying else {name: entry.values.get(name) for name in names if name not in keys}
        )
        # What names the row is apart: a row that stays may bear it, being the entry's own.
        checks = [("key", keys[0], key), *((name, name, value) for name, value in values.items())]
        if not any(
            taken[kind].taken(entry, name, quoted(value))
            for kind, name, value in checks
            if isinstance(value, str) and value
        ):
            found.append(entry)
    return found


def write_shared(built: list[Built], problems: Problems, report: Report) -> None:
    for one in built:
        report.shared_written.append(f"{one.instance._meta.verbose_name} {one.instance}")
        try:
            one.instance.save(force_insert=one.instance._state.adding)
        except IntegrityError:
            # What the checks cannot foresee: rows of one load that exchange their names.
            reason = "Another row has this name or code until this load is done. Rename them in two loads."
            problems.add(one.entry, "", reason)
            problems.raise_if_any()


def differs(one: Built, row: Any, report: Report, *, keeps: Keeps) -> bool:
    """Whether an entry has to be written; its instance then stands for `row`, the one it was before, if any.

    A row that is kept is named where it says something else.
    """
    if row is None:
        return True
    instance = one.instance
    instance.pk = row.pk
    instance._state.adding = False
    names = [f.name for f in row._meta.concrete_fields if f.name not in ("edited_at", "edited_by")]
    same = all(getattr(row, name) == getattr(instance, name) for name in names)
    if keeps(row):
        if not same:
            report.shared_kept.append(f"{row._meta.verbose_name} {row}")
        return False
    return not same or bool(row.edited_at)


def is_kept(row: Any, *, overwrite: bool) -> bool:
    """A load keeps what an editor has touched."""
    return bool(row.edited_at) and not overwrite


def rows_by_key(model: type[models.Model], keys: tuple[str, ...]) -> dict[str, Any]:
    references = [f.name for f in model._meta.fields if f.is_relation]
    columns = [model._meta.get_field(key).attname for key in keys]  # type: ignore[union-attr]
    rows = model._default_manager.select_related(*references)
    return {" in ".join(getattr(row, column) for column in columns): row for row in rows}


def key_of(entry: Entry, keys: tuple[str, ...]) -> str:
    """What names the entry's row; empty where a key is missing, which is noted elsewhere."""
    values: list[Any] = [entry.values.get(key) for key in keys]
    return " in ".join(values) if all(isinstance(value, str) for value in values) else ""


def parents_first(entries: list[Entry], problems: Problems) -> list[Entry]:
    """The places so that each comes after the one that it lies in, wherever in the file that stands."""
    by_slug = {key_of(entry, ("slug",)): entry for entry in entries}
    parents = {slug: entry.values.get("parent") for slug, entry in by_slug.items()}
    graph = {
        slug: [parent] if isinstance(parent, str) and parent in parents else []
        for slug, parent in parents.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1]
        problems.add(by_slug[circle[0]], "parent", f"A place cannot lie in itself: {', '.join(circle)}.")
        return []
    rank = {slug: number for number, slug in enumerate(order)}
    return sorted(entries, key=lambda entry: rank[key_of(entry, ("slug",))])
