"""The site with its store, asked as a server asks it."""

import random
from pathlib import Path
from time import time

import brotli
import pytest
from django.test import override_settings

from guides import editions
from guides.models import Address, Role
from tests.factories import make_band, make_requirement, make_role, make_section, make_tier

from .conftest import Site

PAGE = "/roles/baker/"


@pytest.fixture
def baker(db: None) -> Role:
    role = make_role("baker", depth="full")
    make_tier(role)
    make_section(role, "definition", "Bakes.")
    make_requirement(role)
    make_band(role)
    return role


def test_a_page_is_made_once_and_handed_out_from_then_on(site: Site, baker: Role) -> None:
    first, second = site.get(PAGE), site.get(PAGE)
    assert (first.code, first.origin, second.origin) == (200, "", "memory")
    assert (second.headers, second.body) == (first.headers, first.body)
    assert site.made == [PAGE]
    site.restart()
    third = site.get(PAGE)
    assert (third.origin, third.headers, third.body) == ("kept", first.headers, first.body)
    assert site.made == []


def test_a_page_has_the_headers_that_django_gives(site: Site, baker: Role, client) -> None:
    stored = site.get(PAGE).headers
    headers = dict(client.get(PAGE).headers)
    assert stored.pop("ETag").startswith('"')
    assert {name: stored[name] for name in stored if name != "Content-Security-Policy"} == {
        **{name: headers[name] for name in headers if name != "Content-Security-Policy"},
        "Vary": "Accept-Encoding",
        "Cache-Control": "no-cache",
    }
    policy = stored["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == sorted(headers["Content-Security-Policy"].split("; "))


def test_no_header_of_one_reader_shows_in_the_page_of_another(site: Site, baker: Role) -> None:
    odd = {
        "cookie": "sessionid=x; csrftoken=y",
        "x_forwarded_host": "evil.example",
        "x_forwarded_proto": "https",
        "hx_request": "true",
        "accept_language": "tlh",
        "range": "bytes=0-3",
        "origin": "https://evil.example",
    }
    first = site.get(PAGE, **odd)
    site.shelves.clear()
    assert first.body == site.get(PAGE).body
    assert b"evil" not in first.body
    assert (first.code, "Set-Cookie" in first.headers) == (200, False)


@pytest.mark.parametrize("host", ["evil.example", "", "testserver:x", "testserver\n", "a" * 300])
def test_a_host_that_is_not_ours_gets_no_page(site: Site, baker: Role, host: str) -> None:
    site.get(PAGE)
    environ_host = {"host": host}
    assert site.get(PAGE, **environ_host).code == 400


def test_where_https_is_wanted_plain_requests_are_led_to_it(site: Site, baker: Role) -> None:
    site.get(PAGE)
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert site.get(PAGE, x_forwarded_proto="https").code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_only_reading_is_answered_from_the_store(site: Site, baker: Role, method: str) -> None:
    site.get(PAGE)
    site.made.clear()
    assert site.get(PAGE, method).code in (403, 405)
    assert site.made == [PAGE]


def test_a_head_and_a_conditional_request_are_right_stored_and_live(site: Site, baker: Role) -> None:
    for address in (PAGE, "/search/?q=baker", "/roles/?sort=odd%20one"):
        whole = site.get(address, accept_encoding="gzip")
        head = site.get(address, "HEAD", accept_encoding="gzip")
        assert (head.code, head.headers, head.body) == (200, whole.headers, b"")
    tag = site.get("/search/?q=baker").headers["ETag"]
    assert site.get("/search/?q=baker", if_none_match=tag).code == 304
    assert "ETag" not in site.get("/roles/?sort=odd%20one").headers


@pytest.mark.parametrize(("accepted", "coding"), [("br", "br"), ("gzip", "gzip"), ("zstd", None), ("", None)])
def test_a_live_page_is_compressed_like_a_stored_one(
    site: Site, baker: Role, accepted: str, coding: str | None
) -> None:
    for address in (PAGE, "/search/?q=baker"):
        assert site.get(address, accept_encoding=accepted).headers.get("Content-Encoding") == coding


def test_what_was_published_is_on_every_page_at_once(site: Site, baker: Role) -> None:
    before = [site.get(path).body for path in ("/roles/", "/skills/", PAGE)]
    make_requirement(make_role("cook"), "stirring")
    assert [site.get(path).body for path in ("/roles/", "/skills/", PAGE)] == before
    site.publish()
    roles, skills, page = (site.get(path).body for path in ("/roles/", "/skills/", PAGE))
    assert (b"Cook" in roles, b"Stirring" in skills, page == before[2]) == (True, True, True)


def test_a_page_that_is_made_anew_and_says_the_same_need_not_be_compressed_again(
    site: Site, baker: Role
) -> None:
    site.get(PAGE)
    page = site.shelves.get(PAGE, 1)
    assert page is not None
    site.shelves.put(PAGE, page.smallest())
    site.publish()
    site.get(PAGE)
    kept = site.shelves.files.get(PAGE, 2)
    assert kept is not None and (kept.number, kept.is_smallest) == (2, True)


def test_redirects_and_what_is_gone_are_kept_too(site: Site, baker: Role) -> None:
    Address.objects.create(slug="bread-maker", role=baker)
    gone = make_role("miller")
    editions.withdraw(gone, by=None)
    for _ in range(2):
        moved, lost = site.get("/roles/bread-maker/ladder/"), site.get("/roles/miller/")
        assert (moved.code, moved.headers["Location"]) == (301, "/roles/baker/ladder/")
        assert (lost.code, lost.headers["Cache-Control"]) == (410, "no-cache")
    assert site.made == ["/roles/bread-maker/ladder/", "/roles/miller/"]
    asked = site.get("/roles/bread-maker/ladder/?from=x")
    assert asked.headers["Location"] == "/roles/baker/ladder/?from=x"


def test_a_filter_is_kept_and_found_however_it_is_written(site: Site, baker: Role) -> None:
    first = site.get("/salaries/?sort=date&role=baker")
    again = site.get("/salaries/?role=baker&sort=date")
    assert (again.body, again.origin) == (first.body, "kept")
    form = site.get("/salaries/?role=baker&place=&sort=date&currency=")
    assert form.headers["HX-Push-Url"] == "/salaries/?role=baker&sort=date"
    assert "HX-Push-Url" not in again.headers


def test_a_thousand_made_up_queries_add_nothing(site: Site, baker: Role) -> None:
    for path in ("/roles/", PAGE, "/compare/", "/salaries/", "/ladders/"):
        site.get(path)
    files, size = site.files, site.shelves.memory.size
    chance = random.Random(5)  # noqa: S311 - it is to be repeated, not to be secret
    names = ("role", "skill", "sort", "page", "q", "utm_source", "family", "currency")
    for number in range(1_000):
        # One in twenty on a page that reads parameters, and has to be made.
        path = PAGE if number % 20 else ("/roles/", "/compare/", "/salaries/", "/ladders/")[number // 20 % 4]
        name, value = chance.choice(names), f"{chance.getrandbits(40):x}-x"
        assert site.get(f"{path}?{name}={value}").code == 200
    assert (site.files, site.shelves.memory.size) == (files, size)


def test_what_sense_can_be_made_up_without_end_shares_its_room(
    site: Site, baker: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careerguide.store.shelves.SHARED_PLACES", 3)
    Address.objects.create(slug="bread-maker", role=baker)
    for number in range(1, 9):
        assert site.get(f"/salaries/?page={'0' * (number % 5)}1&sort=date").code == 200
        assert site.get(f"/roles/bread-maker/ladder/a{number}/b/").code == 301
    assert len(site.files) <= 3


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=secret-wish",
        "/salaries/place-me/?role=baker&amount=98765&currency=USD",
        "/roles/baker/skills-check/?expert=kneading&because=secret",
        "/roles/?skill=secret-wish",
        "/ladders/?role=secret-wish",
        "/compare/?role=baker&role=secret-wish",
        "/compare.csv?role=secret-wish",
        "/salaries/?role=secret-wish",
        "/salaries/figures.json?role=secret-wish",
    ],
)
def test_what_a_reader_says_is_kept_nowhere(site: Site, baker: Role, address: str, tmp_path: Path) -> None:
    assert site.get(address).code == 200
    assert (site.files, site.shelves.memory.size) == ([], 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"secret" in path.read_bytes()] == []


def test_without_the_database_all_that_was_read_is_served(site: Site, baker: Role) -> None:
    before = [site.get(path) for path in (PAGE, "/roles/", "/roles/?sort=title")]
    site.lose_database()
    assert [site.get(path).body for path in (PAGE, "/roles/", "/roles/?sort=title")] == [
        page.body for page in before
    ]
    site.restart()
    assert [site.get(path).body for path in (PAGE, "/roles/", "/roles/?sort=title")] == [
        page.body for page in before
    ]


@pytest.mark.parametrize(
    "address", ["/search/?q=x", "/roles/cook/", "/admin/", "/salaries/place-me/", "/nothing"]
)
def test_what_needs_the_database_says_so(site: Site, baker: Role, address: str) -> None:
    site.get(PAGE)
    site.lose_database()
    site.made.clear()
    answer = site.get(address, accept_encoding="br")
    assert (answer.code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "5",
        "no-store",
    )
    assert "does not answer at the moment" in brotli.decompress(answer.body).decode()
    assert "Content-Security-Policy" in answer.headers
    assert site.made == []


def test_without_the_database_a_slash_may_still_be_left_out(site: Site, baker: Role) -> None:
    site.get(PAGE)
    site.lose_database()
    answer = site.get("/roles/baker?a=b")
    assert (answer.code, answer.headers["Location"]) == (301, "/roles/baker/?a=b")


def test_a_page_made_before_stands_in_until_something_is_taken_from_readers(site: Site, baker: Role) -> None:
    before = site.get(PAGE).body
    site.publish()
    site.lose_database()
    older = site.get(PAGE)
    assert (older.body, older.origin) == (before, "older")
    site.asker.row = (2, 0, None, None)
    site.publish(taken=True)
    site.lose_database()
    assert site.get(PAGE).code == 503
    site.restart()
    assert site.get(PAGE).code == 503


def test_what_another_process_took_from_readers_is_gone_here_too_without_the_database(
    site: Site, baker: Role
) -> None:
    site.get(PAGE)
    site.lose_database()
    assert site.get(PAGE).code == 200
    site.shelves.write_version({"number": 9, "floor": 9, "next_at": None, "next_withdraws_at": None})
    site.freshness.look()
    assert site.get(PAGE).code == 503


def test_past_a_withdrawal_nothing_from_before_is_shown(site: Site, baker: Role, monkeypatch) -> None:
    later = time() + 100
    site.asker.row = (1, 0, later, later)
    assert site.get(PAGE).code == 200
    site.lose_database()
    assert site.get(PAGE).code == 200
    for module in ("freshness", "layer"):
        monkeypatch.setattr(f"careerguide.store.{module}.time", lambda: later + 1)
    assert site.get(PAGE).code == 503
    site.asker.row = (2, 2, None, None)
    site.freshness.look()
    assert site.get(PAGE).code == 200


def test_a_database_that_fails_while_a_page_is_made_is_no_fault_of_ours(
    site: Site, baker: Role, monkeypatch
) -> None:
    from django.db import OperationalError

    def fail(*args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    before = site.get(PAGE).body
    site.publish()
    monkeypatch.setattr("guides.views.role.find_role", fail)
    monkeypatch.setattr("guides.views.search.ranked", fail)
    assert site.get(PAGE).body == before
    assert site.get("/search/?q=x").code == 503


def test_nothing_is_served_before_anything_is_known(site: Site, baker: Role) -> None:
    site.get(PAGE)
    for path in site.folder.glob("version.json"):
        path.unlink()
    site.asker.row = None
    site.restart()
    assert site.get(PAGE).code == 503


def test_a_number_that_went_back_is_another_database(site: Site, baker: Role) -> None:
    site.publish()
    site.get(PAGE)
    site.asker.row = (1, 0, None, None)
    site.freshness.look()
    assert site.files == []
    assert site.get(PAGE).origin == ""
