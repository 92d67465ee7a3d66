"""The titles of roles: which of them a query is, and which it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from guides.kept import kept
from guides.models import Address, Guide, Role

from .terms import SHORT_FOR
from .text import initials, read, stem, stems, variants

# No name has more words, and of a query that names more roles the first are as good as any.
MOST_WORDS, MOST_ROLES = 40, 50


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


@dataclass(frozen=True, slots=True)
class Held:
    """A name without its records, of which there are many thousands."""

    number: int
    words: str
    written: str
    form: Form
    role: int
    address: int


@kept
def names_by_words() -> dict[str, list[Held]]:
    """All names of all published roles by their words; numbered alike whatever order they were made in."""
    addresses = Address.objects.filter(role__in=Role.objects.published()).order_by("slug")
    found: dict[str, list[Held]] = {}
    number = 0
    columns = ("pk", "slug", "title", "role", "role__address", "role__published__title")
    for pk, slug, other_title, role, current, title in addresses.values_list(*columns):
        for written, form in names_of(slug, other_title, title if pk == current else ""):
            if words := stems(written):
                number += 1
                found.setdefault(words, []).append(Held(number, words, written, form, role, pk))
    return found


def names_of(slug: str, other_title: str, title: str) -> Iterable[tuple[str, Form]]:
    """The names that an address gives its role: the title that it stands for, the guide's title, and itself."""
    for one, form in ((other_title, Form.OTHER_TITLE), (title, Form.TITLE)):
        for name in dict.fromkeys(variants(one)):
            yield name, form
        if short := initials(one):
            yield short, Form.INITIALS
    yield slug.replace("-", " "), Form.ADDRESS


def named_exactly(words: Iterable[str], names: Mapping[str, list[Held]]) -> list[RoleName]:
    """For each role that has one of these for a name, that name; a title before an address or initials."""
    held = [name for one in set(words) for name in names.get(one, ())]
    return of_roles(sorted(held, key=lambda name: (list(Form).index(name.form), name.number)))


def named_within(text: str, names: Mapping[str, list[Held]]) -> list[RoleName]:
    """The longest name that a query holds beside other words, of every role that has it."""
    words = [word.stem for word in read(text)]
    longer = [stem(SHORT_FOR[word.text]) if word.text in SHORT_FOR else word.stem for word in read(text)]
    lines = [" ".join(one).split() for one in (words, longer)]
    for size in range(min(len(words) - 1, MOST_WORDS), 0, -1):
        parts = {
            " ".join(line[start : start + size]) for line in lines for start in range(len(line) - size + 1)
        }
        if held := [name for part in parts for name in names.get(part, ())]:
            return of_roles(sorted(held, key=lambda name: name.number))
    return []


def of_roles(held: Iterable[Held]) -> list[RoleName]:
    """The first of these names for each role, with its records; of no more roles than anybody could mean."""
    first: dict[int, Held] = {}
    for name in held:
        first.setdefault(name.role, name)
    some = list(first.values())[:MOST_ROLES]
    if not some:
        return []
    addresses = Address.objects.select_related("role__published", "role__address").in_bulk(
        [name.address for name in some]
    )
    return [
        RoleName(name.words, name.written, name.form, address.role, address.role.public_guide, address)
        for name in some
        if (address := addresses.get(name.address)) and address.role and address.role.published
    ]
