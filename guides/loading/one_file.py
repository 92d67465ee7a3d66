"""A guide that comes as one file, with the shared rows that it refers to: checked whole, then made a working copy."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from guides import content
from guides.editions import Editor
from guides.models import Address, Guide, Role
from guides.models.edited import Edited
from guides.search import index_guide

from .build import Built, Known
from .guide import BuiltGuide, build_guide
from .problems import Entry, Once, Problems, quoted
from .read import Folder, read_one
from .report import Report
from .roles import Home, find_roles
from .vocabulary import build_shared, differs, write_shared
from .write import lock, write_part

MAX_BYTES = 1_000_000
TOO_LARGE = f"A guide's file has at most {MAX_BYTES:,} bytes; this one has more."
HAS_WORKING_COPY = (
    "This role has a working copy already. Publish or discard that first, then import this file."
)
GONE = (
    "This address belonged to a role that was deleted. Bring that role back, or give [role] another address."
)
MERGED = "The role of this address was merged into {}. Give [role] the address of that."


@dataclass
class Imported:
    """What an import made, and what it left as it was: names for its closing sentences."""

    guide: Guide
    is_new_role: bool
    added: list[str]
    kept: list[str]
    # Roles that the guide only refers to: made without a guide, so that the reference holds once theirs comes.
    awaited: list[str] = field(default_factory=list)
    # Addresses of roles that were deleted here: what names them keeps only its own words.
    gone: list[str] = field(default_factory=list)


def import_guide(raw: bytes, name: str, *, by: Editor = None, dry_run: bool = False) -> Imported:
    """Make the guide its role's working copy; or, where anything is wrong, nothing: FixtureError names it all.

    Shared rows that are here already stay as they are, and are named where the file says something else. `by` is
    the editor, who adds no more than he may add by hand. With `dry_run` all is written, then undone.
    """
    if not may(by, "add", Guide):
        raise PermissionDenied("Importing a guide needs the permission to add one.")
    problems, report = Problems(), Report()
    if len(raw) > MAX_BYTES:
        problems.add(Entry(name), "", TOO_LARGE)
        problems.raise_if_any()
    shared, folder = read_one(raw, name, problems)
    problems.raise_if_any()
    with transaction.atomic():
        lock()
        known: Known = {}
        rows = build_shared(shared, known, problems, report, keeps=lambda row: True)
        check_may_add(rows, by, problems)
        home = find_home(folder, known, by, problems)
        awaited = await_roles(folder, known, by) if home else {}
        built = build_guide(home, known, Once(problems), problems) if home else None
        problems.raise_if_any()
        if built is None:
            raise AssertionError("what cannot be built is a problem")
        found = write(built, rows, awaited, by, problems, report)
        found.gone = [slug for slug in named_roles(folder) if is_deleted(known[Role][slug])]
        if dry_run:
            transaction.set_rollback(True)
    return found


def sentences(found: Imported, *, dry_run: bool = False) -> list[str]:
    """What the import did, for people."""
    guide, role = found.guide, found.guide.role
    where = f"the new role {role}" if found.is_new_role else f"the role {role}"
    verb = "Would make" if dry_run else "Made"
    told = [f"{verb} {guide} the working copy of {where}. Readers see it once it is published."]
    if found.added:
        told.append(f"{'Would add' if dry_run else 'Added'}: {', '.join(found.added)}.")
    if found.kept:
        told.append(f"Kept as it is here, where the file says something else: {', '.join(found.kept)}.")
    if found.awaited:
        told.append(f"Named in it and without a guide here as yet: {', '.join(found.awaited)}.")
    if found.gone:
        told.append(f"Named in it and deleted here, so that nothing leads there: {', '.join(found.gone)}.")
    return told


def may(by: Editor, action: str, model: type[models.Model]) -> bool:
    """Whoever may run commands on the server may do everything."""
    return by is None or by.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def check_may_add(rows: list[Built], by: Editor, problems: Problems) -> None:
    for one in rows:
        model = type(one.instance)
        if not may(by, "add", model):
            noun = model._meta.verbose_name
            problems.add(
                one.entry, "", f"This {noun} is not here yet, and adding one needs its own permission."
            )


def find_home(folder: Folder, known: Known, by: Editor, problems: Problems) -> Home | None:
    """The role of the file, if a working copy may be made there."""
    report = Report()
    home = next(iter(find_roles([folder], known, problems, report, overwrite=False)), None)
    entries = folder.tables.get("role", [])
    if report.deleted:
        problems.add(entries[0], "address", GONE)
    if report.merged:
        problems.add(entries[0], "address", MERGED.format(known[Role][entries[0].values["address"]]))
    if home is None:
        return None
    if home.role.pk is None and not may(by, "add", Role):
        problems.add(
            home.entry, "address", "There is no such role yet, and adding one needs its own permission."
        )
    elif home.role.pk is not None and home.address.pk is None:
        reason = f"Its role has the address {quoted(str(home.role))} here. Give that, and list this one as another."
        problems.add(home.entry, "address", reason)
    elif home.role.pk is not None and home.role.guides.working().exists():
        problems.add(home.entry, "address", HAS_WORKING_COPY)
    return home


def await_roles(folder: Folder, known: Known, by: Editor) -> dict[str, Role]:
    """New roles for the addresses that steps and links name and that nobody has; they join `known`."""
    found: dict[str, Role] = {}
    if not (may(by, "add", Role) and may(by, "add", Address)):
        return found
    for slug in named_roles(folder):
        if slug in known[Role]:
            continue
        try:
            Address(slug=slug).clean_fields(exclude=["role"])
        except ValidationError:
            continue  # no address: said where the guide is built
        found[slug] = known[Role][slug] = Role()
    return found


def is_deleted(role: Role | None) -> bool:
    return role is None or role.deleted_at is not None


def named_roles(folder: Folder) -> list[str]:
    """The addresses that steps and links name, each once."""
    entries = (*folder.tables.get("tier", []), *folder.tables.get("link", []))
    slugs = [entry.values.get("role") for entry in entries]
    return list(dict.fromkeys(slug for slug in slugs if isinstance(slug, str)))


def write(
    built: BuiltGuide,
    rows: list[Built],
    awaited: dict[str, Role],
    by: Editor,
    problems: Problems,
    report: Report,
) -> Imported:
    home, guide = built.home, built.guide
    for one in rows:
        stamp(one.instance, by)
    write_shared(rows, problems, report)
    is_new_role = home.role.pk is None
    write_home(home, by, report)
    for slug, role in awaited.items():
        role.family = home.role.family
        add_role(role, Address(slug=slug))
    guide.role = home.role
    stamp(guide, by)
    guide.save()
    for part in built.parts:
        write_part(part)
    index_guide(guide)
    if report.shared_written:
        content.changed()
    return Imported(guide, is_new_role, report.shared_written, report.shared_kept, list(awaited))


def stamp(row: Edited, by: Editor) -> None:
    """A load of fixtures leaves alone what came this way."""
    row.edited_at = timezone.now()
    row.edited_by_id = by.pk if by else None


def write_home(home: Home, by: Editor, report: Report) -> None:
    """A new role with its addresses; or those that a role lacks, if the editor may change what shows at once."""
    role = home.role
    may_change = role.pk is None or not role.was_public or may(by, "change", Role)
    if role.pk is None:
        stamp(role, by)
        add_role(role, home.address)
    elif role.family != home.family and not role.edited_at and not role.guides.exists():
        role.family = home.family  # it was only awaited
        role.save()
    elif role.family != home.family:
        report.shared_kept.append(f"family of the role {role}")
    for one, row in home.others:
        one.instance.role = role
        one.instance.merged_from_id = row.merged_from_id if row else None
        if row is None and not may_change:
            report.shared_kept.append(f"other addresses of the role {role}, without {one.instance}")
        elif differs(one, row, report, keeps=lambda row: True):
            stamp(one.instance, by)
            one.instance.save()
            report.shared_written.append(f"address {one.instance}")


def add_role(role: Role, address: Address) -> None:
    role.address = None
    role.save()
    address.role = role
    address.save()
    role.address = address
    role.save()
