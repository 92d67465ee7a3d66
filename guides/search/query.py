"""Reading the search entries: from what a reader typed to ranked, marked results."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from guides.models import SearchEntry

from . import database
from .database import Candidate
from .marking import Segment, mark, snippet
from .terms import Term, make_terms
from .text import read, stems

# Kinds whose titles are names; what is left of a heading without its stop words is none.
NAMES = {SearchEntry.Kind.ROLE, SearchEntry.Kind.NAMED, SearchEntry.Kind.SKILL, SearchEntry.Kind.TIER}
MAX_CHARACTERS = 200
MAX_WORDS = 12


@dataclass(frozen=True)
class Query:
    """What a reader typed, as it is understood.

    `terms` are the words that are looked for, `names` the index words of titles that fit it exactly.
    """

    text: str
    terms: list[Term]
    names: list[str]
    cut: bool = False

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """Any text whatever: bounded, without control characters, its words read as those of titles are."""
        printable = "".join(
            letter if letter.isprintable() else " " for letter in typed[: 10 * MAX_CHARACTERS]
        )
        tidy = " ".join(printable.split())
        text = tidy[:MAX_CHARACTERS].rstrip()
        words = list(read(text)) or list(read(text, pronouns=True))
        names = [stems(text), stems(text, pronouns=True)]
        cut = len(tidy) > MAX_CHARACTERS or len(typed) > 10 * MAX_CHARACTERS or len(words) > MAX_WORDS
        return cls(text, make_terms(words[:MAX_WORDS], text), names, cut)

    @property
    def words(self) -> str:
        return " ".join(term.written for term in self.terms)


class Hit(NamedTuple):
    """One result: its title and text in pieces of which some are marked, and where it leads.

    `role_title` is the title of the role in whose guide it stands; `origin` repeats it where that adds
    something, and `other_title_of` where the result is another title of that role.
    """

    entry: SearchEntry
    url: str
    title: list[Segment]
    snippet: list[Segment]
    role_title: str
    kind: str

    @property
    def origin(self) -> str:
        return "" if self.entry.kind in (SearchEntry.Kind.ROLE, SearchEntry.Kind.SKILL) else self.role_title

    @property
    def other_title_of(self) -> str:
        other = self.entry.kind == SearchEntry.Kind.ROLE and self.entry.title != self.role_title
        return self.role_title if other else ""


@dataclass(frozen=True)
class Results:
    """What a search found.

    `corrected` is the query that was used in its place where nothing had all the words as typed;
    `every_word` is false where the hits have some of the words only; `total` counts all that was found, of
    which `hits` are the best; `capped` says that there may be more than `total`.
    """

    query: Query
    corrected: str = ""
    every_word: bool = True
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    capped: bool = False


def search(typed: str, limit: int = 40) -> Results:
    """The best `limit` published entries for whatever a reader typed; the same on every database.

    First what has all words in itself, else what has them together with its role's titles ("support manager
    visa"), else the same for the nearest known words, else what has any of the words.
    """
    query = Query.parse(typed)
    if not query.terms:
        return Results(query)
    if found := with_all_words(query):
        return results(query, query, found, limit)
    nearest = correct(query)
    if nearest and (found := with_all_words(nearest)):
        return results(query, nearest, found, limit)
    used = nearest or query
    return results(query, used, database.find(used.terms, used.names, every=False), limit, every_word=False)


def with_all_words(query: Query) -> list[Candidate]:
    return database.find(query.terms, query.names, every=True) or database.find(
        query.terms, query.names, every=True, with_role=True
    )


def results(
    query: Query, used: Query, found: list[Candidate], limit: int, *, every_word: bool = True
) -> Results:
    best: dict[tuple[str, ...], Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: rank(candidate, used)):
        best.setdefault(candidate.identity, candidate)
    chosen = list(best.values())[:limit]
    entries = SearchEntry.objects.select_related("guide__role__address").in_bulk([one.pk for one in chosen])
    return Results(
        query=query,
        corrected="" if used is query else used.text,
        every_word=every_word,
        hits=[make_hit(entries[one.pk], used.terms) for one in chosen],
        total=len(best),
        capped=len(found) == database.MAX_CANDIDATES,
    )


def make_hit(entry: SearchEntry, terms: list[Term]) -> Hit:
    return Hit(
        entry=entry,
        url=entry.get_absolute_url(),
        title=mark(entry.title, terms),
        snippet=snippet(entry.body, terms),
        role_title=entry.guide.title,
        kind=SearchEntry.Kind(entry.kind).label,
    )


def rank(candidate: Candidate, query: Query) -> tuple[object, ...]:
    """Most words first; then titles that are the query; then roles of such titles; then by weight.

    Computed here and not by the databases, whose own measures differ.
    """
    title, body = candidate.title_words.split(), Counter(candidate.body_words.split())
    in_title = [max((term.weight(word) for word in title), default=0.0) for term in query.terms]
    in_body = [sum(count * term.weight(word) for word, count in body.items()) for term in query.terms]
    covered = sum(1 for a, b in zip(in_title, in_body, strict=True) if a or b)
    pronouns = len(set(query.names[1].split()) & set(title) - set(query.names[0].split()))
    length = 1 + body.total() / 100
    weight = sum(4 * a + b / (b + length) for a, b in zip(in_title, in_body, strict=True))
    weight += pronouns + 2 * sum(in_title) / max(len(title), 1)
    role = candidate.kind == SearchEntry.Kind.ROLE
    return (
        -covered,
        not (candidate.kind in NAMES and candidate.title_words in query.names),
        not (role and sum(map(bool, in_title)) == covered),
        -round(weight, 6),
        list(SearchEntry.Kind).index(SearchEntry.Kind(candidate.kind)),
        candidate.pk,
    )


def correct(query: Query) -> Query | None:
    """The query with each word that nothing has in place of its nearest neighbour in published titles."""
    unknown = [
        term for term, known in zip(query.terms, database.known(query.terms), strict=True) if not known
    ]
    if not unknown:
        return None
    vocabulary = title_words(database.titles())
    text, changed = query.text, False
    for term in reversed(unknown):
        if near := nearest(term.text, vocabulary):
            text = text[: term.start] + near + text[term.end :]
            changed = True
    return Query.parse(text) if changed else None


def title_words(titles: Iterable[str]) -> dict[str, str]:
    """The words of titles as they are compared, and as they are written; the more frequent first."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for title in sorted(titles):
        for word in read(title):
            counts[word.text] += 1
            written.setdefault(word.text, title[word.start : word.end].lower())
    return {word: written[word] for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


def nearest(word: str, vocabulary: dict[str, str]) -> str:
    """The written form of the word most like this one, or of the two that it runs together; else nothing."""
    for cut in range(3, len(word) - 2):
        if word[:cut] in vocabulary and word[cut:] in vocabulary:
            return f"{vocabulary[word[:cut]]} {vocabulary[word[cut:]]}"
    if len(word) < 4:
        return ""
    alike = [known for known in vocabulary if abs(len(known) - len(word)) <= 2 and len(known) > 3]
    close = get_close_matches(word, alike, n=1, cutoff=0.75)
    return vocabulary[close[0]] if close else ""
