"""A change in a working copy is in no public page until it is published, by hand or by time, and in all after."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from guides import content, editions, schedule
from guides.models import Guide, Role
from guides.search import index_guide
from tests.factories import make_band, make_requirement, make_role, make_section, make_tier
from tests.test_leaks import MARK, SLUG, fill_with_the_mark

pytestmark = pytest.mark.django_db

# Each public address, and what of the working copy it shows once that is published.
SHOWN = {
    "/": MARK,
    "/roles/": MARK,
    "/roles/?skill=zanzibar": MARK,
    "/roles/baker/": MARK,
    "/roles/baker/ladder/": MARK,
    "/roles/baker/history/": MARK,
    "/roles/baker/history.atom": MARK,
    "/roles/baker/job-description/": MARK,
    "/roles/baker/job-description.md": MARK,
    "/roles/baker/job-description.txt": MARK,
    "/ladders/": MARK,
    "/job-descriptions/": MARK,
    "/skills/": MARK,
    "/skills/kneading/": MARK,
    "/sources/": MARK,
    "/sources/handbook/": MARK,
    "/salaries/": "777,777",
    "/salaries/figures.csv": "777777",
    "/salaries/figures.json": "777777",
    "/salaries/place-me/?role=baker&amount=50000&currency=USD": MARK,
    "/compare/": MARK,
    "/compare/?role=baker&role=miller": MARK,
    "/compare.csv?role=baker&role=miller": MARK,
    "/roles/baker/skills-check/": MARK,
    "/roles/baker/skills-check.md?working=kneading": MARK,
    "/search/?q=bakes": MARK,
    "/search/?q=zanzibar": MARK,
    "/sitemap.xml": f"/skills/{SLUG}/",
}
# Addresses that lead somewhere only once it is published.
NEW = [f"/skills/{SLUG}/", f"/sources/{SLUG}/", f"/roles/baker/job-description/{SLUG}/"]


@pytest.fixture
def role() -> Role:
    """A published role with a working copy in which everything bears the mark."""
    role = make_role("baker")
    make_tier(role, "junior")
    make_section(role, "definition", "Bakes.")
    make_requirement(role, "kneading")
    make_band(role)
    other = make_role("miller")
    copy = editions.working_copy(role, by=None)
    # The factories add to the newest guide of a role, which is the working copy.
    fill_with_the_mark(role, other)
    Guide.objects.filter(pk=copy.pk).update(title=f"{MARK} Baker", summary=f"{MARK} bakes.")
    index_guide(Guide.objects.get(pk=copy.pk))
    return role


def publish(role: Role) -> None:
    editions.publish(role.guides.working().get(), by=None, why=f"{MARK} is new.")


def test_a_change_is_in_no_public_page_until_published_and_in_all_of_them_after(
    client: Client, role: Role
) -> None:
    before = {path: client.get(path).content.decode() for path in SHOWN}
    for path, page in before.items():
        assert "777,777" not in page and "777777" not in page, path
        # A page that repeats what was asked for has the word.
        assert SLUG in path or SLUG not in page.lower(), path
    publish(role)
    after = {path: client.get(path).content.decode() for path in SHOWN}
    assert [path for path in SHOWN if SHOWN[path] not in after[path] or after[path] == before[path]] == []


def showing(client: Client) -> set[str]:
    """The public addresses that show anything of the working copy."""
    pages = {path: client.get(path).content.decode() for path in [*SHOWN, *NEW]}
    shown = {path for path, mark in SHOWN.items() if mark in pages[path] or "777777" in pages[path]}
    return shown | {path for path in NEW if MARK in pages[path]}


def test_a_scheduled_change_is_in_no_public_page_before_its_time_and_in_all_of_them_after(
    client: Client, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, at = role.guides.working().get(), timezone.now() + timedelta(days=2)
    seen = editions.version(Role.objects.get(pk=role.pk), copy)
    root = User.objects.create_superuser("root")
    schedule.publish_at(copy, at, by=root, why=f"{MARK} is new.", seen=seen)
    content.current()
    assert showing(client) == set()
    monkeypatch.setattr(timezone, "now", lambda: at)
    content.current()
    assert showing(client) == {*SHOWN, *NEW}
    assert MARK in client.get("/roles/baker/").content.decode().partition("application/ld+json")[2][:400]


def test_a_role_whose_withdrawal_is_due_is_in_no_list_count_or_file_any_more(
    client: Client, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now() + timedelta(days=2)
    schedule.withdraw_at(role, at, by=User.objects.create_superuser("root"))

    def found() -> list[bool]:
        paths = ["/", "/roles/", "/sitemap.xml", "/search/?q=bakes", "/salaries/figures.csv"]
        return ["/roles/baker/" in client.get(path).content.decode() for path in paths]

    content.current()
    assert found() == [True] * 5
    monkeypatch.setattr(timezone, "now", lambda: at)
    content.current()
    assert (found(), client.get("/roles/baker/").status_code) == ([False] * 5, 410)


@pytest.mark.parametrize("path", NEW)
def test_what_is_new_in_it_has_no_address_until_published(client: Client, role: Role, path: str) -> None:
    assert client.get(path).status_code == 404
    publish(role)
    assert client.get(path).status_code == 200


def test_lists_counts_and_search_results_change_with_the_publication(client: Client, role: Role) -> None:
    def counts() -> tuple[bool, int, bool]:
        found = client.get("/search/", {"q": MARK}).context["shown"]
        pay = client.get("/salaries/").context["count"]
        return found > 0, pay, f"/skills/{SLUG}/" in client.get("/skills/").content.decode()

    assert counts() == (False, 1, False)
    publish(role)
    assert counts() == (True, 2, True)


def test_structured_data_follows_the_publication(client: Client, role: Role) -> None:
    def data() -> str:
        return client.get("/roles/baker/").content.decode().partition("application/ld+json")[2][:400]

    assert MARK not in data()
    publish(role)
    assert MARK in data()


def test_who_is_signed_in_sees_the_public_pages_as_everybody_does(client: Client, role: Role) -> None:
    page = client.get("/roles/baker/").content
    client.force_login(User.objects.create_superuser("root"))
    assert client.get("/roles/baker/").content == page


def test_figures_of_the_edition_before_are_gone_with_the_publication(client: Client, role: Role) -> None:
    copy = role.guides.working().get()
    copy.bands.filter(median=Decimal(50_000)).update(median=Decimal(61_234))
    publish(role)
    page = client.get("/salaries/").content.decode()
    assert ("61,234" in page, "50,000" in page) == (True, False)
