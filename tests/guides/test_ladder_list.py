"""Ladders of several roles on one axis, chosen by links."""

import pytest

from tests.factories import make_role, make_tier
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


def make_ladder(slug: str, *years: tuple[int, int | None], **values):
    role = make_role(slug)
    for number, (first, last) in enumerate(years):
        title = f"{slug.title()} {number}"
        make_tier(role, f"{slug}-{number}", title=title, years_min=first, years_max=last, **values)
    return role


def shown(client, query: str = "") -> list[str]:
    return [ladder.role.slug for ladder in client.get(f"/ladders/{query}").context["ladders"]]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries(client, django_assert_num_queries, number) -> None:
    for one in range(number):
        make_ladder(f"role-{one}", (0, 2), (2, 4))
    make_role("without-ladder")
    make_tier(make_role("hidden", published=False, title="Hidden title"))
    # 1 which roles have a ladder, 2 those shown, 3 their tiers with sources, 4 how many roles there are.
    with django_assert_num_queries(4):
        response = client.get("/ladders/")
    text = response.content.decode()
    assert len(response.context["ladders"]) == number
    assert "1 other role: no source here states a ladder." in text
    assert "Hidden title" not in text
    parse_html(response)


def test_all_ladders_show_until_one_is_chosen(client) -> None:
    for slug in ("baker", "cook", "miller"):
        make_ladder(slug, (0, 2))
    assert shown(client) == ["baker", "cook", "miller"]
    assert shown(client, "?role=cook") == ["cook"]
    assert shown(client, "?role=miller&role=baker&role=miller") == ["baker", "miller"]


def test_a_chip_adds_a_role_or_takes_it_away(client) -> None:
    for slug in ("baker", "cook", "miller"):
        make_ladder(slug, (0, 2))
    choices = client.get("/ladders/?role=cook&role=baker").context["choices"]
    assert [(one.role.slug, one.chosen, one.query) for one in choices] == [
        ("baker", True, "?role=cook"),
        ("cook", True, "?role=baker"),
        ("miller", False, "?role=cook&role=baker&role=miller"),
    ]


def test_what_is_no_role_with_a_ladder_is_named_and_left_out(client) -> None:
    make_ladder("baker", (0, 2))
    make_role("cook")
    response = client.get("/ladders/?role=cook&role=baker&role=<b>&role=&sort=up")
    assert response.context["dropped"] == [
        '"cook" is not a role with a ladder here; it was left out.',
        '"<b>" is not a role with a ladder here; it was left out.',
        '"sort" is not a choice here; it was left out.',
    ]
    assert [ladder.role.slug for ladder in response.context["ladders"]] == ["baker"]
    assert "&lt;b&gt;" in response.content.decode()


def test_all_ladders_share_one_axis(client) -> None:
    make_ladder("baker", (0, 2), (2, None))
    make_ladder("miller", (5, 20))
    places = {
        ladder.role.slug: [(step.start, step.width, step.is_open) for step in ladder.lanes[0].steps]
        for ladder in client.get("/ladders/").context["ladders"]
    }
    assert places == {"baker": [(0.0, 8.0, False), (8.0, 92.0, True)], "miller": [(20.0, 60.0, False)]}


def test_the_table_says_what_the_chart_shows_and_leads_into_each_step(client) -> None:
    make_ladder("baker", (0, 2), (2, None))
    page = parse_html(client.get("/ladders/"))
    rows = [[text_of(cell) for cell in row] for row in page.iter("tr")][1:]
    assert rows == [
        ["Baker"],
        ["Baker 0", "0 to 2 years", "Management", "Press", "To Baker 1"],
        ["Baker 1", "2 years and more", "Management", "Press", "last of its track"],
    ]
    links = {a.get("href") for a in page.iter("a")}
    assert {"/roles/baker/ladder/baker-0/baker-1/", "/roles/baker/ladder/#baker-1"} <= links


def test_a_step_without_years_stands_in_the_table_only(client) -> None:
    make_ladder("baker", (0, 2))
    make_tier(make_role("cook"), "cook")
    response = client.get("/ladders/")
    assert "Only in the table: 1 step whose years no source states." in response.content.decode()
    assert [len(ladder.lanes) for ladder in response.context["ladders"]] == [1, 0]
    assert "<figure" not in client.get("/ladders/?role=cook").content.decode()


def test_many_ladders_come_in_pages_and_any_can_be_chosen(client, monkeypatch) -> None:
    monkeypatch.setattr("guides.views.ladder_list.PAGE_SIZE", 2)
    for slug in ("baker", "cook", "miller"):
        make_ladder(slug, (0, 2))
    first = client.get("/ladders/")
    assert shown(client) == ["baker", "cook"]
    assert shown(client, "?page=2") == ["miller"]
    assert shown(client, "?role=miller") == ["miller"]
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert [one.role.slug for one in first.context["choices"]] == ["baker", "cook"]
    assert "&quot;3&quot; is not a page here" in client.get("/ladders/?page=3").content.decode()
