"""The full-text index of either database, behind the same few functions. All SQL of the search is here.

Readers find what hangs on the published guide of a role with an address, and nothing else: every statement
here asks for that. A role that a guide only names is left out once it has a page.
"""
# ruff: noqa: S608  (statements are made of constants; what readers type goes in as parameters)

from typing import NamedTuple

from django.db import connection

from guides.models import SearchEntry

from .terms import Term

MAX_CANDIDATES = 300
# A word that so many entries have says so little that nobody need know how many more have it.
MAX_COUNTED = 1000

# The entries that readers may find. Each is looked up in every table named here, so these are no more than it takes.
PUBLIC = """
    JOIN guides_role AS home ON home.published_id = entry.guide_id AND home.address_id IS NOT NULL
"""
WITHOUT_PAGE = """
    NOT EXISTS (
        SELECT 1 FROM guides_role AS named
        WHERE named.id = entry.role_id AND named.published_id IS NOT NULL AND named.address_id IS NOT NULL)
"""
# What else is shown of them or sorted by.
SHOWN = """
    JOIN guides_guide AS guide ON guide.id = home.published_id
    JOIN guides_address AS address ON address.id = home.address_id
"""
# Those of them that match an expression (the one parameter).
SQLITE_MATCHES = """
    FROM guides_searchindex JOIN guides_searchentry AS entry ON entry.id = guides_searchindex.rowid {joined}
    WHERE guides_searchindex MATCH %s AND {without_page}
"""
POSTGRESQL_MATCHES = """
    FROM guides_searchentry AS entry {joined}
    WHERE entry.words @@ to_tsquery('simple', %s) AND {without_page}
"""


# The columns of words, as PostgreSQL calls their weights.
TITLE, OWN_WORDS, WITH_ROLE = "A", "AB", "ABC"
SQLITE_COLUMNS = {"A": "title_words", "B": "body_words", "C": "guide_words"}


class Candidate(NamedTuple):
    """An entry that matches, with what its rank is computed from."""

    pk: int
    kind: str
    guide: int
    title: str
    target: str
    title_words: str
    body_words: str
    depth: str
    slug: str
    guide_title: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two entries one result: the page of a role or skill, the place and title of all else."""
        place = self.target if self.target.startswith("/") else f"{self.guide}/{self.target}"
        one_page = self.kind in (SearchEntry.Kind.ROLE, SearchEntry.Kind.SKILL)
        return (self.kind, place) if one_page else (self.kind, place, self.title)


def find(
    terms: list[Term],
    names: list[str],
    *,
    every: bool,
    columns: str = OWN_WORDS,
    guides: list[int] | None = None,
) -> list[Candidate]:
    """Published entries that have every or any of the terms; the most promising, if they are very many.

    `columns` are those to look into, `names` are exact titles, `guides` the only ones to look into. The most
    promising are chosen by plain comparison of words, since the databases' own measures differ.
    """
    patterns = [containing(term) for term in terms]
    # To look through all words again is slow. Where every term stands in each title, no title tells, and where
    # every one stands in title or text, the title does.
    in_title, title_parameters = (
        ("", []) if every and columns == TITLE else score("entry.title_words", patterns)
    )
    in_body, body_parameters = ("", []) if every else score("entry.body_words", patterns)
    within = f"AND entry.guide_id IN ({', '.join(['%s'] * len(guides))})" if guides else ""
    statement = f"""
        SELECT entry.id, entry.kind, entry.guide_id, entry.title, entry.target, entry.title_words,
            entry.body_words, guide.depth, address.slug, guide.title
        {matches(SHOWN)} {within}
        ORDER BY CASE WHEN entry.title_words IN ({", ".join(["%s"] * len(names))}) THEN 0 ELSE 1 END,
            {in_title and f"{in_title} DESC,"}
            CASE entry.kind WHEN 'role' THEN 0 ELSE 1 END,
            {in_body and f"{in_body} DESC,"}
            {in_order("address.slug")}, {in_order("entry.title")}, {in_order("entry.target")},
            {in_order("entry.title_words")}
        LIMIT {MAX_CANDIDATES}
    """
    parameters: list[str | int] = [
        expression(terms, every=every, columns=columns),
        *(guides or []),
        *names,
        *title_parameters,
        *body_parameters,
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Candidate(*row) for row in cursor.fetchall()]


def matches(joined: str = "") -> str:
    statement = SQLITE_MATCHES if connection.vendor == "sqlite" else POSTGRESQL_MATCHES
    return statement.format(joined=PUBLIC + joined, without_page=WITHOUT_PAGE)


def in_order(column: str) -> str:
    """By code point, as both databases can; the order of rows in the table would depend on who came first."""
    collation = "BINARY" if connection.vendor == "sqlite" else '"C"'
    return f"{column} COLLATE {collation}"


def score(column: str, patterns: list[tuple[int, list[str]]]) -> tuple[str, list[str]]:
    """SQL for how much of the query a column of words has, and its parameters."""
    cases: list[str] = []
    parameters: list[str] = []
    for share, some in patterns:
        found = " OR ".join([f"' ' || {column} || ' ' LIKE %s"] * len(some))
        cases.append(f"CASE WHEN {found} THEN {share} ELSE 0 END")
        parameters += some
    return f"({' + '.join(cases)})", parameters


def containing(term: Term) -> tuple[int, list[str]]:
    """How much a term says, per thousand, and the patterns of texts that have it."""
    beginnings = [f"% {term.beginning}%"] if term.beginning else []
    return round(1000 * term.share), [*(f"% {stem} %" for stem in term.stems), *beginnings]


def counts(terms: list[Term]) -> list[int]:
    """For each term, how many published entries have it in their own words; last, how many there are.

    None is counted beyond MAX_COUNTED.
    """
    matching = f"(SELECT COUNT(*) FROM (SELECT 1 {matches()} LIMIT {MAX_COUNTED}) AS counted)"
    entries = f"SELECT 1 FROM guides_searchentry AS entry {PUBLIC} LIMIT {MAX_COUNTED}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([*[matching] * len(terms), f'(SELECT COUNT(*) FROM ({entries}) AS whole)'])}",
            [expression([term], every=True) for term in terms],
        )
        return [int(number) for number in cursor.fetchone()]


def titles() -> list[str]:
    """The titles of all published entries, each once."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT entry.title FROM guides_searchentry AS entry {PUBLIC} WHERE {WITHOUT_PAGE}"
        )
        return [title for (title,) in cursor.fetchall()]


def expression(terms: list[Term], *, every: bool, columns: str = OWN_WORDS) -> str:
    """The terms in the index's own language. They hold letters and digits only, so the quotes are safe."""
    if connection.vendor == "sqlite":
        names = " ".join(SQLITE_COLUMNS[column] for column in columns)
        joined = join(terms, '"{}"', '"{}"*', " OR ", " AND " if every else " OR ")
        return f"{{{names}}} : ({joined})"
    return join(terms, f"'{{}}':{columns}", f"'{{}}':*{columns}", " | ", " & " if every else " | ")


def join(terms: list[Term], word: str, beginning: str, either: str, joint: str) -> str:
    options = []
    for term in terms:
        fitting = [word.format(stem) for stem in term.stems]
        if term.beginning:
            fitting.append(beginning.format(term.beginning))
        options.append(f"({either.join(fitting)})")
    return joint.join(options)
