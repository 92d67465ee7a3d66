"""The real guides side by side: the figures that readers would check first, each with its source."""

import pytest
from django.test import Client

from guides.views.compare.cells import Row
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

TECHNICAL, SUPPORT = "technical-support-manager", "support-manager"


def rows(client: Client, *roles: str, **params: str) -> dict[str, Row]:
    response = client.get("/compare/", {"role": roles, **params})
    parse_html(response)
    return {row.slug: row for row in response.context["comparison"].rows}


def test_two_full_guides_state_nearly_everything(client: Client) -> None:
    found = rows(client, TECHNICAL, SUPPORT)
    gaps = {slug: [cell.is_stated for cell in row.cells] for slug, row in found.items()}
    assert {slug for slug, stated in gaps.items() if not all(stated)} == {"team-size", "openings"}
    assert [cell.figures for cell in found["pay"].cells] == [["$102,600"], ["$85,000"]]
    assert [cell.figures for cell in found["experience"].cells] == [["4 to 8 years"], ["3 to 5 years"]]
    assert [cell.figures for cell in found["growth"].cells] == [["9 per cent"], ["9 per cent"]]


def test_every_stated_cell_names_a_source(client: Client) -> None:
    pairs = (
        (TECHNICAL, SUPPORT),
        (f"{TECHNICAL}:senior", f"{SUPPORT}:senior"),
        (SUPPORT, "technical-support-director"),
    )
    for pair in pairs:
        for slug, row in rows(client, *pair).items():
            assert [bool(cell.sources) for cell in row.cells] == [cell.is_stated for cell in row.cells], (
                pair,
                slug,
            )


def test_the_same_nine_per_cent_is_a_difference_for_its_label_differs(client: Client) -> None:
    growth = rows(client, TECHNICAL, SUPPORT, differences="1")["growth"]
    assert "as fast as average" in growth.cells[0].lines[0]
    assert "much faster than average" in growth.cells[1].lines[0]
    assert [cell.differing for cell in growth.cells] == [
        ("4 statements differ", f"/roles/{role}/#differ-growth") for role in (TECHNICAL, SUPPORT)
    ]


def test_steps_of_two_ladders_have_pay_only_where_a_source_states_it(client: Client) -> None:
    found = rows(client, f"{TECHNICAL}:senior", f"{TECHNICAL}:director", f"{SUPPORT}:senior")
    assert [cell.figures for cell in found["pay"].cells] == [["$110,000"], ["$155,000"], []]
    assert [cell.figures for cell in found["experience"].cells] == [
        ["6 to 10 years"],
        ["10 to 15 years"],
        ["6 to 9 years"],
    ]


def test_every_role_and_step_can_be_compared_with_every_full_guide(client: Client) -> None:
    choices = [choice.choice for choice in client.get("/compare/").context["roles"]]
    assert len(choices) == 13
    for choice in choices:
        for other in (TECHNICAL, SUPPORT):
            if choice.value != other:
                found = rows(client, choice.value, other)
                assert found["summary"].cells[0].is_stated, choice.value
