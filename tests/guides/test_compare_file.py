"""A comparison as CSV: what the page shows, one line for each row and role."""

import csv
import io

import pytest
from django.test import Client

from guides.views.compare.files import HEADINGS
from tests.factories import (
    make_band,
    make_claim,
    make_requirement,
    make_role,
    make_section,
    make_source,
    make_tier,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles() -> None:
    baker, cook = make_role("baker"), make_role("cook")
    make_tier(baker, "junior", title="Junior Baker", years_min=1, years_max=3)
    make_section(baker, "definition", introduction="Makes bread, cake and rolls.")
    for role, source in ((baker, make_source()), (cook, make_source("manual", publisher=""))):
        make_claim(
            role,
            "growth",
            text="=9 %",
            low=9,
            unit="percent",
            source=source,
            attributed_to="BLS",
            period="2022 to 2032",
            method="relayed",
        )
    make_band(baker)
    make_requirement(baker, "kneading")


def lines(client: Client, query: str) -> list[dict[str, str]]:
    text = client.get(f"/compare.csv{query}").content.decode()
    assert text.startswith("\N{BYTE ORDER MARK}")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))


def test_the_file_has_a_name_and_a_type(client, roles) -> None:
    response = client.get("/compare.csv?role=baker:junior&role=cook")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="compare-baker--junior-cook.csv"'


def test_a_line_says_what_the_cell_says_and_where_that_comes_from(client, roles) -> None:
    found = [line for line in lines(client, "?role=baker&role=cook") if line["row"] == "Growth"]
    assert found == [
        {
            "group": "Outlook",
            "row": "Growth",
            "role": role,
            "step": "",
            "figure": "9 per cent",
            "text": "'=9 %",
            "said of": "the role as a whole",
            "sources": f"The {source} of jobs",
            "publishers": publisher,
            "attributed to": "BLS",
            "date": "2022 to 2032",
            "place": "not stated",
            "method": "Relayed",
        }
        for role, source, publisher in (("Baker", "handbook", "Press"), ("Cook", "manual", "not named"))
    ]


def test_a_step_says_what_is_its_own_and_what_its_roles(client, roles) -> None:
    found = {line["row"]: line for line in lines(client, "?role=baker:junior&role=baker") if line["step"]}
    assert [found[row]["said of"] for row in ("Experience", "Growth", "Typical pay")] == [
        "this step",
        "the role as a whole",
        "",
    ]
    assert found["Typical pay"]["text"] == "not stated"
    assert found["Experience"]["figure"] == "1 to 3 years"


@pytest.mark.parametrize("query", ["?role=baker&role=cook", "?role=baker&role=cook&differences=1"])
def test_it_has_the_rows_that_the_page_shows(client, roles, query) -> None:
    page = client.get(f"/compare/{query}").context["comparison"]
    assert [line["row"] for line in lines(client, query)] == [row.label for row in page.rows for _ in "12"]


@pytest.mark.parametrize("query", ["", "?role=baker", "?role=nobody&role=baker"])
def test_without_two_to_compare_it_has_only_its_headings(client, roles, query) -> None:
    assert lines(client, query) == []
    assert client.get(f"/compare.csv{query}").content.decode("utf-8-sig") == ",".join(HEADINGS) + "\r\n"


def test_a_long_name_gives_way_to_a_short_one(client) -> None:
    slugs = [f"{letter * 70}" for letter in "ab"]
    for slug in slugs:
        make_role(slug)
    response = client.get("/compare.csv", {"role": slugs})
    assert response["Content-Disposition"] == 'attachment; filename="compare.csv"'
