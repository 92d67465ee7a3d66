from decimal import Decimal

import pytest
from django.utils.http import urlencode

from guides.models import Address, Place
from tests.factories import (
    make_band,
    make_currency,
    make_place,
    make_rate,
    make_role,
    make_section,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pay() -> None:
    """Two roles with pay in three currencies, one without any, and one that nobody may see."""
    europe = make_place("europe")
    germany = make_place("germany", parent=europe)
    canada = make_place("canada")
    almanac = make_source("almanac", publisher="Almanac")
    baker = make_role("baker")
    make_band(baker, "plain", low=Decimal(40_000), high=Decimal(60_000))
    make_band(baker, "senior", tier=make_tier(baker, "senior"), median=Decimal(70_000), as_of="2023-05")
    euros = {"currency": "EUR", "place": germany, "source": almanac}
    german = make_band(baker, "german", low=Decimal(30_000), high=Decimal(50_000), basis="base", **euros)
    dollars = {"converts": german, "source": almanac, "method": "derived"}
    make_band(baker, "german-usd", low=Decimal(37_000), high=Decimal(62_000), **dollars)
    make_band(baker, "of-a-cook", said_of="Cook", median=Decimal(99_000))
    cook = make_role("cook")
    make_band(cook, "plain", median=Decimal(45_000), place=None, pay_period="", source=almanac)
    make_band(
        cook, "total", median=Decimal(80_000), place=canada, currency="CAD", basis="total", as_of="2022"
    )
    make_role("waiter")
    make_rate("EUR", note="Read from a pair of figures.")


@pytest.fixture
def ghost() -> None:
    """A guide that is not published, with its own place, source, currency and section."""
    ghost = make_role("ghost", published=False)
    place, source = make_place("atlantis"), make_source("secret", publisher="Secret Press")
    make_band(ghost, place=place, source=source, currency="XTS", median=Decimal(123_456))
    make_section(ghost, "package", heading="Ghostly benefits")


def compare(client, **params):
    return client.get(f"/salaries/?{urlencode(params, doseq=True)}")


def shown(response) -> list[str]:
    """The rows of all tables in order, which must be those of the charts."""
    scales = response.context["scales"]
    rows = [f"{row.role_title} {row.slug}" for scale in scales for part in scale.parts for row in part.rows]
    assert rows == [f"{bar.row.role_title} {bar.row.slug}" for scale in scales for bar in scale.chart.bars]
    return rows


def counts(response, name: str) -> dict[str, int]:
    offer = next(offer for offer in response.context["offers"] if offer.facet.name == name)
    return {choice.value: choice.count for choice in offer.choices}


def test_all_figures_stand_by_currency_and_role_without_those_said_of_others(client, pay) -> None:
    response = compare(client)
    assert shown(response) == ["Baker plain", "Baker senior", "Cook plain", "Cook total", "Baker german"]
    scales = response.context["scales"]
    assert [(scale.name, scale.count) for scale in scales] == [
        ("USD, a year", 3),
        ("CAD, a year", 1),
        ("EUR, a year", 1),
    ]
    assert [part.heading for part in scales[0].parts] == ["Baker", "Cook"]
    assert [role.slug for role in response.context["without_pay"]] == ["waiter"]
    text = text_of(parse_html(response))
    assert "5 figures for 2 roles from 2 sources" in text
    assert "1 role has no stated pay" in text
    assert "99,000" not in text


def test_a_row_says_all_that_its_source_states_and_not_stated_for_the_rest(client, pay) -> None:
    tree = parse_html(compare(client, role="baker", currency=""))
    rows = [[text_of(cell) for cell in row] for row in tree.iter("tr")]
    assert rows[3] == [
        "The role itself stands for the role: chosen over 1 other: for the United States",
        "$40,000 to $60,000 a year", "not stated", "not stated",
        "United States", "not stated", "Press Reported", "not stated",
    ]  # fmt: skip
    assert rows[4] == [
        "Senior", "not stated a year", "$70,000", "not stated",
        "United States", "May 2023", "Press Reported", "not stated",
    ]  # fmt: skip
    assert rows[7] == [
        "The role itself, base pay", "€30,000 to €50,000 a year converted by Almanac itself: $37,000 to $62,000",
        "not stated", "not stated", "Germany", "not stated", "Almanac Reported", "Base pay",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("params", "rows"),
    [
        ({"role": "cook"}, ["Cook plain", "Cook total"]),
        ({"role": ["cook", "baker"], "step": "step"}, ["Baker senior"]),
        ({"step": "plain", "source": "handbook"}, ["Baker plain", "Cook total"]),
        ({"place": "europe"}, ["Baker german"]),
        ({"place": "germany"}, ["Baker german"]),
        ({"place": "not-stated"}, ["Cook plain"]),
        ({"place": ["not-stated", "canada"]}, ["Cook plain", "Cook total"]),
        ({"basis": "base"}, ["Baker german"]),
        ({"basis": "not-stated", "source": "almanac"}, ["Cook plain"]),
        ({"role": "waiter"}, []),
    ],
)
def test_filters_narrow_down_within_and_across_each_other(client, pay, params, rows) -> None:
    assert sorted(shown(compare(client, **params))) == rows


def test_a_step_or_level_is_chosen_by_its_name_whatever_role_it_is_of(client, pay) -> None:
    cook = make_role("chef")
    make_band(cook, "head", tier=make_tier(cook, "senior", title="Head Chef"))
    make_band(cook, "senior", label="Senior")
    make_band(cook, "odd", label="Plain")
    response = compare(client, step=["senior", "head-chef"])
    assert shown(response) == ["Baker senior", "Chef head", "Chef senior"]
    assert counts(response, "step") == {
        "plain": 4, "step": 4, "head-chef": 1, "plain-step": 1, "senior": 2,
    }  # fmt: skip
    assert [label for _, label, _ in response.context["chips"]] == ["Senior", "Head Chef"]
    assert shown(compare(client, step="plain-step")) == ["Chef odd"]


def test_each_choice_has_the_count_it_would_show_given_the_others(client, pay) -> None:
    response = compare(client, source="almanac")
    assert counts(response, "source") == {"almanac": 2, "handbook": 3}
    assert counts(response, "role") == {"baker": 1, "cook": 1}
    assert counts(response, "step") == {"plain": 2, "step": 0, "senior": 0}
    assert counts(response, "place") == {
        "canada": 0, "europe": 1, "germany": 1, "united-states": 0, "not-stated": 1,
    }  # fmt: skip
    assert counts(response, "basis") == {"base": 1, "total": 0, "not-stated": 1}


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        ("role", ["Baker plain", "Baker senior", "Baker german", "Cook plain"]),
        ("pay-high", ["Baker senior", "Baker german", "Baker plain", "Cook plain"]),
        ("pay-low", ["Cook plain", "Baker plain", "Baker german", "Baker senior"]),
        ("source", ["Baker german", "Cook plain", "Baker plain", "Baker senior"]),
        ("date", ["Baker senior", "Baker plain", "Baker german", "Cook plain"]),
    ],
)
def test_rows_sort_by_what_they_show_in_the_chosen_currency(client, pay, sort, rows) -> None:
    assert shown(compare(client, currency="USD", sort=sort)) == rows


