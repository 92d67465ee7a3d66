"""The words of a query, and what they fit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from .text import WORD, Word, fold, shorter_stems, stem

# Short forms that readers type, and the words that they stand for.
SHORT_FOR = {
    "admin": "administrator",
    "asst": "assistant",
    "jr": "junior",
    "mgr": "manager",
    "rep": "representative",
    "sr": "senior",
    "tech": "technical",
    "uk": "kingdom",
    "usa": "states",
}
# Two words of so many letters each may be one written apart.
SHORTEST_PART = 3
# What a word is worth that only begins like the one typed.
BEGUN = 0.4


@dataclass(frozen=True)
class Term:
    """One word of a query. The last word of a query also fits words that begin with it (`beginning`)."""

    text: str
    written: str
    stems: tuple[str, ...]
    beginning: str = ""
    share: float = field(default=1, compare=False)
    """How much the word says, of all that the query says: rare words say more."""

    def weight(self, stem: str) -> float:
        """How well a word of the index fits: 1 for the word itself, less for one that begins so, else 0."""
        if stem in self.stems:
            return 1
        return BEGUN if self.beginning and stem.startswith(self.beginning) else 0

    def best(self, words: Iterable[str]) -> float:
        """How well that word fits which fits best."""
        return max(map(self.weight, words), default=0)

    def count(self, words: list[str]) -> tuple[int, float]:
        """How often the word itself is among these, and how much there is of it with those that begin so."""
        whole = sum(map(words.count, self.stems))
        if not self.beginning:
            return whole, whole
        begun = [word for word in words if word.startswith(self.beginning) and word not in self.stems]
        return whole, whole + BEGUN * len(begun)

    def fits(self, word: Word) -> bool:
        return self.weight(word.stem) > 0 or bool(self.beginning and word.text.startswith(self.beginning))


def make_terms(words: list[Word], text: str) -> list[Term]:
    """The terms of a query's words, each once, with the other ways in which each may be written."""
    joined = joined_words(text)
    terms: dict[str, Term] = {}
    for number, word in enumerate(words, 1):
        others = {stem(one) for one in joined.get(word.start, ())}
        if word.text in SHORT_FOR:
            others.add(stem(SHORT_FOR[word.text]))
        beginning = ""
        if number == len(words):
            others |= shorter_stems(word.text)
            beginning = word.text
        # A word that comes twice stands where it comes last, since only there it may be a beginning.
        terms.pop(word.stem, None)
        stems = (word.stem, *sorted(others - {word.stem}))
        terms[word.stem] = Term(word.text, text[word.start : word.end], stems, beginning)
    return list(terms.values())


def joined_words(text: str) -> dict[int, list[str]]:
    """By where a word starts, the words that it makes with its neighbours: cyber security, service now."""
    found: dict[int, list[str]] = {}
    written = list(WORD.finditer(text))
    for first, second in pairwise(written):
        long_enough = min(len(first.group()), len(second.group())) >= SHORTEST_PART
        if long_enough and (word := fold(first.group() + second.group())):
            for match in (first, second):
                found.setdefault(match.start(), []).append(word)
    return found


def joined_names(words: Iterable[str]) -> list[str]:
    """The stems of two words written as one, if there are just two."""
    pair = list(words)
    return [stem(fold("".join(pair)))] if len(pair) == 2 else []
