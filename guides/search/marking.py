"""Marking a query's words in titles and texts, and choosing the piece of a text to show."""

import unicodedata
from typing import NamedTuple

from .terms import Term
from .text import read

LENGTH = 220
LEAD = 60


class Segment(NamedTuple):
    """A piece of text; `marked` where it is a word of the query."""

    text: str
    marked: bool = False


class Span(NamedTuple):
    start: int
    end: int
    term: str


def mark(text: str, terms: list[Term]) -> list[Segment]:
    text = unicodedata.normalize("NFC", text)
    return segments(text, spans(text, terms))


def snippet(text: str, terms: list[Term]) -> list[Segment]:
    """The piece of a text, some LENGTH characters long, that has most of the query's words."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    found = spans(text, terms)
    start = 0
    if found and len(text) > LENGTH:
        best = max(found, key=lambda span: (variety(found, span.start), -span.start))
        start = min(max(best.start - LEAD, 0), len(text) - LENGTH)
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = len(text) if len(text) - start <= LENGTH else text.rfind(" ", start, start + LENGTH)
    end = end if end > start else min(start + LENGTH, len(text))
    inside = [Span(a - start, b - start, term) for a, b, term in found if a >= start and b <= end]
    before = [Segment("… ")] if start else []
    after = [Segment(" …")] if end < len(text) else []
    return [*before, *segments(text[start:end], inside), *after]


def variety(found: list[Span], start: int) -> int:
    """How many different words of the query stand within reach of `start`."""
    return len({span.term for span in found if start <= span.start and span.end <= start + LENGTH - LEAD})


def spans(text: str, terms: list[Term]) -> list[Span]:
    return [
        Span(word.start, word.end, term.text)
        for word in read(text)
        if (term := next((term for term in terms if term.fits(word)), None))
    ]


def segments(text: str, found: list[Span]) -> list[Segment]:
    """The text in pieces; words of the query that stand side by side are marked as one."""
    pieces: list[Segment] = []
    position = 0
    for start, end, _ in found:
        between = text[position:start]
        if pieces and between.isspace():
            pieces[-1] = Segment(f"{pieces[-1].text}{between}{text[start:end]}", marked=True)
        else:
            pieces += [Segment(between), Segment(text[start:end], marked=True)]
        position = end
    return [piece for piece in [*pieces, Segment(text[position:])] if piece.text]