def test_a_chosen_currency_names_its_rates_and_lists_apart_what_it_cannot_convert(client, pay) -> None:
    response = compare(client, currency="USD")
    assert [(reason.slug, [row.slug for row in rows]) for reason, rows, _ in response.context["apart"]] == [
        ("rate", ["total"])
    ]
    text = text_of(parse_html(response))
    assert "1 EUR = 1.25 USD Press, date not stated. Read from a pair of figures." in text
    assert "$37,500 to $62,500 a year stated: €30,000 to €50,000 a year converted by Almanac itself" in text
    assert "4 figures for 2 roles from 2 sources; 1 apart: no exchange rate" in text
    assert "No rate between the currency of these figures and the one you chose is known here" in text
    assert compare(client, currency="USD", role="cook").context["used_rates"] == []


def test_chips_take_one_value_away_and_keep_the_rest(client, pay) -> None:
    response = compare(client, role=["cook", "baker"], place="not-stated", currency="USD", sort="pay-low")
    chips = [(label, query.urlencode()) for _, label, query in response.context["chips"]]
    assert chips == [
        ("Cook", "role=baker&place=not-stated&currency=USD&sort=pay-low"),
        ("Baker", "role=cook&place=not-stated&currency=USD&sort=pay-low"),
        ("Place: not stated", "role=cook&role=baker&currency=USD&sort=pay-low"),
        ("In USD", "role=cook&role=baker&place=not-stated&sort=pay-low"),
    ]
    assert (
        b'href="/salaries/?role=cook&amp;place=not-stated&amp;currency=USD&amp;sort=pay-low"'
        in response.content
    )


