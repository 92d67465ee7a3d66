"""What people type into the search, over the real guides: the right first result, on every database."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection

from guides.models import Role, SearchEntry
from guides.search import search
from guides.search.database import MAX_CANDIDATES, OWN_WORDS, TITLE, WITH_ROLE, find
from guides.search.query import Query, weighed
from guides.search.terms import Term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def queries_in(name: str) -> dict[str, list[str]]:
    """The right first results of each query in a file; see the head of queries.toml."""
    topics = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    return {typed: right for topic in topics.values() for typed, right in topic.items()}


QUERIES, HELD_OUT = queries_in("queries"), queries_in("queries_held_out")


def first_result(typed: str) -> str:
    hits = search(typed).hits
    if not hits:
        return "nothing"
    named = hits[0].entry.kind == SearchEntry.Kind.NAMED
    return f"named: {hits[0].entry.title}" if named else hits[0].url


def misses(queries: dict[str, list[str]]) -> list[str]:
    found = {typed: first_result(typed) for typed in queries}
    return [
        f"{typed!r} gives {found[typed]}, not {' or '.join(right) or 'nothing'}"
        for typed, right in queries.items()
        if found[typed] not in (right or ["nothing"])
    ]


def test_at_least_95_of_100_queries_give_the_right_first_result() -> None:
    missed = misses(QUERIES)
    assert len(QUERIES) == 100
    assert len(QUERIES) - len(missed) >= 95, "\n".join(missed)


def test_at_least_24_of_30_queries_that_it_was_not_tried_on_do_too() -> None:
    missed = misses(HELD_OUT)
    assert len(HELD_OUT) == 30
    assert len(HELD_OUT) - len(missed) >= 24, "\n".join(missed)


def test_a_list_of_queries_leads_to_places_that_there_are() -> None:
    entries = list(SearchEntry.objects.select_related("guide__role__address"))
    known = {entry.get_absolute_url() for entry in entries} | {
        f"named: {entry.title}" for entry in entries if entry.kind == SearchEntry.Kind.NAMED
    }
    wanted = {right for queries in (QUERIES, HELD_OUT) for some in queries.values() for right in some}
    assert {one for one in wanted if not one.startswith("/salaries/")} - known == set()


@pytest.mark.parametrize("columns", [TITLE, OWN_WORDS, WITH_ROLE])
@pytest.mark.parametrize("every", [True, False])
def test_the_database_finds_what_plain_comparison_finds(*, every: bool, columns: str) -> None:
    """So that either database gives the same; the order is computed from it in Python."""
    with_page = set(Role.objects.published().values_list("pk", flat=True))
    entries = [entry for entry in SearchEntry.objects.all() if entry.role_id not in with_page]
    differing = []
    for typed in list(QUERIES)[::3]:
        query, _ = weighed(Query.parse(typed))
        quantity = all if every else any
        expected = {
            entry.pk for entry in entries if quantity(has(entry, term, columns) for term in query.terms)
        }
        found = {one.pk for one in find(query.terms, query.names, every=every, columns=columns)}
        if found != expected and not (len(found) == MAX_CANDIDATES and found < expected):
            differing.append(typed)
    assert (connection.vendor, differing) == (connection.vendor, [])


def has(entry: SearchEntry, term: Term, columns: str) -> bool:
    texts = {"A": entry.title_words, "B": entry.body_words, "C": entry.guide_words}
    return any(term.weight(word) for column in columns for word in texts[column].split())


def test_the_order_does_not_depend_on_that_of_the_rows() -> None:
    before = {typed: [hit.url for hit in search(typed).hits] for typed in QUERIES}
    entries = list(SearchEntry.objects.order_by("-pk"))
    SearchEntry.objects.all().delete()
    for entry in entries:
        entry.pk = None
    SearchEntry.objects.bulk_create(entries)
    assert {typed: [hit.url for hit in search(typed).hits] for typed in QUERIES} == before
