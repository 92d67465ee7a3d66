from decimal import Decimal

import pytest

from tests.factories import make_band, make_link, make_requirement, make_role, make_section, make_tier
from tests.helpers import parse_html

pytestmark = pytest.mark.django_db


def make_ladder(slug: str = "baker", steps: int = 3):
    role = make_role(slug)
    for number in range(steps):
        make_link(role, f"Next {number}", kind="advancement")
    for number in range(steps):
        tier = make_tier(
            role, f"step-{number}", title=f"Step {number}", years_min=2 * number, years_max=2 * number + 3
        )
        make_section(role, "tier-duties", f"Duty {number}.", tier=tier)
        make_section(role, "tier-focus", f"Focus {number}.", tier=tier)
        make_requirement(role, f"skill-{number}", tier=tier, note=f"Because {number}.")
        make_band(role, f"band-{number}", tier=tier, median=Decimal(40_000 + 1000 * number))
    return role


@pytest.mark.parametrize("steps", [1, 3])
def test_the_ladder_costs_the_same_queries_whatever_its_length(
    client, django_assert_num_queries, steps
) -> None:
    make_ladder(steps=steps)
    # 1 role, 2 bands, 3 tiers, 4 sections, 5 their sources, 6 points, 7 their sources, 8 requirements,
    # 9 their sources, 10 links, 11 their sources, 12 the introduction.
    with django_assert_num_queries(12):
        client.get("/roles/baker/ladder/")


def test_each_step_shows_years_pay_duties_focus_and_skills(client) -> None:
    make_ladder(steps=2)
    text = client.get("/roles/baker/ladder/").content.decode()
    steps = text.split('<li id="step-')[1:]
    for number, step in enumerate(steps):
        assert f"{2 * number} to {2 * number + 3} years" in step
        assert f"${40 + number},000" in step
        assert f"Skill-{number}" in step and f"Because {number}." in step
        assert f"Duty {number}." in step and f"Focus {number}." in step


def test_tracks_stand_in_lanes_on_one_axis_where_overlaps_show(client) -> None:
    role = make_role("baker")
    make_tier(role, "lead", track="individual", years_min=8, years_max=12)
    make_tier(role, "senior", years_min=6, years_max=10)
    make_tier(role, "director", years_min=15, years_max=None)
    response = client.get("/roles/baker/ladder/")
    lanes = {
        lane.track.value: [(step.start, step.width) for step in lane.steps]
        for lane in response.context["lanes"]
    }
    assert lanes == {"individual": [(40.0, 20.0)], "management": [(30.0, 20.0), (75.0, 25.0)]}
    parse_html(response)


def test_a_step_without_data_says_so(client) -> None:
    make_tier(make_role("baker"), "only")
    text = client.get("/roles/baker/ladder/").content.decode()
    assert "years not stated" in text
    assert "Pay at this step: not stated by any source here." in text
    assert "No source here says what this step does." in text


def test_a_level_that_is_no_step_is_listed_apart(client) -> None:
    role = make_ladder(steps=1)
    make_band(role, "mid", label="Mid-Level", median=Decimal(85_000))
    text = client.get("/roles/baker/ladder/").content.decode()
    assert "without saying which step is meant" in text
    assert "Mid-Level" in text


def test_a_role_without_a_ladder_has_no_ladder_page(client) -> None:
    make_role("baker")
    assert client.get("/roles/baker/ladder/").status_code == 404


def links_of(client, path: str) -> list[str]:
    return [a.get("href", "") for a in parse_html(client.get(path)).iter("a")]


def test_each_step_leads_to_the_next_and_to_every_other(client) -> None:
    make_ladder(steps=3)
    links = [link for link in links_of(client, "/roles/baker/ladder/") if "/ladder/step-" in link]
    pairs = [tuple(link.removeprefix("/roles/baker/ladder/").strip("/").split("/")) for link in links]
    assert pairs == [
        *[("step-0", "step-1"), ("step-0", "step-1"), ("step-0", "step-2")],
        *[("step-1", "step-2"), ("step-1", "step-0"), ("step-1", "step-2")],
        *[("step-2", "step-0"), ("step-2", "step-1")],
    ]


def test_what_comes_after_the_ladder_is_said_of_the_role_not_of_a_step(client) -> None:
    role = make_ladder(steps=1)
    make_link(role, "Miller", kind="lateral", role=make_role("miller"))
    make_link(role, "Farmer", kind="entry")
    text = client.get("/roles/baker/ladder/").content.decode().split('id="links"')[1]
    assert "for Baker as a whole, not for one step" in text
    assert "Next 0" in text and '<a href="/roles/miller/">Miller</a>' in text
    assert "Farmer" not in text


def test_a_level_that_our_editors_conclude_is_marked(client) -> None:
    role = make_role("baker")
    tier = make_tier(role, "junior")
    make_requirement(role, "kneading", tier=tier, level="working")
    make_requirement(role, "shaping", tier=tier, level="expert", conclusion="calls it an art")
    text = client.get("/roles/baker/ladder/").content.decode()
    assert '<span class="tag">working knowledge</span>' in text
    assert '<span class="tag">expert (our editors’ conclusion)</span>' in text
    assert "Level: our editors’ conclusion, since the source calls it an art." in (
        client.get("/skills/shaping/").content.decode()
    )
