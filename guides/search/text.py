"""How a text is read into words: once, in Python, so that both databases find, rank and mark alike."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

# The English stop words of Snowball, as PostgreSQL has them, and "another" and "us".
STOP_WORDS = frozenset(
    """i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves what which who whom this that these
    those am is are was were be been being have has had having do does did doing a an the and but if or
    because as until while of at by for with about against between into through during before after
    above below to from up down in out on off over under again further then once here there when where
    why how all any both each few more most other some such no nor not only own same so than too very s
    t can will just don should now another""".split()  # noqa: SIM905 (easier to read and to compare)
)
# Pronouns in small letters, but names in capitals: an IT Manager, a visa for the US.
PRONOUNS_OR_NAMES = frozenset({"it", "us"})

# Our guides speak of pay and scripts; readers ask for a salary, and whether they must code.
SAME = dict.fromkeys(("salari", "wage", "earn", "compens", "remuner", "incom", "paid"), "pay") | {
    "code": "script"
}

LONGEST_WORD = 40
# Our guides print ’ where keyboards have ', and people also reach for their neighbours.
APOSTROPHE = "['’‘`´]"
WORD = re.compile(rf"[^\W_]+(?:{APOSTROPHE}[^\W_]+)*")
# Readers write organization and labor, our guides organisation and labour.
AMERICAN_Z = re.compile(r"(?<=[iy])z(?=[aei])")
BRITISH_OUR = re.compile(r"(?<=\w{3})our(?=$|s$|ed$|ing$|al)")


class Word(NamedTuple):
    """A word that counts, and where in the text it stands."""

    text: str
    stem: str
    start: int
    end: int


def read(text: str, *, pronouns: bool = False) -> Iterator[Word]:
    """The words of a text but for stop words. With `pronouns`, "it" and "us" count in small letters too."""
    for match in WORD.finditer(text):
        written = match.group()
        word = fold(written)
        name = word in PRONOUNS_OR_NAMES and (pronouns or written.isupper())
        if word and (name or word not in STOP_WORDS):
            yield Word(word, stem(word), match.start(), match.end())


def stems(text: str, *, pronouns: bool = False) -> str:
    """The stems of a text's words, parted by spaces: what the index holds."""
    return " ".join(word.stem for word in read(text, pronouns=pronouns))


@lru_cache(maxsize=20_000)
def fold(written: str) -> str:
    """A word in small letters and digits only, without accents and possessives, in one spelling."""
    bare = re.sub(rf"{APOSTROPHE}[sS]$", "", written)
    decomposed = unicodedata.normalize("NFKD", bare).casefold()
    word = "".join(character for character in decomposed if character.isalnum())[:LONGEST_WORD]
    if word in STOP_WORDS:
        return word
    return BRITISH_OUR.sub("or", AMERICAN_Z.sub("s", word))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    # A stemmer keeps the word it works on in itself, so threads must not share one.
    found: str = snowballstemmer.stemmer("english").stemWord(word)
    if found in SAME:
        return SAME[found]
    # It leaves the s of SLAs and TSMs, which have no vowel where it wants one.
    return found[:-1] if len(found) > 2 and found.endswith("s") and not found.endswith("ss") else found


# What may be missing of a word whose reader still types: communica, escalati, certificat.
ENDINGS = "al ation ations ed ent ing ion ions l nt on ons tion tions y".split()  # noqa: SIM905


def shorter_stems(beginning: str) -> set[str]:
    """Stems of words that begin so, where the stem itself is shorter: communic for communica."""
    found = {stem(beginning + ending) for ending in ENDINGS}
    return {one for one in found if beginning.startswith(one) and one != beginning}


def variants(title: str) -> list[str]:
    """A title as it stands, without what is in brackets, and each of those that slashes part."""
    bare = re.sub(r"\s*\([^)]*\)", "", title)
    return [title, bare, *re.split(r"\s+/\s+", bare)]


def initials(title: str) -> str:
    """TSM for Technical Support Manager; nothing for a title of one word."""
    bare = variants(title)[1]
    letters = [word.text[0] for word in read(bare)]
    return "".join(letters).upper() if len(letters) > 1 else ""
