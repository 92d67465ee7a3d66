"""Salaries per period, in groups and in pages, with facets of any length."""

from decimal import Decimal

import pytest
from django.utils.http import urlencode

from guides.models import Guide, Role
from salaries.comparison import PAGE_SIZE
from salaries.models import Band
from tests.factories import guide_of, make_band, make_place, make_rate, make_role, make_source, make_tier
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def pay() -> None:
    """Two roles with pay by the year, the month, the hour, and for no period that is stated."""
    almanac = make_source("almanac", publisher="Almanac")
    germany = make_place("germany")
    baker, cook = make_role("baker"), make_role("cook")
    make_band(baker, "year", median=Decimal(60_000))
    make_band(baker, "month", median=Decimal(6_000), pay_period="month", source=almanac, place=germany)
    make_band(baker, "hour", median=Decimal(20), pay_period="hour")
    make_band(cook, "unsaid", median=Decimal(48_000), pay_period="", place=None, source=almanac)
    make_band(cook, "euros", low=Decimal(30_000), high=Decimal(42_000), currency="EUR", place=germany)
    make_rate("EUR")


def compare(client, **params):
    return client.get(f"/salaries/?{urlencode(params, doseq=True)}")


def parts(response) -> list[tuple[str, list[str]]]:
    """Each group of each scale with its rows."""
    return [
        (part.heading, [row.slug for row in part.rows])
        for scale in response.context["scales"]
        for part in scale.parts
    ]


def rows(response) -> list[str]:
    return [slug for _, slugs in parts(response) for slug in slugs]


def apart(response) -> list[tuple[str, list[str]]]:
    return [(reason.slug, [row.slug for row in own]) for reason, own, _ in response.context["apart"]]


@pytest.mark.parametrize(
    ("per", "shown", "left"),
    [
        ("", ["year", "unsaid", "euros", "hour", "month"], []),
        ("year", ["year", "month", "unsaid", "euros"], [("period", ["hour"])]),
        ("month", ["year", "month", "unsaid", "euros"], [("period", ["hour"])]),
        ("hour", ["hour"], [("period", ["year", "month", "euros"]), ("period-not-stated", ["unsaid"])]),
    ],
)
def test_a_period_shows_what_can_be_had_for_it_and_lists_the_rest_apart(
    client, pay, per, shown, left
) -> None:
    response = compare(client, per=per)
    assert (rows(response), apart(response)) == (shown, left)


def test_a_month_says_what_was_stated_and_that_a_year_was_read_into_it(client, pay) -> None:
    tree = parse_html(compare(client, per="month", role="cook"))
    cells = [[text_of(cell) for cell in row] for row in tree.iter("tr")]
    assert cells[3][:2] == [
        "The role itself, Germany",
        "€2,500 to €3,500 a month stated: €30,000 to €42,000 a year",
    ]
    assert cells[6][:3] == [
        "The role itself stands for the role: chosen over 1 other: a median",
        "not stated a month, period not stated stated: median $48,000",
        "$4,000",
    ]
    text = text_of(tree)
    assert "A year has twelve months exactly; pay by the hour is not converted." in text
    assert compare(client, per="month").content.count(b"and divided by twelve") == 1


def test_a_period_counts_what_stands_apart_and_says_why(client, pay) -> None:
    text = text_of(parse_html(compare(client, per="hour", currency="EUR")))
    assert (
        "1 figure for 1 role from 1 source; 3 apart: another pay period; 1 apart: period not stated" in text
    )
    assert (
        "Another pay period 3 Pay by the hour and pay by the month or year would need a number of hours"
        in text
    )
    assert "Period not stated 1 These sources do not say what period their figures are for." in text


@pytest.mark.parametrize(
    ("params", "groups"),
    [
        ({}, [("Baker", ["year", "month"]), ("Cook", ["unsaid", "euros"])]),
        (
            {"group": "role", "sort": "pay-high"},
            [("Baker", ["month", "year"]), ("Cook", ["unsaid", "euros"])],
        ),
        ({"sort": "pay-high"}, [("", ["month", "year", "unsaid", "euros"])]),
        (
            {"group": "place"},
            [("Germany", ["month", "euros"]), ("United States", ["year"]), ("Place: not stated", ["unsaid"])],
        ),
        (
            {"group": "source", "sort": "pay-low"},
            [("Almanac", ["unsaid", "month"]), ("Press", ["euros", "year"])],
        ),
    ],
)
def test_rows_stand_in_groups_and_are_sorted_within(client, pay, params, groups) -> None:
    assert parts(compare(client, currency="USD", per="year", **params)) == groups


def test_a_group_is_a_heading_of_chart_and_table_with_a_link_where_it_has_a_page(client, pay) -> None:
    tree = parse_html(compare(client, group="source", currency="USD", per="year"))
    headings = [(text_of(one), [link.get("href") for link in one.iter("a")]) for one in tree.iter("h3")]
    assert headings == [("Almanac 2", ["/sources/almanac/"]), ("Press 2", ["/sources/handbook/"])]
    grouped = [text_of(row) for row in tree.iter("tr") if row.get("class") == "pay-part"]
    assert grouped == ["Almanac", "Press"]


