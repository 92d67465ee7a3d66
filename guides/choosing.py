"""A role or one of its steps, as a parameter names it: "baker" or "baker:senior"; and several of them in a row."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from .models import Address, Guide, Role, Tier
from .parameters import MOST_NAMED, sentences

SLUG = re.compile(r"[a-z0-9-]{1,80}")
# More former addresses than any link of ours ever held are not looked up.
MOST_LOOKED_UP = 100


@dataclass(frozen=True)
class Choice:
    """A published role or a step of its ladder, with the words and addresses by which pages name it."""

    role: Role
    guide: Guide
    tier: Tier | None = None

    @property
    def value(self) -> str:
        """What stands for it in a parameter."""
        return f"{self.role.slug}:{self.tier.slug}" if self.tier else self.role.slug

    @property
    def title(self) -> str:
        return self.tier.title if self.tier else self.guide.title

    @property
    def name(self) -> str:
        """Its title, and whose step it is where the title alone would not say."""
        if self.tier is None:
            return self.guide.title
        if self.tier.title == self.guide.title:
            return f"{self.title}, the step"
        return self.title if self.guide.title in self.title else f"{self.title} (step of {self.guide.title})"

    @property
    def slug(self) -> str:
        """For ids on a page; two hyphens, which no slug has, keep a step apart from a role of that name."""
        return f"{self.role.slug}--{self.tier.slug}" if self.tier else self.role.slug

    @property
    def url(self) -> str:
        return f"{self.ladder_url}#{self.tier.slug}" if self.tier else self.role.get_absolute_url()

    @property
    def ladder_url(self) -> str:
        return reverse("guides:ladder", args=[self.role.slug])


@dataclass(frozen=True)
class Chosen:
    """The choices that make sense, in the order given, and a sentence on each value that was left out."""

    choices: tuple[Choice, ...] = ()
    dropped: tuple[str, ...] = ()
    full: bool = False
    """Whether there is room for no more."""

    def with_(self, choice: Choice) -> list[str]:
        return [*self.values, choice.value]

    def without(self, choice: Choice) -> list[str]:
        return [value for value in self.values if value != choice.value]

    @property
    def values(self) -> list[str]:
        return [choice.value for choice in self.choices]


def all_choices() -> dict[str, Choice]:
    """Every published role and its steps by their values, each role before its steps; two queries."""
    tiers: dict[int, list[Tier]] = {}
    for tier in Tier.objects.public().select_related("source"):
        tiers.setdefault(tier.guide_id, []).append(tier)
    found = []
    for role in Role.objects.for_list():
        whole = Choice(role, role.public_guide)
        found += [whole, *(replace(whole, tier=tier) for tier in tiers.get(whole.guide.pk, ()))]
    return {choice.value: choice for choice in found}


def read_chosen(values: Iterable[str], choices: Mapping[str, Choice], *, most: int) -> Chosen:
    """Those of the values that name a choice, each once, `most` at most; former addresses keep their meaning."""
    values = [value for value in values if value]
    renamed = current_addresses((value.partition(":")[0] for value in values), choices)
    found: dict[str, Choice] = {}
    odd, twice, beyond = [], [], []
    for value in values:
        address, *step = value.split(":", 1)
        choice = choices.get(":".join([renamed.get(address, address), *step]))
        if choice is None:
            odd.append((value, "role or step"))
        elif choice.value in found:
            twice.append(choice.name)
        elif len(found) < most:
            found[choice.value] = choice
        elif choice.name not in beyond:
            beyond.append(choice.name)
    dropped = [*sentences(odd)]
    dropped += [f"{listed(twice)} was chosen more than once; it stands here once."] if twice else []
    dropped += [f"There is room for {most} at most; left out: {listed(beyond)}."] if beyond else []
    return Chosen(tuple(found.values()), tuple(dropped), full=len(found) >= most)


def compare_address(*values: str) -> str:
    """Where the roles or steps that these values name stand side by side; one alone waits there for a second."""
    query = QueryDict(mutable=True)
    query.setlist("role", list(values))
    # A colon needs no escape in a query, and addresses are read by people.
    return f"{reverse('guides:compare')}?{query.urlencode(safe=':')}"


def listed(names: Iterable[str]) -> str:
    """ "A; B and 3 more": each name once, few enough to read."""
    names = [*dict.fromkeys(names)]
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def current_addresses(values: Iterable[str], current: Collection[str]) -> dict[str, str]:
    """The address in use now for each other one among the values, so that old links keep their meaning."""
    former = [value for value in set(values) if value not in current and SLUG.fullmatch(value)]
    if not former:
        return {}  # as for most requests, at the cost of no query
    public = Address.objects.filter(role__published__isnull=False, role__address__isnull=False)
    found = public.filter(slug__in=sorted(former)[:MOST_LOOKED_UP])
    return dict(found.values_list("slug", "role__address__slug"))
