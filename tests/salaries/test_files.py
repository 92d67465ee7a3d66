import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings

from salaries.files import COLUMNS
from tests.factories import make_band, make_place, make_rate, make_role, make_source, make_tier

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


@pytest.fixture
def pay() -> None:
    almanac = make_source("almanac", publisher="Almanac", title="=Almanac of jobs")
    baker, cook = make_role("baker"), make_role("cook")
    make_band(baker, "plain", low=Decimal(40_000), high=Decimal(60_000), open_top=True)
    senior = make_tier(baker, "senior", years_min=6, years_max=9)
    make_band(
        baker, "senior", tier=senior, currency="EUR", median=Decimal(60_123), mean=Decimal("65000.50"),
        place=make_place("germany"), source=almanac, attributed_to="@Bureau", method="relayed", as_of="2023-05",
        basis="base", condition="+ bonus",
    )  # fmt: skip
    make_band(cook, "hour", median=Decimal("22.50"), pay_period="hour", place=None)
    make_band(cook, "unsaid", median=Decimal(48_000), pay_period="", source=make_source("x", publisher=""))
    make_rate("EUR", date="2023-06")


def table(client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/salaries/figures.csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.content.decode().removeprefix("\N{BYTE ORDER MARK}"))))


def data(client, query: str = "") -> dict:
    response = client.get(f"/salaries/figures.json{query}")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(response.content)


def test_a_file_has_what_is_stated_and_what_is_shown_of_each_figure(client, pay) -> None:
    record = table(client, "?currency=USD&per=month&step=senior")
    assert record == [
        {
            **dict.fromkeys(COLUMNS, ""),
            "role": "Baker",
            "role_address": f"{SITE}/roles/baker/",
            "title_or_step": "Senior (6 to 9 years)",
            "years": "6 to 9 years",
            "stands_for_role": "no",
            "stated_currency": "EUR",
            "stated_pay_period": "year",
            "stated_median": "60123",
            "stated_mean": "65001",
            "stated_open_top": "no",
            "shown_currency": "USD",
            "shown_pay_period": "month",
            "shown_median": "6260",
            "shown_mean": "6770",
            "shown_open_top": "no",
            "place": "Germany",
            "date": "2023-05",
            "includes": "base",
            "condition": "'+ bonus",
            "source_title": "'=Almanac of jobs",
            "source_publisher": "Almanac",
            "source_address": f"{SITE}/sources/almanac/",
            "attributed_to": "'@Bureau",
            "method": "relayed",
            "rates_used": "1 EUR = 1.25 USD (Press: The handbook of jobs, 2023-06)",
        }
    ]


def test_what_stands_apart_comes_last_with_the_reason_and_nothing_shown(client, pay) -> None:
    records = table(client, "?per=year&role=cook")
    assert [
        (one["title_or_step"], one["not_compared_because"], one["period_read_as"]) for one in records
    ] == [
        ("The role itself, United States", "", "year"),
        ("The role itself", "Another pay period", ""),
    ]
    assert (records[1]["stated_median"], records[1]["shown_median"], records[1]["shown_open_top"]) == (
        "22.5",
        "",
        "",
    )


@pytest.mark.parametrize(
    "query",
    ["", "?currency=USD", "?per=month&sort=pay-low", "?per=hour&currency=EUR", "?group=place&sort=date"],
)
def test_both_files_hold_the_rows_of_the_page_in_its_order(client, pay, query) -> None:
    context = client.get(f"/salaries/{query}").context
    shown = [row for scale in context["scales"] for part in scale.parts for row in part.rows]
    left = [row for _, own, _ in context["apart"] for row in own]
    names = [(row.role_title, row.name) for row in (*shown, *left)]
    records = data(client, query)
    assert [(one["role"], one["title_or_step"]) for one in records["figures"]] == names
    assert [(one["role"], one["title_or_step"]) for one in table(client, query)] == names
    assert (records["compared"], records["listed_apart"]) == (len(shown), len(left))


def test_numbers_in_json_are_those_printed_on_the_page(client, pay) -> None:
    figures = data(client, "?currency=USD&per=month&role=baker")["figures"]
    assert [(one["shown"]["low"], one["shown"]["median"]) for one in figures] == [(3333, None), (None, 6260)]
    assert "$3,333 to $5,000+" in client.get("/salaries/?currency=USD&per=month&role=baker").content.decode()
    assert figures[0]["shown"]["open_top"] is True
    assert figures[1]["rates_used"] == ["1 EUR = 1.25 USD (Press: The handbook of jobs, 2023-06)"]
    assert data(client, "?per=hour")["figures"][-1]["shown"] is None


def test_files_hold_all_pages_and_say_what_was_left_out(client, pay, monkeypatch) -> None:
    monkeypatch.setattr("salaries.comparison.PAGE_SIZE", 1)
    records = data(client, "?page=2&role=baker&role=<b>&per=week")
    assert len(records["figures"]) == 2
    assert records["page"] == f"{SITE}/salaries/?role=baker"
    assert records["left_out"] == [
        '"<b>" is not a role here; it was left out.',
        '"week" is not a pay period here; it was left out.',
    ]
    assert b"<" not in client.get("/salaries/figures.json?role=<b>").content


def test_the_page_leads_to_files_of_the_same_choices(client, pay) -> None:
    text = client.get("/salaries/?role=cook&per=month&page=1&sort=role").content.decode()
    assert 'href="/salaries/figures.csv?role=cook&amp;per=month"' in text
    assert 'href="/salaries/figures.json?role=cook&amp;per=month"' in text


def test_there_is_no_other_form_and_a_file_is_not_found_by_search_engines(client, pay) -> None:
    assert client.get("/salaries/figures.xlsx").status_code == 404
    assert client.get("/salaries/figures.csv")["X-Robots-Tag"] == "noindex"
    assert client.get("/salaries/figures.csv")["Content-Disposition"] == 'attachment; filename="salaries.csv"'
    assert client.post("/salaries/figures.csv").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_costs_the_same_queries_whatever_it_holds(client, django_assert_num_queries, number) -> None:
    for one in range(number):
        make_band(
            make_role(f"role-{one}"), place=make_place(f"city-{one}"), source=make_source(f"source-{one}")
        )
    make_rate("EUR")
    # 1 places, 2 roles, 3 sources, 4 steps, 5 bands, 6 rates, 7 currencies.
    with django_assert_num_queries(7):
        assert len(data(client, "?currency=EUR")["figures"]) == number
