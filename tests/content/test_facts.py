"""Every fact of the sources stands where a reader looks for it, beside the number or name of its source.

`facts.toml` lists them by source and section. Add a row when a source is added; change one when the wording of a
page changes, never because a fact has gone.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from guides.models import Source
from tests.content.reading import missing_from, part_of, words_in
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

FACTS = tomllib.loads((Path(__file__).parent / "facts.toml").read_text(encoding="utf-8"))["fact"]


@pytest.fixture(scope="module")
def page_at() -> Callable[[str], Element]:
    """A page as a tree, rendered once for the module."""
    pages: dict[str, Element] = {}

    def page(path: str) -> Element:
        if path not in pages:
            response = Client().get(path)
            assert response.status_code == 200, path
            body = parse_html(response).find("body")
            assert body is not None
            pages[path] = body
        return pages[path]

    return page


def cited_in(element: Element, page: Element, path: str) -> set[str]:
    """The slugs of the sources that a place cites: by number, by link, by name, or as the page of the source."""
    links = [link.get("href") or "" for link in element.iter("a")]
    notes = {note.get("id"): note for note in page.iter("li") if (note.get("id") or "").startswith("source-")}
    links += [
        link.get("href") or ""
        for one in links
        if one.startswith("#source-")
        for link in notes[one[1:]].iter("a")
    ]
    text = words_in(element)
    named = {source.slug for source in Source.objects.all() if source.short_name in text}
    return named | {slug for one in [*links, path] for slug in re.findall(r"^/sources/([^/]+)/", one)}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact['source']}: {fact['section']}")
def test_a_reader_finds_it_in_its_place_beside_its_source(fact, page_at) -> None:
    path, _, name = fact["at"].partition("#")
    place = part_of(page_at(path), name)
    missing = missing_from(words_in(place), fact["says"])
    assert missing == [], f"{fact['source']}, {fact['section']}: {fact['at']} lacks {missing}"
    assert fact["source"] in cited_in(place, page_at(path), path), (
        f"{fact['at']} does not cite {fact['source']}"
    )


def test_every_source_has_its_facts() -> None:
    strings = Counter(fact["source"] for fact in FACTS for _ in fact["says"])
    assert set(strings) == set(Source.objects.values_list("slug", flat=True))
    assert strings.total() > 900


def test_the_table_holds_figures_names_and_few_words() -> None:
    strings = (one for fact in FACTS for one in fact["says"])
    assert [one for one in strings if sum(word.islower() for word in one.split()) > 5] == []


def test_no_place_is_listed_twice_for_the_same_section() -> None:
    places = Counter((fact["source"], fact["section"], fact["at"]) for fact in FACTS)
    assert [place for place, count in places.items() if count > 1] == []
