"""In which order candidates answer a query. Computed here and not by the databases, whose measures differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from guides.models import Guide, SearchEntry

from .database import Candidate
from .names import RoleName
from .query import Query
from .terms import BEGUN
from .text import STOP_WORDS, WORD, fold, read, stem

PLACE_OF_KIND = {str(kind): place for place, kind in enumerate(SearchEntry.Kind)}
# Kinds whose titles are names; what is left of a heading without its stop words is none.
NAMES = {SearchEntry.Kind.ROLE, SearchEntry.Kind.NAMED, SearchEntry.Kind.SKILL, SearchEntry.Kind.TIER}

# What a word is worth that is no word of a heading but one by which readers ask for what stands under it, and what
# one is worth that names the role whose guide it is; a word of the title itself is worth one.
OTHER_WORDS, OF_ROLE = 0.8, 0.9
# What a question must share with one that a guide answers to be nearly the same, as a share of both.
ALIKE = 0.45
FULL_GUIDE = 0.25
# What must stand in an answer to a question, as a share of what the question says.
ENOUGH = 0.5
# How much the words of questions say that are in no index, and those that the query does not have.
SAYS_STOP_WORD, SAYS_OTHER_WORD = 0.08, 0.25
STOPS = {stem(word) for word in STOP_WORDS}
SAME_PERSON = {"i": "you", "we": "you", "me": "you", "my": "your", "our": "your", "which": "what"}


class Measures(NamedTuple):
    """How much of a query a candidate has, and where. All are shares of one, but for the counts."""

    in_title: list[float]
    in_body: list[float]
    length: int
    """How many words its text has."""
    whole: int
    phrase: float
    density: float
    alike: float

    @property
    def covered(self) -> int:
        return sum(1 for a, b in zip(self.in_title, self.in_body, strict=True) if a or b)


@dataclass(frozen=True)
class Ranking:
    """The order of candidates for a query that may hold the names of roles: `scope`."""

    query: Query
    scope: Sequence[RoleName] = ()
    measured: dict[int, Measures] = field(default_factory=dict)

    @cached_property
    def role_words(self) -> dict[int, set[str]]:
        return {name.guide.pk: set(name.words.split()) for name in self.scope}

    def coverage(self, candidate: Candidate) -> float:
        """How much of what the query says stands in the candidate."""
        measures = self.measures(candidate)
        pairs = zip(self.query.terms, measures.in_title, measures.in_body, strict=True)
        return sum(term.share for term, a, b in pairs if a or b)

    def answers(self, candidate: Candidate) -> bool:
        """Whether it has enough of a question to be an answer to it."""
        return self.coverage(candidate) >= ENOUGH or self.measures(candidate).alike >= ALIKE

    def key(self, candidate: Candidate) -> tuple[object, ...]:
        """Smaller comes first.

        Titles that are the query; for a question then the best answers; for all else what has most words,
        as whole words, roles of such titles, and the rest by weight.
        """
        measures = self.measures(candidate)
        exact = candidate.kind in NAMES and candidate.title_words in self.query.names
        last = (
            -round(self.weight(candidate), 6),
            candidate.depth != Guide.Depth.FULL,
            candidate.title != candidate.guide_title,
            PLACE_OF_KIND[candidate.kind],
            candidate.slug,
            candidate.title,
            candidate.target,
            candidate.title_words,
        )
        if self.query.asks:
            return (not exact, *last)
        role = candidate.kind == SearchEntry.Kind.ROLE
        by_title = role and sum(map(bool, measures.in_title)) == measures.covered
        return (-measures.covered, -measures.whole, not exact, not by_title, *last)

    def weight(self, candidate: Candidate) -> float:
        measures = self.measures(candidate)
        length = 1 + measures.length / 100
        triples = zip(self.query.terms, measures.in_title, measures.in_body, strict=True)
        weight = sum(term.share * (4 * a + b / (b + length)) for term, a, b in triples)
        weight += measures.density + measures.phrase
        # One for each of these that the title needs.
        weight += len(self.pronouns.intersection(candidate.title_words.split())) if self.pronouns else 0
        if candidate.kind == SearchEntry.Kind.ROLE and candidate.depth == Guide.Depth.FULL:
            weight += FULL_GUIDE
        if self.query.asks:
            weight += 2 * self.coverage(candidate) + 6 * max(0, measures.alike - ALIKE / 2)
            weight -= candidate.kind in NAMES
            weight -= bool(self.scope) and candidate.guide not in self.role_words
        return weight

    @cached_property
    def pronouns(self) -> set[str]:
        """Those of "it" and "us" that the query has."""
        plain, with_pronouns = (set(names.split()) for names in self.query.names[:2])
        return with_pronouns - plain

    def measures(self, candidate: Candidate) -> Measures:
        if candidate.pk not in self.measured:
            self.measured[candidate.pk] = self.measure(candidate)
        return self.measured[candidate.pk]

    def measure(self, candidate: Candidate) -> Measures:
        terms = self.query.terms
        title, body = candidate.title_words.split(), candidate.body_words.split()
        of_role = self.role_words.get(candidate.guide)
        in_title = in_heading = [term.best(title) for term in terms]
        if candidate.kind in NAMES:
            words = len(title)
        else:
            title = [word.stem for word in read(candidate.title)]
            in_heading = [term.best(title) for term in terms]
            words = len(WORD.findall(candidate.title))
            in_title = [
                max(heading, OTHER_WORDS * found) for heading, found in zip(in_heading, in_title, strict=True)
            ]
        if of_role:
            in_title = [
                max(found, OF_ROLE * (not of_role.isdisjoint(term.stems)))
                for term, found in zip(terms, in_title, strict=True)
            ]
        counted = [term.count(body) for term in terms]
        whole = sum(found > BEGUN or number > 0 for found, (number, _) in zip(in_title, counted, strict=True))
        return Measures(
            in_title,
            [found for _, found in counted],
            len(body),
            whole,
            self.phrase(candidate),
            sum(in_heading) / max(words, 1),
            self.alike(candidate),
        )

    def phrase(self, candidate: Candidate) -> float:
        """How many of the query's neighbours are neighbours here too."""
        pairs = self.pairs
        if not pairs:
            return 0
        title, body = f" {candidate.title_words} ", f" {candidate.body_words} "
        found = sum(0.6 if pair in title else 0.4 if pair in body else 0 for pair in pairs)
        return found / len(pairs)

    @cached_property
    def pairs(self) -> list[str]:
        return [f" {a.stems[0]} {b.stems[0]} " for a, b in pairwise(self.query.terms)]

    def alike(self, candidate: Candidate) -> float:
        """How much the query and a question that a guide answers have in common, stop words and all."""
        if not self.query.asks or candidate.kind != SearchEntry.Kind.QUESTION:
            return 0
        asked, answered = words_of_question(self.query.meant), words_of_question(candidate.title)
        said = {stem: term.share for term in self.query.terms for stem in term.stems}

        def worth(words: set[str]) -> float:
            return sum(SAYS_STOP_WORD if word in STOPS else said.get(word, SAYS_OTHER_WORD) for word in words)

        return worth(asked & answered) / worth(asked | answered)


def words_of_question(text: str) -> set[str]:
    """All its words by their stems, stop words too, whoever speaks."""
    words = (fold(match.group()) for match in WORD.finditer(text))
    return {stem(SAME_PERSON.get(word, word)) for word in words if word}
