"""What a reader typed, as it is understood."""

from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain
from math import log

from guides.kept import kept

from . import database
from .subjects import rephrase
from .terms import Term, joined_names, make_terms
from .text import WORD, read, stems

MAX_CHARACTERS = 200
MAX_WORDS = 12
# Who types one of these before the last word asks in a sentence; not every word of it need stand in the answer.
ASKING = frozenset(
    """am are can could do does from how i is my should there what when where which who why will would
    you""".split()  # noqa: SIM905 (easier to read)
)


@dataclass(frozen=True)
class Query:
    """What a reader typed, as it is understood.

    `meant` is the text without turns of phrase, `terms` are the words that are looked for, `names` the index
    words of titles that fit it exactly; `asks` says that it is a question or a sentence.
    `telling` are those terms that not almost everything has.
    """

    text: str
    meant: str
    terms: list[Term]
    names: list[str]
    cut: bool = False
    asks: bool = False
    telling: list[Term] = field(default_factory=list)

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """Any text whatever: bounded, without control characters, its words read as those of titles are."""
        printable = "".join(
            letter if letter.isprintable() else " " for letter in typed[: 10 * MAX_CHARACTERS]
        )
        tidy = " ".join(printable.split())
        text = tidy[:MAX_CHARACTERS].rstrip()
        meant = rephrase(text)
        words = list(read(meant)) or list(read(meant, pronouns=True))
        names = [stems(text), stems(text, pronouns=True), *joined_names(text.split())]
        cut = len(tidy) > MAX_CHARACTERS or len(typed) > 10 * MAX_CHARACTERS or len(words) > MAX_WORDS
        asks = not ASKING.isdisjoint(text.casefold().split()[:-1])
        return cls(text, meant, make_terms(words[:MAX_WORDS], meant), names, cut, asks)

    @property
    def words(self) -> str:
        return " ".join(term.written for term in self.terms)


def weighed(query: Query) -> tuple[Query, set[str]]:
    """The query with each term's share of what it says, and those of its words that nothing has."""
    *numbers, total = database.counts(query.terms)
    says = [log(1 + (total + 1) / (number + 1)) for number in numbers]
    terms = [replace(term, share=one / sum(says)) for term, one in zip(query.terms, says, strict=True)]
    common = {
        term.text for term, number in zip(terms, numbers, strict=True) if number >= database.MAX_COUNTED
    }
    telling = [term for term in terms if term.text not in common]
    unknown = {term.text for term, number in zip(terms, numbers, strict=True) if not number}
    return replace(query, terms=terms, telling=telling), unknown


def correct(query: Query, unknown: set[str]) -> Query | None:
    """The query with each unknown word in place of its nearest neighbour in published titles."""
    vocabulary = title_words()
    text, changed = query.text, False
    for word in reversed(list(read(query.text, pronouns=True))):
        if word.text in unknown and (near := nearest(word.text, vocabulary)):
            text = text[: word.start] + near + text[word.end :]
            changed = True
    return Query.parse(text) if changed else None


@kept
def title_words() -> dict[str, str]:
    """The words of all titles as they are compared, and as they are written; the more frequent first."""
    as_written = Counter(chain.from_iterable(map(WORD.findall, sorted(database.titles()))))
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for one, number in as_written.items():  # each once, as it came first
        for word in read(one):
            counts[word.text] += number
            written.setdefault(word.text, one.lower())
    return {word: written[word] for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


def nearest(word: str, vocabulary: dict[str, str]) -> str:
    """The written form of the word most like this one, or of the two that it runs together; else nothing.

    Whoever mistypes a word seldom mistypes its first letter.
    """
    for cut in range(3, len(word) - 2):
        if word[:cut] in vocabulary and word[cut:] in vocabulary:
            return f"{vocabulary[word[:cut]]} {vocabulary[word[cut:]]}"
    if len(word) < 4:
        return ""
    alike = [
        known
        for known in vocabulary
        if known[0] == word[0] and abs(len(known) - len(word)) <= 2 and len(known) > 3
    ]
    close = get_close_matches(word, alike, n=1, cutoff=0.75)
    return vocabulary[close[0]] if close else ""