def test_the_last_chip_and_the_default_sort_lead_to_the_bare_address(client, pay) -> None:
    response = compare(client, place="europe")
    hrefs = {one.get("id"): one.get("href") for one in parse_html(response).iter("a")}
    assert hrefs["chip-place-europe"] == hrefs["chip-none"] == "/salaries/"
    assert hrefs["sort-role"] == "/salaries/?place=europe"
    assert hrefs["sort-date"] == "/salaries/?place=europe&sort=date"


def test_where_nothing_fits_the_page_says_which_choice_to_give_up(client, pay) -> None:
    response = compare(client, place="europe", role="cook", basis="total")
    wider = [(label, count, query.urlencode()) for label, count, query in response.context["wider"]]
    assert wider == [("Place", 1, "role=cook&basis=total")]
    assert "No figure has all of that." in text_of(parse_html(response))


@pytest.mark.parametrize(
    ("params", "sentences"),
    [
        ({"role": "xyz"}, ['"xyz" is not a role here; it was left out.']),
        ({"role": "\0"}, ['"\N{REPLACEMENT CHARACTER}" is not a role here; it was left out.']),
        ({"place": "x" * 9_000}, [f'"{"x" * 60}…" is not a place here; it was left out.']),
        ({"sort": ["pay", "-role"]}, ['"pay" is not a way to sort here; it was left out.',
                                      '"-role" is not a way to sort here; it was left out.']),
        ({"currency": "usd\n"}, ['"usd\N{REPLACEMENT CHARACTER}" is not a currency here; it was left out.']),
        ({"basis": "<script>"}, ['"<script>" is not a kind of pay here; it was left out.']),
        ({"source": ["1"] * 50, "step": ["", "plain"]}, ['"1" is not a source here; it was left out.']),
        ({"role": list("abcdefg")}, [*(f'"{one}" is not a role here; it was left out.' for one in "abcde"),
                                     "2 more values were left out."]),
        ({"role": ["", ""], "": "1"}, []),
        ({"nonsense": "1", "role[]": ["x", "y"], "sort": ""},
         ['"nonsense" is not a filter here; it was left out.', '"role[]" is not a filter here; it was left out.']),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out_by_name_and_never_breaks_the_page(
    client, pay, params, sentences
) -> None:
    response = compare(client, **params)
    assert list(response.context["selection"].dropped) == sentences
    assert len(shown(response)) == (3 + 1 if "step" in params else 5)
    text = text_of(parse_html(response))
    assert all(" ".join(sentence.split()) in text for sentence in sentences)


def test_bytes_that_are_no_text_do_not_break_the_page(client, pay) -> None:
    response = client.get("/salaries/?role=%ff%fe&place=%00&currency=%F0%9F&sort")
    assert len(response.context["selection"].dropped) == 3
    assert len(shown(response)) == 5


def test_another_address_of_a_role_still_chooses_it(client, pay, ghost) -> None:
    cook = Address.objects.get(slug="cook").role
    Address.objects.create(slug="chef", role=cook)
    response = compare(client, role=["chef", "cook", "ghost"])
    assert response.context["selection"].chosen["role"] == ("cook",)
    assert response.context["selection"].dropped == ('"ghost" is not a role here; it was left out.',)


def test_a_circle_of_places_does_not_hang_the_page(client, pay) -> None:
    Place.objects.filter(slug="europe").update(parent=Place.objects.get(slug="germany"))
    assert shown(compare(client, place="europe")) == ["Baker german"]


def test_pay_by_the_hour_has_a_scale_of_its_own(client, pay) -> None:
    make_band(make_role("driver"), median=Decimal("22.50"), pay_period="hour")
    response = compare(client, role=["driver", "cook"], currency="USD")
    assert [scale.name for scale in response.context["scales"]] == ["USD, an hour", "USD, a year"]
    assert "$22.50" in text_of(parse_html(response))


def test_a_figure_of_a_step_that_is_a_role_itself_shows_and_counts_once_with_both_names(client) -> None:
    head = make_role("head-baker")
    baker = make_role("baker")
    step = make_tier(baker, "head", title="Head of Baking", role=head)
    make_band(head, "own", median=Decimal(90_000))
    make_band(baker, "of-the-step", tier=step, median=Decimal(90_000))
    make_band(baker, "of-the-step-too", tier=step, median=Decimal(95_000))
    response = compare(client)
    assert shown(response) == ["Baker of-the-step-too", "Head Baker own"]
    assert "also on the ladder of Baker: Head of Baking" in text_of(parse_html(response))
    assert (response.context["count"], counts(response, "source")) == (2, {"handbook": 2})
    assert counts(response, "role") == {"baker": 2, "head-baker": 1}
    assert shown(compare(client, role="baker")) == ["Baker of-the-step", "Baker of-the-step-too"]


def test_only_scales_of_three_figures_are_drawn_and_the_rest_are_listed(client, pay) -> None:
    response = compare(client)
    assert [scale.name for scale in response.context["drawn"]] == ["USD, a year"]
    assert [row.slug for row in response.context["listed"]] == ["total", "german"]
    text = text_of(parse_html(response))
    assert (
        "Other currencies 2 Show all in US dollars Cook The role itself, total pay median CA$80,000 a year"
        in text
    )
    assert [scale.name for scale in compare(client, place="germany").context["drawn"]] == ["EUR, a year"]
    text = text_of(parse_html(compare(client, role="cook")))
    assert "Too few of one kind for a chart 2" in text


def test_htmx_is_told_an_address_without_empty_and_default_parameters(client, pay) -> None:
    given = client.get("/salaries/?currency=&role=cook&role=baker&sort=role")
    assert given["HX-Push-Url"] == "/salaries/?role=cook&role=baker"
    assert client.get("/salaries/?currency=")["HX-Push-Url"] == "/salaries/"
    assert "HX-Push-Url" not in client.get("/salaries/?role=cook&sort=date")


def test_nothing_unpublished_shows_in_rows_choices_counts_or_sections(client, pay, ghost) -> None:
    baker = make_role("brewer")
    make_section(baker, "package", heading="Free bread")
    for params in ({}, {"role": "ghost"}, {"place": "atlantis"}, {"currency": "XTS"}):
        response = compare(client, **params)
        text = response.content.decode()
        assert [section.heading for section in response.context["beyond_pay"]] == ["Free bread"]
        assert "Free bread" in text
        for secret in ("Ghost", "Atlantis", "Secret", "123,456"):
            assert secret not in text
    assert "XTS" not in compare(client).content.decode()


def test_the_page_says_the_same_to_htmx_and_to_everybody(client, pay) -> None:
    plain = client.get("/salaries/?place=europe&currency=USD")
    swapped = client.get("/salaries/?place=europe&currency=USD", headers={"HX-Request": "true"})
    assert swapped.content == plain.content
    assert not plain.cookies


def test_every_part_that_htmx_swaps_is_on_the_page(client, pay) -> None:
    tree = parse_html(compare(client, place="europe", sort="date"))
    ids = {one.get("id") for one in tree.iter()}
    [form] = [one for one in tree.iter("form") if one.get("hx-get")]
    named = [part.split(":")[0] for part in form.get("hx-select-oob").split(",")]
    assert {name.removeprefix("#") for name in [*named, form.get("hx-target"), "#salary-facets"]} <= ids
    assert [one.get("value") for one in tree.iter("input") if one.get("name") == "sort"] == ["date"]
    links = [one for one in tree.iter("a") if one.get("hx-get")]
    assert links and all(one.get("hx-get") == one.get("href") for one in links)


def test_the_rule_that_picks_the_headline_is_printed(client, pay) -> None:
    assert "Only a figure for the plain title can stand for a role" in text_of(parse_html(compare(client)))


def test_an_empty_site_has_a_valid_page(client) -> None:
    make_currency("USD")
    assert "No figure has all of that." in text_of(parse_html(compare(client)))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_whatever_the_number_of_roles(
    client, django_assert_num_queries, number
) -> None:
    for one in range(number):
        role = make_role(f"role-{one}")
        make_section(role, "world")
        place = make_place(f"city-{one}", parent=make_place(f"land-{one}"))
        make_band(role, "step", tier=make_tier(role), place=place, source=make_source(f"source-{one}"))
        make_band(role, "euros", currency="EUR")
    make_rate("EUR")
    # 1 places, 2 roles, 3 sources, 4 steps, 5 bands, 6 rates, 7 currencies, 8 sections on what pay leaves out.
    with django_assert_num_queries(8):
        response = compare(client, currency="USD", place="not-stated")
    with django_assert_num_queries(8):
        response = compare(client, currency="USD")
    assert len(shown(response)) == 2 * number


def test_only_reading_is_allowed(client) -> None:
    assert client.head("/salaries/").status_code == 200
    assert client.post("/salaries/").status_code == 405
