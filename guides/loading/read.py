"""Reading the fixture files: bytes to tables, with no knowledge of what the tables mean."""

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .problems import Problems

SHARED_FILES = {"sources", "places", "families", "currencies", "skills"}


@dataclass
class Entry:
    """One table of a file, with a name for messages such as `band 3 "bls-median"`."""

    file: str
    name: str
    values: dict[str, Any]


@dataclass
class Folder:
    """The tables of one role's folder, or of the shared files, by table name."""

    name: str
    tables: dict[str, list[Entry]] = field(default_factory=dict)
    digest: str = ""


def read_fixtures(root: Path, problems: Problems) -> tuple[Folder, list[Folder]]:
    """All tables below `root`: the shared ones, and those of each role's folder."""
    if not root.is_dir():
        problems.add(str(root), "", "", "There is no such folder.")
        problems.raise_if_any()
    shared = Folder("shared")
    for path in sorted(root.glob("*.toml")):
        if path.stem in SHARED_FILES:
            read_file(path, root, shared, problems)
        else:
            names = ", ".join(f"{name}.toml" for name in sorted(SHARED_FILES))
            problems.add(path.name, "", "", f"This file is not known here. Known are: {names}.")
    folders = []
    for folder_path in sorted(path for path in (root / "roles").glob("*") if path.is_dir()):
        folder = Folder(folder_path.name)
        digest = hashlib.sha256()
        for path in sorted(folder_path.glob("*.toml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
            read_file(path, root, folder, problems)
        folder.digest = digest.hexdigest()
        folders.append(folder)
    return shared, folders


def read_file(path: Path, root: Path, folder: Folder, problems: Problems) -> None:
    name = path.relative_to(root).as_posix()
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        problems.add(name, f"byte {error.start}", "", "This file is not UTF-8. Save it with that encoding.")
        return
    except tomllib.TOMLDecodeError as error:
        problems.add(name, "", "", f"This is not valid TOML: {error}.")
        return
    for table, value in content.items():
        entries = value if isinstance(value, list) else [value]
        if not all(isinstance(entry, dict) for entry in entries):
            problems.add(name, table, "", f"This must be a table: write [{table}] or [[{table}]].")
            continue
        for number, entry in enumerate(entries, 1):
            label = entry.get("slug") or entry.get("code") or entry.get("skill") or entry.get("name")
            title = f"{table} {number}" + (f' "{label}"' if isinstance(label, str) else "")
            folder.tables.setdefault(table, []).append(Entry(name, title, entry))
