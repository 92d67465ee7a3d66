from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from guides.models import Role
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_currency,
    make_disagreement,
    make_place,
    make_role,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def role() -> Role:
    return make_role("baker")


def fold(client: Client, slug: str = "pay", path: str = "/roles/baker/", prefix: str = "") -> Element:
    found = parse_html(client.get(path)).find(f".//*[@id='{prefix}differ-{slug}']")
    assert found is not None
    return found


def table(element: Element) -> list[dict[str, str]]:
    """The statements of a fold, each by the headings of its columns."""
    names = [text_of(cell) for cell in element.findall(".//thead//th")]
    rows = [[text_of(cell) for cell in row] for row in element.findall(".//tbody/tr")]
    return [dict(zip(names, row, strict=True)) for row in rows]


def marks(element: Element) -> list[list[tuple[str, str | None]]]:
    """What is drawn in each row, and where it begins."""
    return [
        [
            (one.get("class") or "arrow at", one.get("x") or one.get("cx") or one.get("x1"))
            for one in row.iter()
            if one.tag.startswith(SVG) and (one.get("x") or one.get("cx") or one.get("x1"))
        ]
        for row in element.findall(".//tbody/tr")
    ]


def test_each_statement_says_of_whom_who_where_when_how_and_on_what_condition(client, role) -> None:
    record = make_disagreement(role)
    values: dict[str, Any] = {
        "method": "relayed",
        "attributed_to": "BLS",
        "series": "Bakers",
        "as_of": "2023-05",
        "basis": "total",
        "condition": "with equity",
    }
    make_band(role, "full", median=Decimal(50_000), disagreement=record, **values)
    make_band(
        role,
        "bare",
        low=Decimal(1),
        high=Decimal(2),
        place=None,
        pay_period="",
        disagreement=record,
        said_of="Cook",
        label="Entry",
        source=make_source("almanac", publisher="Almanac"),
    )
    assert table(fold(client)) == [
        {
            "Figure": "Median $50,000, a year Stands for the role.",
            "Pay on one axis$010k20k30k40k50k": "",
            "Said of": "This role",
            "Source": "Press",
            "Attributed to": "BLS, Bakers",
            "Place": "United States",
            "Date": "May 2023",
            "Method": "Relayed",
            "Condition": "Total pay, with equity",
        },
        {
            "Figure": "$1 to $2, period not stated",
            "Pay on one axis$010k20k30k40k50k": "",
            "Said of": "Cook, Entry",
            "Source": "Almanac",
            "Attributed to": "",
            "Place": "not stated",
            "Date": "not stated",
            "Method": "Reported",
            "Condition": "",
        },
    ]


def test_what_no_statement_says_is_said_once(client, role) -> None:
    record = make_disagreement(role)
    for slug in ("one", "two"):
        make_claim(role, slug, text=f"It is {slug}.", disagreement=record)
    found = fold(client)
    assert text_of(found.find(".//caption")) == "Place and date: not stated by any of these."
    assert list(table(found)[0]) == ["Statement", "Said of", "Source", "Method"]


def test_pay_of_one_scale_stands_on_one_axis(client, role) -> None:
    record = make_disagreement(role)
    make_band(
        role, "range", low=Decimal(40_000), median=Decimal(50_000), high=Decimal(80_000), disagreement=record
    )
    make_band(role, "open", low=Decimal(60_000), high=Decimal(90_000), open_top=True, disagreement=record)
    make_band(role, "mean", median=Decimal(50_000), mean=Decimal(55_000), disagreement=record)
    make_currency("EUR")
    make_band(role, "euros", currency="EUR", disagreement=record)
    found = fold(client)
    assert text_of(found.find(".//*[@class='pay-ticks']")) == "$020k40k60k80k100k"
    assert marks(found) == [
        [("bar", "40.0%"), ("median", "50.0%")],
        [("bar", "60.0%"), ("arrow at", "90.0%")],
        [("median", "50.0%"), ("mean", "55.0%")],
        [],
    ]


