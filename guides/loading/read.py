"""Reading the fixture files: bytes to tables, with no knowledge of what the tables mean."""

import hashlib
import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from .problems import Entry, Problems, did_you_mean, quoted

# Each shared file with its tables, and the tables that the files of a role's folder may hold.
SHARED_FILES = {
    "sources.toml": ["source"],
    "places.toml": ["place"],
    "families.toml": ["family"],
    "currencies.toml": ["currency", "rate"],
    "skills.toml": ["skill"],
}
ROLE_TABLES = [
    *("role", "address", "guide", "tier", "section", "requirement"),
    *("question", "link", "disagreement", "claim", "band"),
]
# The keys that name an entry in messages; the first that it has.
LABELS = ("slug", "code", "skill", "name", "address", "currency")


@dataclass
class Folder:
    """The tables of one role's folder, of the shared files, or of a guide's single file, by name; and a digest."""

    name: str
    tables: dict[str, list[Entry]] = field(default_factory=dict)
    digest: str = ""
    # A guide's file has its sections in the order of the page; in a folder, that of their kinds comes first.
    is_one_file: bool = False


def read_fixtures(root: Path, problems: Problems) -> tuple[Folder, list[Folder]]:
    """The tables below `root`: the shared ones, and those of each role's folder in the order of their names.

    Hidden files, backups (`pay.toml~`) and notes (`README.md`) are passed over. Whatever else does not belong
    is a problem, so that nobody wonders why `pay.tml` never shows.
    """
    shared, folders = Folder(""), {}
    if not (root / "roles").is_dir():
        problems.add(Entry(str(root)), "", "This is no folder of fixtures: it has no folder named roles.")
        problems.raise_if_any()
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        entry = Entry(place.as_posix())
        hidden = any(part.startswith(".") and part != ".toml" for part in place.parts)
        if hidden or path.name.endswith(("~", ".md")) or place.parts == ("roles",):
            continue
        if path.is_symlink():
            problems.add(entry, "", "This is a symbolic link. Put the file itself here.")
        elif path.is_dir() and len(place.parts) == 2 and place.parts[0] == "roles":
            folders[path.name] = Folder(path.name)
        elif path.is_dir():
            continue
        elif path.is_file() and place.as_posix() in SHARED_FILES:
            read_file(path, entry, shared, SHARED_FILES[path.name], problems)
        elif (
            path.is_file()
            and path.suffix == ".toml"
            and place.parent.name in folders
            and len(place.parts) == 3
        ):
            read_file(path, entry, folders[place.parent.name], ROLE_TABLES, problems)
        else:
            names = ", ".join(SHARED_FILES)
            problems.add(entry, "", f"This does not belong here. Known are {names} and roles/ROLE/*.toml.")
    return shared, list(folders.values())


def read_file(path: Path, file: Entry, folder: Folder, known: Collection[str], problems: Problems) -> None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.add(file, "", f"This file cannot be read: {error.strerror}.")
        return
    folder.digest = hashlib.sha256(
        b"\0".join([folder.digest.encode(), os.fsencode(path.name), raw])
    ).hexdigest()
    read_tables(raw, file, folder, known, problems)


def read_one(raw: bytes, name: str, problems: Problems) -> tuple[Folder, Folder]:
    """The shared tables of a guide's single file, and its own, as if they stood in a folder each."""
    shared_tables = [table for tables in SHARED_FILES.values() for table in tables]
    whole = Folder(name)
    read_tables(raw, Entry(name), whole, [*ROLE_TABLES, *shared_tables], problems)
    shared, own = Folder(name, is_one_file=True), Folder(name, is_one_file=True)
    for table, entries in whole.tables.items():
        (shared if table in shared_tables else own).tables[table] = entries
    return shared, own


def read_tables(raw: bytes, file: Entry, folder: Folder, known: Collection[str], problems: Problems) -> None:
    try:
        content = tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.add(file, "", f"Line {line} is not UTF-8. Save the file with that encoding.")
    except RecursionError:
        problems.add(file, "", "Its lists or tables are nested too deeply.")
    except ArithmeticError:
        problems.add(file, "", "It holds a number that is far too large.")
    except ValueError as error:
        problems.add(file, "", f"This is not valid TOML: {error}.")
    else:
        for table, value in content.items():
            add_table(table, value, file, folder, known, problems)


def add_table(
    table: str, value: object, file: Entry, folder: Folder, known: Collection[str], problems: Problems
) -> None:
    entries = value if isinstance(value, list) else [value]
    if table not in known:
        reason = f"This table is not known here.{did_you_mean(table, known)} Known are: {', '.join(known)}."
        problems.add(Entry(file.file, table), "", reason)
    elif not all(isinstance(values, dict) for values in entries):
        problems.add(Entry(file.file, table), "", f"This must be a table: write [{table}] or [[{table}]].")
    else:
        for number, values in enumerate(entries, 1):
            label = next((values[key] for key in LABELS if isinstance(values.get(key), str)), "")
            name = f"{table} {number}" + (f" {quoted(label)}" if label else "")
            folder.tables.setdefault(table, []).append(Entry(file.file, name, values))


def single(folder: Folder, table: str, problems: Problems) -> Entry | None:
    entries = folder.tables.get(table, [])
    if len(entries) == 1:
        return entries[0]
    what, place = (
        ("A guide's file", folder.name) if folder.is_one_file else ("A role's folder", f"roles/{folder.name}")
    )
    reason = f"{what} needs [{table}] exactly once; here it stands {len(entries)} times."
    problems.add(Entry(place, table), "", reason)
    return None
