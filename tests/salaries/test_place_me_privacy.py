"""What somebody types to be placed is computed and forgotten: no row, cookie, cache or log line holds it."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client, override_settings

from salaries.views import place_me
from tests.factories import make_band, make_rate, make_role, make_tier

pytestmark = pytest.mark.django_db

# Three ways in which the amount would show, and years that nothing else here has.
AMOUNT = "87,654.32"
TRACES = ("87654", "87,654", "87%2C654", "57.25")
QUERY = "role=baker&amount=87%2C654.32&currency=USD&years=57.25"
ADDRESS = f"/salaries/place-me/?{QUERY}"
BROWSER = {"Accept-Encoding": "gzip, br", "Referer": f"http://127.0.0.1{ADDRESS}"}


@pytest.fixture
def baker() -> None:
    role = make_role("baker")
    make_band(role, tier=make_tier(role, years_min=1))
    make_rate("EUR")


def everything_stored() -> Iterator[str]:
    for model in apps.get_models():
        for row in model._default_manager.values():
            yield f"{model.__name__} {row}"


def traces_in(texts: Iterator[str] | list[str]) -> list[str]:
    return [text for text in texts if any(trace in text for trace in TRACES)]


def test_the_answer_holds_what_was_given_so_that_these_tests_would_find_it(
    client: Client, baker: None
) -> None:
    text = client.get(ADDRESS).content.decode()
    assert f'value="{AMOUNT}"' in text and "Where $87,654 a year lies" in text and "57.25 years" in text


def test_nothing_given_is_in_any_table_session_or_cookie(client: Client, baker: None) -> None:
    rows = len(list(everything_stored()))
    response = client.get(ADDRESS, headers=BROWSER)
    assert response.status_code == 200
    assert traces_in(everything_stored()) == []
    assert len(list(everything_stored())) == rows
    assert (dict(response.cookies), dict(client.cookies)) == ({}, {})
    assert "Vary" not in response.headers or "Cookie" not in response["Vary"]


def test_nothing_given_is_in_a_cache(client: Client, baker: None) -> None:
    client.get(ADDRESS, headers=BROWSER)
    assert getattr(cache, "_cache", {}) == {}


@pytest.mark.parametrize("address", [ADDRESS, "/salaries/place-me/", "/salaries/place-me/?amount=much"])
def test_the_answer_asks_not_to_be_kept_or_told_to_the_next_page(
    client: Client, baker: None, address: str
) -> None:
    response = client.get(address)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response and "Last-Modified" not in response


def test_search_engines_get_the_form_and_no_answer(client: Client, baker: None) -> None:
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in client.get(ADDRESS).content.decode()
    empty = client.get("/salaries/place-me/").content.decode()
    assert noindex not in empty and '/salaries/place-me/">' in empty


def test_no_link_of_the_answer_carries_the_amount_and_none_leaves_the_site(
    client: Client, baker: None
) -> None:
    text = client.get(ADDRESS).content.decode()
    links = [part.split('"')[0] for part in text.split('href="')[1:] + text.split('action="')[1:]]
    assert traces_in(links) == []
    assert [link for link in links if "//" in link and not link.startswith("http://127.0.0.1:8000/")] == []


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        f"/salaries/place-me?{QUERY}",
        f"/salaries/place-me/?{QUERY}&place=%00&amount=87654x",
        f"/salaries/place-me/no-such-page/?{QUERY}",
    ],
)
def test_no_log_line_holds_what_was_given(
    client: Client, baker: None, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="django.request")  # which says less on a site
    client.get(address, headers=BROWSER)
    client.post(ADDRESS)
    assert "Method Not Allowed" in caplog.text
    assert traces_in([caplog.text]) == []


def test_a_fault_of_ours_is_logged_without_what_was_given(
    baker: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(place_me, "placing_of", fail)
    client = Client(raise_request_exception=False)
    with override_settings(ADMINS=[("Admin", "admin@guides.example")]):
        response = client.get(ADDRESS)
    assert response.status_code == 500
    assert "a fault of ours" in caplog.text
    assert traces_in([caplog.text, response.content.decode()]) == []
    assert mailoutbox == []
