"""From what a reader typed to ranked, marked results."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from guides.models import SearchEntry

from . import database
from .database import TITLE, WITH_ROLE, Candidate
from .marking import Segment, mark, snippet
from .names import RoleName, named_exactly, named_within, names_by_words
from .query import Query, correct, weighed
from .ranking import Ranking
from .subjects import COMPARING


class Hit(NamedTuple):
    """One result: its title and text in pieces of which some are marked, and where it leads.

    `role_title` is the title of the role in whose guide it stands.
    """

    entry: SearchEntry
    url: str
    title: list[Segment]
    snippet: list[Segment]
    role_title: str

    @property
    def is_role(self) -> bool:
        """Whether it is a role with a page."""
        return self.entry.kind == SearchEntry.Kind.ROLE

    @property
    def provenance(self) -> str:
        """What is to be said of it beside its title: in which guide it stands, which role has this other title."""
        kind = self.entry.kind
        if self.is_role:
            return f"Another title of {self.role_title}" if self.entry.title != self.role_title else ""
        if kind == SearchEntry.Kind.NAMED:
            return f"Named in the guide to {self.role_title}; no page of its own"
        if kind == SearchEntry.Kind.TIER:
            return f"Ladder of {self.role_title}"
        return "" if kind == SearchEntry.Kind.SKILL else self.role_title


class Grouping(Enum):
    """The groups of results: what an address calls them, their heading, and the kinds of entries in each."""

    ROLES = ("role", "Roles", (SearchEntry.Kind.ROLE, SearchEntry.Kind.NAMED))
    STEPS = ("step", "Steps", (SearchEntry.Kind.TIER,))
    SKILLS = ("skill", "Skills and tools", (SearchEntry.Kind.SKILL,))
    QUESTIONS = ("question", "Questions", (SearchEntry.Kind.QUESTION,))
    SECTIONS = ("section", "Sections", (SearchEntry.Kind.SECTION,))

    def __init__(self, slug: str, label: str, kinds: tuple[SearchEntry.Kind, ...]) -> None:
        self.slug, self.label, self.kinds = slug, label, kinds

    @classmethod
    def of(cls, kind: str) -> "Grouping":
        return GROUPING_OF[kind]


GROUPING_OF: dict[str, Grouping] = {kind: grouping for grouping in Grouping for kind in grouping.kinds}


class Group(NamedTuple):
    """The results of some kinds: how many there are, and the best of them."""

    grouping: Grouping
    total: int
    hits: list[Hit]

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


# How many results a page shows of its first group, of each other, and of the only one that is asked for.
FIRST, OTHERS, ONLY = 5, 3, 40


@dataclass(frozen=True)
class Ranked:
    """All that a search found, the best first, each result once; the same on every database.

    `used` is the query that was used, which is `query` or, where nothing had all the words as typed, that with
    corrections; `every_word` is false where what was found has some of the words only; `capped` says that there
    may be more; `named` are the names of roles that the query is,
    or those that it compares.
    """

    query: Query
    used: Query
    every_word: bool = True
    candidates: list[Candidate] = field(default_factory=list)
    capped: bool = False
    named: list[RoleName] = field(default_factory=list)

    @property
    def corrected(self) -> str:
        return self.used.text if self.used.text != self.query.text else ""

    def hits_of(self, chosen: list[Candidate]) -> list[Hit]:
        entries = SearchEntry.objects.select_related("guide__role__address").in_bulk(
            [one.pk for one in chosen]
        )
        return [make_hit(entries[one.pk], self.used) for one in chosen]

    def groups(self, only: Grouping | None = None) -> list[Group]:
        """By kind, that of the best result first; with `only`, its results and how many the others have."""
        found: dict[Grouping, list[Candidate]] = {}
        for candidate in self.candidates:
            found.setdefault(Grouping.of(candidate.kind), []).append(candidate)
        shown: dict[Grouping, list[Candidate]] = {}
        for number, (grouping, some) in enumerate(found.items()):
            size = OTHERS if number else FIRST
            if only is not None:
                size = ONLY if grouping is only else 0
            shown[grouping] = some[:size]
        hits = iter(self.hits_of([candidate for some in shown.values() for candidate in some]))
        return [
            Group(grouping, len(found[grouping]), [next(hits) for _ in some])
            for grouping, some in shown.items()
        ]


@dataclass(frozen=True)
class Results:
    """What a search found: `total` counts it, `hits` are the best of it; all else as in Ranked."""

    query: Query
    corrected: str = ""
    every_word: bool = True
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    capped: bool = False


def search(typed: str, limit: int = 40) -> Results:
    """The best `limit` published entries for whatever a reader typed."""
    found = ranked(typed)
    return Results(
        query=found.query,
        corrected=found.corrected,
        every_word=found.every_word,
        hits=found.hits_of(found.candidates[:limit]),
        total=len(found.candidates),
        capped=found.capped,
    )


def ranked(typed: str) -> Ranked:
    """What has all words in itself, or those beside a role's title in that role's guide ("support manager visa");

    else what has them together with its role's titles, else the same for the nearest known words, else what has
    any of the words. What has most of a question is an answer to it too.
    """
    query = Query.parse(typed)
    if not query.terms:
        return Ranked(query, query)
    names = names_by_words()
    used, unknown = weighed(query)
    scope = named_within(used.text, names)
    found = with_all_words(used, scope)
    if not found and unknown and (nearest := correct(query, unknown)):
        used, _ = weighed(nearest)
        scope = named_within(used.text, names)
        found = with_all_words(used, scope)
    ranking, every_word = Ranking(used, scope), bool(found)
    if not found or (used.asks and used.telling):
        some = database.find(used.telling or used.terms, used.names, every=False)
        found += [one for one in some if not every_word or ranking.answers(one)]
    best: dict[tuple[str, ...], Candidate] = {}
    for candidate in sorted(found, key=ranking.key):
        best.setdefault(candidate.identity, candidate)
    capped = len(found) >= database.MAX_CANDIDATES
    comparing = any(not COMPARING.isdisjoint(term.stems) for term in used.terms)
    named = named_exactly(used.names, names) or (scope if comparing else [])
    return Ranked(query, used, every_word, list(best.values()), capped, named)


def near(words: str, groupings: Collection[Grouping], limit: int = 3) -> list[Hit]:
    """What of these groups has most words of a name that leads nowhere, each in place of its nearest if unknown.

    Each title once: the plain step of a ladder has that of its role.
    """
    query = Query.parse(words)
    if not query.terms:
        return []
    query, unknown = weighed(query)
    if unknown and (nearest := correct(query, unknown)):
        query, _ = weighed(nearest)
    ranking = Ranking(query)
    found: dict[str, tuple[int, Candidate]] = {}
    for one in sorted(database.find(query.terms, query.names, every=False, columns=TITLE), key=ranking.key):
        fitting = sum(map(bool, ranking.measures(one).in_title))
        shown = one.guide_title if one.kind == SearchEntry.Kind.ROLE else one.title
        if Grouping.of(one.kind) in groupings and 3 * fitting >= 2 * len(query.terms):
            found.setdefault(shown, (fitting, one))
    best = sorted(found.values(), key=lambda pair: -pair[0])
    return Ranked(query, query).hits_of([one for _, one in best[:limit]])


def with_all_words(query: Query, scope: list[RoleName]) -> list[Candidate]:
    """Of words that are all very common only titles, as long as any has them all: the rest would say nothing."""
    found = [] if query.telling else database.find(query.terms, query.names, every=True, columns=TITLE)
    found = found or database.find(query.terms, query.names, every=True)
    of_role = {word for name in scope for word in name.words.split()}
    rest = [term for term in query.terms if of_role.isdisjoint(term.stems)]
    if scope and rest:
        guides = [name.guide.pk for name in scope]
        found += database.find(rest, query.names, every=True, guides=guides)
    return found or database.find(query.terms, query.names, every=True, columns=WITH_ROLE)


def make_hit(entry: SearchEntry, query: Query) -> Hit:
    return Hit(
        entry=entry,
        url=entry.get_absolute_url(),
        title=mark(entry.title, query.terms),
        snippet=snippet(entry.body, query.terms),
        role_title=entry.guide.title,
    )
