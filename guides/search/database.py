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

PUBLIC_ROLES = "FROM guides_role WHERE published_id IS NOT NULL AND address_id IS NOT NULL"
PUBLISHED = f"""
    entry.guide_id IN (SELECT published_id {PUBLIC_ROLES})
    AND (entry.role_id IS NULL OR entry.role_id NOT IN (SELECT id {PUBLIC_ROLES}))
"""
# The entries that match an expression (the one parameter), and how well; lower is better. Titles count most,
# then texts, then the titles of the entry's role.
SQLITE_MATCHES = f"""
    FROM guides_searchindex JOIN guides_searchentry AS entry ON entry.id = guides_searchindex.rowid
    WHERE guides_searchindex MATCH %s AND {PUBLISHED}
"""
SQLITE_DISTANCE = "bm25(guides_searchindex, 8.0, 1.0, 0.1)"
POSTGRESQL_MATCHES = f"""
    FROM guides_searchentry AS entry, to_tsquery('simple', %s) AS query
    WHERE entry.words @@ query AND {PUBLISHED}
"""
POSTGRESQL_DISTANCE = "-ts_rank('{0, 0.05, 0.3, 1}', entry.words, query)"
IN_TITLE = "CASE WHEN ' ' || entry.title_words || ' ' LIKE %s THEN 1 ELSE 0 END"


class Candidate(NamedTuple):
    """An entry that matches, with what its rank is computed from."""

    pk: int
    kind: str
    guide: int
    title: str
    target: str
    title_words: str
    body_words: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two entries one result: the page of a role or skill, the place and title of all else."""
        place = self.target if self.target.startswith("/") else f"{self.guide}/{self.target}"
        one_page = self.kind in (SearchEntry.Kind.ROLE, SearchEntry.Kind.SKILL)
        return (self.kind, place) if one_page else (self.kind, place, self.title)


def find(terms: list[Term], names: list[str], *, every: bool, with_role: bool = False) -> list[Candidate]:
    """Published entries that have every or any of the terms; the most promising, if they are very many.

    `with_role` also looks for the terms in the titles of the entry's role; `names` are exact titles.
    """
    sqlite = connection.vendor == "sqlite"
    in_title = " + ".join([IN_TITLE] * len(terms))
    statement = f"""
        SELECT entry.id, entry.kind, entry.guide_id, entry.title, entry.target, entry.title_words,
            entry.body_words
        {SQLITE_MATCHES if sqlite else POSTGRESQL_MATCHES}
        ORDER BY CASE WHEN entry.title_words IN (%s, %s) THEN 0 ELSE 1 END, {in_title} DESC,
            CASE entry.kind WHEN 'role' THEN 0 ELSE 1 END,
            {SQLITE_DISTANCE if sqlite else POSTGRESQL_DISTANCE}, entry.id
        LIMIT {MAX_CANDIDATES}
    """
    patterns = [f"% {min(term.stems, key=len)}{'' if term.beginning else ' '}%" for term in terms]
    with connection.cursor() as cursor:
        cursor.execute(statement, [expression(terms, every=every, with_role=with_role), *names, *patterns])
        return [Candidate(*row) for row in cursor.fetchall()]


def known(terms: list[Term]) -> list[bool]:
    """For each term, whether any published entry has it."""
    exists = f"EXISTS (SELECT 1 {SQLITE_MATCHES if connection.vendor == 'sqlite' else POSTGRESQL_MATCHES})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([exists] * len(terms))}",
            [expression([term], every=True, with_role=True) for term in terms],
        )
        return [bool(answer) for answer in cursor.fetchone()]


def titles() -> list[str]:
    """The titles of all published entries, each once."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT entry.title FROM guides_searchentry AS entry WHERE {PUBLISHED}")
        return [title for (title,) in cursor.fetchall()]


def expression(terms: list[Term], *, every: bool, with_role: bool) -> str:
    """The terms in the index's own language. They hold letters and digits only, so the quotes are safe."""
    if connection.vendor == "sqlite":
        joined = join(terms, '"{}"', '"{}"*', " OR ", " AND " if every else " OR ")
        return joined if with_role else f"{{title_words body_words}} : ({joined})"
    columns = "ABC" if with_role else "AB"
    return join(terms, f"'{{}}':{columns}", f"'{{}}':*{columns}", " | ", " & " if every else " | ")


def join(terms: list[Term], word: str, beginning: str, either: str, joint: str) -> str:
    options = []
    for term in terms:
        fitting = [word.format(stem) for stem in term.stems]
        if term.beginning:
            fitting.append(beginning.format(term.beginning))
        options.append(f"({either.join(fitting)})")
    return joint.join(options)
