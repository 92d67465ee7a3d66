"""The titles of roles: which of them a query is, and which it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from guides.models import Address, Guide, Role

from .terms import SHORT_FOR
from .text import initials, read, stem, stems, variants


class Form(Enum):
    """How a name names its role."""

    TITLE = "title"
    OTHER_TITLE = "other title"
    ADDRESS = "address"
    INITIALS = "initials"


@dataclass(frozen=True)
class RoleName:
    """One name of a published role; `words` are its stems, in order."""

    words: str
    written: str
    form: Form
    role: Role
    guide: Guide
    address: Address


def role_names() -> list[RoleName]:
    """All names of all published roles, in one query; in the same order whatever order they were made in."""
    addresses = (
        Address.objects.filter(role__in=Role.objects.published())
        .select_related("role__published", "role__address")
        .order_by("slug")
    )
    return [name for address in addresses for name in names_of(address)]


def names_of(address: Address) -> Iterable[RoleName]:
    role = address.role
    if role is None or role.published is None:
        return
    guide = role.public_guide
    written = [(address.title, Form.OTHER_TITLE)] if address.title else []
    if address.pk == role.address_id:
        written.append((guide.title, Form.TITLE))
    for title, form in written:
        for name in dict.fromkeys(variants(title)):
            yield RoleName(stems(name), name, form, role, guide, address)
        if short := initials(title):
            yield RoleName(stems(short), short, Form.INITIALS, role, guide, address)
    name = address.slug.replace("-", " ")
    yield RoleName(stems(name), name, Form.ADDRESS, role, guide, address)


def named_exactly(words: Iterable[str], names: Iterable[RoleName]) -> list[RoleName]:
    """For each role that has one of these for a name, that name; a title before an address or initials."""
    wanted = set(words)
    found: dict[int, RoleName] = {}
    for name in sorted(names, key=lambda name: list(Form).index(name.form)):
        if name.words and name.words in wanted:
            found.setdefault(name.role.pk, name)
    return list(found.values())


def named_within(text: str, names: Iterable[RoleName]) -> list[RoleName]:
    """The longest name that a query holds beside other words, of every role that has it."""
    words = [word.stem for word in read(text)]
    longer = [stem(SHORT_FOR[word.text]) if word.text in SHORT_FOR else word.stem for word in read(text)]
    lines = {f" {' '.join(one)} " for one in (words, longer)}
    held = [
        name
        for name in names
        if name.words
        and len(name.words.split()) < len(words)
        and any(f" {name.words} " in line for line in lines)
    ]
    longest = max((len(name.words.split()) for name in held), default=0)
    best: dict[int, RoleName] = {}
    for name in held:
        if len(name.words.split()) == longest:
            best.setdefault(name.role.pk, name)
    return list(best.values())
