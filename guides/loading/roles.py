"""Roles and their addresses: which role a folder stands for, whatever editors have renamed, merged or deleted."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError

from guides.editions import last_published
from guides.models import Address, Family, Role

from .build import Builder, Built, Known, Note, Table
from .problems import Entry, Once, Problems, quoted
from .read import Folder, single
from .report import Report
from .vocabulary import differs, is_kept


def check_address(one: Built, note: Note) -> None:
    try:
        one.instance.address.clean_fields(exclude=["role"])
    except ValidationError as error:
        for message in error.messages:
            note("address", message)


ROLE = Table(Role, "address family", check_address)
ADDRESS = Table(Address, "slug title? note?")


@dataclass
class Home:
    """A folder, the role that it stands for, and the other addresses that it gives, with their rows."""

    folder: Folder
    entry: Entry
    role: Role
    family: Family
    address: Address
    others: list[tuple[Built, Address | None]]

    @property
    def is_of_deleted_role(self) -> bool:
        owner = self.address.role
        return self.address.pk is not None and (owner is None or owner.deleted_at is not None)

    @property
    def is_of_merged_role(self) -> bool:
        """Whether the role of this folder became another one."""
        return self.address.merged_from_id is not None


def find_roles(
    folders: list[Folder], known: Known, problems: Problems, report: Report, *, overwrite: bool
) -> list[Home]:
    """The role of each folder: the one that its address leads to, or a new one. All addresses join `known`.

    A folder whose role was deleted is left out, unless `overwrite` is set, and so is one whose role was merged into
    another. A folder with a new address that gives its old one under [[address]] renames its role.
    """
    rows = {
        row.slug: row
        for row in Address.objects.select_related("role__address", "role__published", "role__family")
    }
    known[Role] = {slug: row.role for slug, row in rows.items()}
    known[Address] = dict(rows)
    builder, slugs = Builder(known, problems), Once(problems)
    homes: list[Home] = []
    folder_of: dict[int, str] = {}
    for home in (read_home(folder, rows, builder, slugs) for folder in folders):
        if home is None:
            continue
        addresses = [home.address.slug, *(one.instance.slug for one, _ in home.others)]
        if home.is_of_merged_role:
            report.merged.append(f"{home.address} (now {home.address.role})")
            known[Role].update(dict.fromkeys(addresses, home.address.role))
            continue
        if home.is_of_deleted_role and not overwrite:
            report.deleted.append(home.address.slug)
            known[Role].update(dict.fromkeys(addresses, home.address.role))
            continue
        check_others(home, problems)
        first = folder_of.setdefault(home.role.pk, home.folder.name) if home.role.pk else home.folder.name
        if first != home.folder.name:
            reason = (
                f"{quoted(home.address.slug)} leads to the role of roles/{first}; addresses are never reused."
            )
            problems.add(home.entry, "address", reason)
        known[Role].update(dict.fromkeys(addresses, home.role))
        homes.append(home)
    return homes


def read_home(folder: Folder, rows: dict[str, Address], builder: Builder, slugs: Once) -> Home | None:
    entry = single(folder, "role", builder.problems)
    if entry is None:
        return None
    slug = entry.values.get("address")
    if isinstance(slug, str):
        builder.known[Address].setdefault(slug, Address(slug=slug))
    built = builder.build(ROLE, entry)
    if built and slugs.taken(entry, "address", quoted(built.instance.address.slug)):
        built = None
    others = [one for other in folder.tables.get("address", []) if (one := builder.build(ADDRESS, other))]
    others = [one for one in others if not slugs.taken(one.entry, "slug", quoted(one.instance.slug))]
    if built is None:
        return None
    new: Role = built.instance
    address = built.instance.address
    pairs = [(one, rows.get(one.instance.slug)) for one in others]
    renamed = next((row.role for _, row in pairs if row and address.pk is None and is_own(row)), None)
    return Home(folder, entry, address.role or renamed or new, new.family, address, pairs)


def is_own(address: Address) -> bool:
    """Whether its role came from fixtures, under this address: only then may a folder rename it."""
    role = address.role
    if role is None or role.is_gone or address.merged_from_id is not None:
        return False
    return role.guides.exclude(load_digest="").exists()


def check_others(home: Home, problems: Problems) -> None:
    for one, row in home.others:
        if row is None or (row.role_id == home.role.pk if row.role_id else home.is_of_deleted_role):
            continue
        is_there = row.role is not None and row.role.deleted_at is None
        owner = "belongs to another role" if is_there else "belonged to a role that was deleted"
        problems.add(one.entry, "slug", f"{quoted(row.slug)} {owner}; addresses are never reused.")


def write_role(home: Home, report: Report, *, overwrite: bool) -> bool:
    """Create the role or bring it up to date, and add those of its addresses that are missing.

    Tells whether the role has another family or address than before; other addresses are told to the report.
    """
    role, address = home.role, home.address
    is_new_address = address.pk is None
    wanted = {"family": home.family} | ({"address": address} if is_new_address else {})
    if role.pk is None:
        role.address = None
        role.save()
        wanted = {"address": address}
    elif role.deleted_at is not None:
        # Only where everything is to be overwritten: readers see again what they saw last.
        role.deleted_at, role.published = None, last_published(role)
        role.save()
    if address.role_id is None:
        address.role = role
        address.save()
    changes = {name: value for name, value in wanted.items() if getattr(role, name) != value}
    kept = is_kept(role, overwrite=overwrite)
    if kept:
        if changes:
            report.shared_kept.append(f"{' and '.join(changes)} of the role {role}")
    elif changes or role.edited_at:
        for name, value in changes.items():
            setattr(role, name, value)
        role.edited_at = role.edited_by = None
        role.save()
    for one, row in home.others:
        one.instance.role = role
        one.instance.merged_from_id = row.merged_from_id if row else None
        if differs(one, row, report, keeps=partial(is_kept, overwrite=overwrite)):
            one.instance.save()
            report.shared_written.append(f"address {one.instance}")
    return bool(changes) and not kept
