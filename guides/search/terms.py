"""The words of a query, and what they fit."""

from dataclasses import dataclass

from .text import Word, shorter_stems


@dataclass(frozen=True)
class Term:
    """One word of a query. The last word of a query also fits words that begin with it (`beginning`)."""

    text: str
    written: str
    stems: tuple[str, ...]
    beginning: str
    start: int
    end: int

    def weight(self, stem: str) -> float:
        """How well a word of the index fits: 1 for the word itself, less for one that begins so, else 0."""
        if stem in self.stems:
            return 1
        return 0.4 if self.beginning and stem.startswith(self.beginning) else 0

    def fits(self, word: Word) -> bool:
        return self.weight(word.stem) > 0 or bool(self.beginning and word.text.startswith(self.beginning))


def make_terms(words: list[Word], text: str) -> list[Term]:
    """The terms of a query's words, each once."""
    terms: dict[str, Term] = {}
    for number, word in enumerate(words, 1):
        stems, beginning = [word.stem], ""
        if number == len(words):
            stems, beginning = [word.stem, *sorted(shorter_stems(word.text) - {word.stem})], word.text
        # A word that comes twice stands where it comes last, since only there it may be a beginning.
        terms.pop(word.stem, None)
        written = text[word.start : word.end]
        terms[word.stem] = Term(word.text, written, tuple(stems), beginning, word.start, word.end)
    return list(terms.values())