def test_links_to_group_keep_the_rest_and_leave_out_what_is_usual(client, pay) -> None:
    links = {
        one.get("id"): (one.get("href"), one.get("aria-current"))
        for one in parse_html(compare(client, group="place", per="month")).iter("a")
    }
    assert links["group-role"] == ("/salaries/?per=month", None)
    assert links["group-place"] == ("/salaries/?per=month&group=place", "true")
    assert links["sort-pay-high"] == ("/salaries/?per=month&group=place&sort=pay-high", None)
    assert links["chip-per"] == ("/salaries/?group=place", None)
    assert "group-none" not in links
    ungrouped = {one.get("id"): one for one in parse_html(compare(client, sort="date")).iter("a")}
    assert ungrouped["group-none"].get("aria-current") == "true"


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"per": "week"}, '"week" is not a pay period here; it was left out.'),
        ({"group": "family"}, '"family" is not a way to group here; it was left out.'),
        ({"page": "0"}, '"0" is not a page here; it was left out.'),
        ({"page": "2"}, '"2" is not a page here; it was left out.'),
        ({"page": "-1"}, '"-1" is not a page here; it was left out.'),
        ({"page": "٣"}, '"٣" is not a page here; it was left out.'),
        ({"page": "9" * 9}, '"999999999" is not a page here; it was left out.'),
    ],
)
def test_odd_periods_groups_and_pages_are_left_out_by_name(client, pay, params, sentence) -> None:
    response = compare(client, **params)
    assert response.context["selection"].dropped == (sentence,)
    assert len(rows(response)) == 5


def many(number: int, **values) -> Role:
    """A role with so many figures, of which the last is the highest."""
    role = make_role("baker")
    first = make_band(role, "band-0", median=Decimal(1_000), **values)
    Band.objects.bulk_create(
        Band(
            guide=first.guide, slug=f"band-{one}", currency=first.currency, source=first.source, place=first.place,
            method="reported", pay_period="year", median=Decimal(1_000 * (one + 1)), position=one,
        )
        for one in range(1, number)
    )  # fmt: skip
    return role


def test_a_page_shows_a_hundred_figures_and_leads_to_the_others(client) -> None:
    many(PAGE_SIZE * 2 + 5)
    response = compare(client, sort="pay-low", page="2")
    assert rows(response) == [f"band-{number}" for number in range(100, 200)]
    tree = parse_html(response)
    text = text_of(tree)
    assert "205 figures for 1 role" in text
    assert "Figures 101 to 200 of 205. Narrow them down, or turn the page." in text
    assert "USD, a year 100 of 205" in text
    links = {
        one.get("id"): one.get("href") for one in tree.iter("a") if (one.get("id") or "").startswith("page-")
    }
    assert links == {
        "page-previous": "/salaries/?sort=pay-low",
        "page-1": "/salaries/?sort=pay-low",
        "page-2": "/salaries/?sort=pay-low&page=2",
        "page-3": "/salaries/?sort=pay-low&page=3",
        "page-next": "/salaries/?sort=pay-low&page=3",
    }


def test_all_pages_of_a_chart_have_one_scale(client) -> None:
    many(PAGE_SIZE + 1)
    first, last = (compare(client, sort="pay-low", page=page).context["scales"][0] for page in ("1", "2"))
    assert first.chart.ticks == last.chart.ticks
    assert [row.slug for part in last.parts for row in part.rows] == ["band-100"]
    assert last.is_drawn


def test_a_choice_leads_back_to_the_first_page(client) -> None:
    many(PAGE_SIZE + 1)
    tree = parse_html(compare(client, page="2"))
    assert [one for one in tree.iter("input") if one.get("name") == "page"] == []
    [chip] = [one for one in tree.iter("a") if one.get("id") == "sort-date"]
    assert chip.get("href") == "/salaries/?sort=date"


def test_what_stands_apart_is_cut_at_a_hundred_and_says_so(client) -> None:
    many(PAGE_SIZE + 2)
    text = text_of(parse_html(compare(client, per="hour")))
    assert "Another pay period 102" in text
    assert "The first 100 of 102; narrow them down to see the others." in text


def test_a_long_facet_keeps_what_is_chosen_as_boxes_and_offers_the_rest_in_a_select(client) -> None:
    for number in range(16):
        make_band(make_role(f"role-{number:02}"), "own")
    response = compare(client, role=["role-03", "role-07"])
    offer = response.context["offers"][0]
    assert [choice.value for choice in offer.boxes] == ["role-03", "role-07"]
    assert len(offer.more) == 14
    tree = parse_html(response)
    [form] = [one for one in tree.iter("form") if one.get("hx-get")]
    assert "#facet-role" in form.get("hx-select-oob").split(",")
    [select] = [one for one in tree.iter("select") if one.get("name") == "role"]
    assert [text_of(option) for option in select][:2] == ["Choose another (14)", "Role 00 (1)"]
    assert rows(response) == ["own", "own"]


def test_a_select_offers_no_more_than_a_page_can_hold(client, monkeypatch) -> None:
    monkeypatch.setattr("salaries.filters.MOST_IN_SELECT", 5)
    for number in range(16):
        make_band(make_role(f"role-{number:02}"), "own")
    offer = compare(client).context["offers"][0]
    assert (len(offer.more), offer.left_off) == (5, 11)


def test_the_queries_stay_the_same_with_many_roles_and_bands(client, django_assert_num_queries) -> None:
    first = make_role("baker")
    band = make_band(first, tier=make_tier(first))
    roles = [make_role(f"role-{number}") for number in range(30)]
    Band.objects.bulk_create(
        Band(
            guide=guide, slug=f"band-{number}", currency=band.currency, source=band.source, method="reported",
            median=Decimal(50_000 + number), label=f"Level {number}",
        )
        for guide in Guide.objects.filter(role__in=roles)
        for number in range(10)
    )  # fmt: skip
    # 1 places, 2 roles, 3 sources, 4 steps, 5 bands, 6 rates, 7 currencies, 8 sections on what pay leaves out.
    with django_assert_num_queries(8):
        response = compare(client, sort="pay-high", group="place", per="month")
    assert (response.context["count"], len(rows(response))) == (301, 100)
    assert guide_of(first).bands.count() == 1