def test_numbers_of_the_unit_that_most_claims_have_stand_on_one_axis(client, role) -> None:
    record = make_disagreement(role, "years")
    tier = make_tier(role, "junior", title="Junior Baker")
    for slug, values in {
        "span": {"low": 2, "high": 4, "unit": "years"},
        "open": {"low": 5, "open_top": True, "unit": "years", "tier": tier},
        "months": {"low": 6, "unit": "months"},
        "words": {},
    }.items():
        make_claim(role, slug, topic="experience", text=slug, disagreement=record, **values)
    found = fold(client, "years")
    assert text_of(found.find(".//*[@class='pay-ticks']")) == "0123456 years"
    assert marks(found) == [
        [("bar", "33.33%")],
        [("point", "83.33%"), ("arrow at", "83.33%")],
        [],
        [],
    ]
    assert [row["Said of"] for row in table(found)] == ["This role", "Junior Baker", "This role", "This role"]


def test_an_axis_reaches_below_nothing_where_a_number_does(client, role) -> None:
    record = make_disagreement(role)
    for slug, values in {"loss": {"low": -6, "high": -2}, "even": {"low": 0}, "gain": {"low": 9}}.items():
        make_claim(role, slug, text=slug, unit="percent", disagreement=record, **values)
    found = fold(client)
    assert text_of(found.find(".//*[@class='pay-ticks']")) == "-10-50510 per cent"
    assert marks(found) == [[("bar", "20.0%")], [("point", "50.0%")], [("point", "95.0%")]]


@pytest.mark.parametrize("units", [("years", "months"), ("years", ""), ("", "")])
def test_there_is_no_axis_where_no_two_figures_share_a_unit(client, role, units) -> None:
    record = make_disagreement(role)
    for number, unit in enumerate(units, 1):
        values = {"low": number, "unit": unit} if unit else {}
        make_claim(role, f"claim-{number}", text=f"Number {number}", disagreement=record, **values)
    found = fold(client)
    assert [one for one in found.iter() if one.tag.startswith(SVG)] == []
    assert len(table(found)) == 2


def test_a_concluded_range_is_drawn_dashed(client, role) -> None:
    record = make_disagreement(role)
    for slug, method in (("stated", "reported"), ("added-up", "derived")):
        values = {"low": 1, "high": 2, "unit": "years", "method": method}
        make_claim(role, slug, text=slug, disagreement=record, **values)
    assert [row.get("class") for row in fold(client).findall(".//tbody/tr")] == [None, "pay-derived"]


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ({"median": 1}, {"median": 2}, True),
        ({"median": 1}, {"mean": 1}, True),
        ({"low": 1, "high": 2}, {"low": 1, "high": 2, "open_top": True}, True),
        ({"median": 1}, {"median": 1, "pay_period": "month"}, True),
        ({"median": 1}, {"median": 1}, False),
        ({"median": 1}, {"median": 1, "place": None, "as_of": "2024"}, False),
    ],
)
def test_pay_differs_where_its_figures_do(client, role, first, second, differ) -> None:
    record = make_disagreement(role)
    make_band(role, "first", disagreement=record, **first)
    make_band(role, "second", disagreement=record, source=make_source("almanac"), **second)
    assert ("2 figures differ" in client.get("/roles/baker/").content.decode()) is differ


def test_the_same_statements_stand_on_the_page_of_the_role_of_each_source_and_in_the_ledger(
    client, role
) -> None:
    record = make_disagreement(role)
    make_band(role, "one", median=Decimal(40_000), place=make_place("france"), disagreement=record)
    make_band(role, "two", disagreement=record, source=make_source("almanac", publisher="Almanac"))
    make_claim(role, "three", text="It varies.", disagreement=record)
    expected = table(fold(client))
    assert [row["Source"] for row in expected] == ["Press", "Almanac", "Press"]
    assert table(fold(client, path="/sources/", prefix="baker-")) == expected
    for slug in ("handbook", "almanac"):
        rows = table(fold(client, path=f"/sources/{slug}/", prefix="baker-"))
        assert [
            row | {"Statement": row["Statement"].removesuffix(" Stands for the role.")} for row in expected
        ] == rows


def test_a_conversion_of_the_source_is_no_statement_of_its_own(client, role) -> None:
    record = make_disagreement(role)
    make_currency("EUR")
    euros = make_band(role, "euros", currency="EUR", disagreement=record)
    make_band(role, "dollars", converts=euros, disagreement=record)
    assert guide_of(role).bands.count() == 2
    assert "differ-" not in client.get("/roles/baker/").content.decode()
