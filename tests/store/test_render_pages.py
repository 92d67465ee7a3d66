"""All pages made ahead by one command, and what it says of those that could not be."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from careerguide import store
from careerguide.store.freshness import Freshness
from careerguide.store.shelves import Files, Memory, Shelves
from guides import editions
from guides.addresses import public_addresses
from guides.models import Address
from tests.factories import make_band, make_requirement, make_role, make_section, make_tier

from .conftest import Asker, Site

ONE = {"processes": 1, "verbosity": 0}
LINKS = re.compile(r'(?:href|content)="(?:http://127\.0\.0\.1:8000)?(/[^"?#]*)')
LISTED = re.compile(r"<loc>http://127\.0\.0\.1:8000(/[^<]*)")


@pytest.fixture
def content(db: None) -> None:
    role = make_role("baker", depth="full")
    for tier in ("junior", "senior"):
        make_tier(role, tier)
    make_section(role, "definition", "Bakes.")
    make_requirement(role)
    make_band(role)
    Address.objects.create(slug="bread-maker", role=role)
    editions.withdraw(make_role("miller"), by=None)
    gone = make_role("fuller")
    gone.delete()
    make_role("hidden", published=False)


@pytest.fixture
def shelves(
    content: None, in_one_transaction: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shelves]:
    shelves = Shelves(Memory(10_000_000), Files(tmp_path, "release"), None)
    freshness = Freshness(Asker(), shelves, lambda: None)
    monkeypatch.setattr(store, "the_shelves", lambda: shelves)
    monkeypatch.setattr(store, "the_freshness", lambda: freshness)
    yield shelves


def rendered(**options: object) -> str:
    said = StringIO()
    call_command("render_pages", stdout=said, **{**ONE, **options})
    return said.getvalue()


def test_every_address_has_its_page_then_and_none_is_made_twice(shelves: Shelves) -> None:
    paths = list(public_addresses())
    assert rendered().startswith(f"Made {len(paths)} pages in ")
    codes = {path: page.code for path in paths if (page := shelves.files.get(path, 0))}
    assert sorted(codes) == sorted(paths)
    assert {path for path, code in codes.items() if code == "410"} == {
        path
        for path in paths
        if "/miller/" in path
        or "/fuller/" in path
        or "/fuller." in path
        or "miller/" in path
        or "fuller/" in path
    }
    assert {path for path, code in codes.items() if code == "301"} == {
        path for path in paths if "bread-maker" in path
    }
    assert rendered().startswith("Made 0 pages in ")
    assert rendered(anew=True, smallest=True).startswith(f"Made {len(paths)} pages in ")
    page = shelves.files.get("/roles/baker/", 0)
    assert page is not None and page.is_smallest


def test_all_that_the_site_map_and_the_pages_lead_to_is_among_the_addresses(content: None, client) -> None:
    paths = set(public_addresses())
    linked = {"/"}
    for path in sorted(paths):
        page = client.get(path)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            linked |= set(
                re.findall(
                    r'(?:href|content)="(?:http://127\.0\.0\.1:8000)?(/[^"?#]*)', page.content.decode()
                )
            )
    linked |= set(
        re.findall(r"<loc>http://127\.0\.0\.1:8000(/[^<]*)", client.get("/sitemap.xml").content.decode())
    )
    assert {path for path in linked - paths if not path.startswith("/static/")} == {"/salaries/place-me/"}


def test_the_number_of_queries_does_not_grow_with_the_roles(content: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(8):
        few = len(list(public_addresses()))
    for number in range(5):
        make_tier(make_role(f"cook-{number}"), f"step-{number}")
    with django_assert_num_queries(8):
        assert len(list(public_addresses())) > few


def test_pages_that_fail_are_named_with_the_reason(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guides.views.skill.asked_for_together", lambda skill: 1 / 0)
    with pytest.raises(CommandError) as failed:
        rendered()
    assert str(failed.value).splitlines() == [
        f"1 of {len(list(public_addresses()))} pages failed.",
        "  /skills/kneading/: it answers 500 Internal Server Error",
    ]


def test_without_the_database_the_command_says_so(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("no route")

    monkeypatch.setattr("guides.content.current", fail)
    with pytest.raises(CommandError, match="The database does not answer: no route"):
        rendered()


@pytest.mark.parametrize("processes", [0, -1])
def test_no_process_is_too_few(processes: int) -> None:
    with pytest.raises(CommandError, match="At least one"):
        rendered(processes=processes)


def test_a_page_made_ahead_is_the_one_that_readers_get(site: Site, content: None, shelves: Shelves) -> None:
    rendered()
    live = site.get("/roles/baker/", accept_encoding="br")
    page = shelves.files.get("/roles/baker/", 0)
    assert page is not None and page.bodies["br"] == live.body
    assert f'"{page.digest}-br"' == live.headers["ETag"]
