"""The page of a step from one tier to another."""

import json
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings

from guides.models import Address, Point, Role
from tests.content.reading import part_of, words_in
from tests.factories import (
    make_band,
    make_link,
    make_requirement,
    make_role,
    make_section,
    make_source,
    make_tier,
)
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.once]

UP = "/roles/baker/ladder/junior/senior/"
DOWN = "/roles/baker/ladder/senior/junior/"


def make_steps(**values: dict[str, object]) -> Role:
    """A baker's ladder of two steps, 1 to 3 and 3 to 6 years unless told otherwise."""
    role = make_role("baker")
    for slug, first, last in (("junior", 1, 3), ("senior", 3, 6)):
        make_tier(role, slug, **{"years_min": first, "years_max": last, **values.get(slug, {})})
    return role


def tier_of(role: Role, slug: str):
    return role.public_guide.tiers.get(slug=slug)


def part(page: Element, name: str) -> str:
    return words_in(part_of(page, name))


def screen(page: Element) -> str:
    """What the first screen says: years, pay, what changes."""
    return words_in(next(element for element in page.iter("dl")))


def get(client, path: str = UP) -> Element:
    return parse_html(client.get(path))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_whatever_it_holds(client, django_assert_num_queries, number) -> None:
    role = make_steps()
    make_tier(role, "master")
    for slug in ("junior", "senior"):
        tier = tier_of(role, slug)
        for kind in ("tier-duties", "tier-focus", "advice"):
            make_section(role, kind, *(f"{kind} {one}" for one in range(number)), tier=tier)
        for one in range(number):
            make_requirement(role, f"skill-{one}", tier=tier)
            make_requirement(role, f"{slug}-{one}", tier=tier)
            make_band(role, f"{slug}-{one}", tier=tier)
    for one in range(number):
        make_section(role, "story", "Once.", heading=f"Story {one}")
        make_link(role, f"Next {one}", kind="advancement")
        make_requirement(role, f"junior-{one}", tier=tier_of(role, "master"), necessity="handed-over")
    # 1 role, 2 bands, 3 tiers, 4 sections of tiers, 5 their sources, 6 points, 7 their sources, 8 requirements,
    # 9 their sources, 10 sections for all, 11 their sources, 12 links, 13 their sources.
    with django_assert_num_queries(13):
        client.get(UP)


def test_the_first_screen_shows_years_and_pay_at_both_ends_and_how_far_apart(client) -> None:
    role = make_steps()
    for slug, median, mean in (("junior", 70_000, 75_000), ("senior", 90_000, 95_000)):
        make_band(role, slug, tier=tier_of(role, slug), median=Decimal(median), mean=Decimal(mean))
    up, down = screen(get(client)), screen(get(client, DOWN))
    assert "1 to 3 years then 3 to 6 years Starts 2 years later. One ends where" in up
    assert "$70,000 then $90,000 $20,000 (29 per cent) more by the median" in up
    assert "$20,000 (27 per cent) more by the average, from $75,000 to $95,000" in up
    assert "Both: median, Press, United States; date not stated. The difference is computed here." in up
    assert "$20,000 (22 per cent) less by the median $20,000 (21 per cent) less by the average" in down


def test_unlike_figures_stand_beside_each_other_without_a_difference(client) -> None:
    role = make_steps()
    make_band(role, "one", tier=tier_of(role, "junior"), currency="EUR", condition="with tips")
    make_band(role, "two", tier=tier_of(role, "senior"))
    text = screen(get(client))
    assert "the two figures are in different currencies; on different conditions." in text
    assert "Before: median, Press, United States; date not stated; with tips." in text
    assert "more" not in text


def test_pay_at_one_end_alone_says_what_is_missing(client) -> None:
    role = make_steps()
    make_band(role, "one", tier=tier_of(role, "senior"))
    text = screen(get(client))
    assert "not stated then $50,000" in text
    assert "No source here states pay for Junior." in text


def test_steps_without_data_say_so_everywhere(client) -> None:
    make_steps(senior={"years_min": None, "years_max": None})
    page = get(client)
    assert "No source here states from when on one is Senior." in screen(page)
    assert "Not stated by any source here, for either step." in screen(page)
    assert "0 new 0 deeper 0 handed over 0 stays 0 no longer mentioned" in screen(page)
    text = words_in(page)
    for title in ("Junior", "Senior"):
        assert f"No source here names skills for the {title} alone" in text
    assert "This is the last step of its track." in part(page, "next")
    assert part(page, "duties") == "Duties No source here states this for either step."
    assert part(page, "new") == "New 0 No skill is new."


def test_skills_stand_in_their_sets_with_levels_and_what_they_rest_on(client) -> None:
    role = make_steps()
    junior, senior = tier_of(role, "junior"), tier_of(role, "senior")
    make_requirement(role, "kneading", tier=junior, level="awareness", note="Learning.", conclusion="says so")
    make_requirement(role, "kneading", tier=senior, level="expert", note="By heart.")
    make_requirement(role, "sweeping", tier=junior, note="Daily.")
    make_requirement(
        role, "sweeping", tier=senior, necessity="handed-over", note="Others do.", conclusion="lets others"
    )
    make_requirement(role, "shaping", tier=junior, level="expert")
    make_requirement(role, "shaping", tier=senior, level="working")
    make_requirement(role, "rising", tier=junior)
    make_requirement(role, "hiring", tier=senior, level="working", conclusion="has one hire")
    page = get(client)
    assert part(page, "new") == (
        "New 1 Named for the Senior, not for the Junior. Hiring working knowledge"
        " Level: our editors’ conclusion, since the source has one hire."
    )
    assert part(page, "deeper") == (
        "Deeper 1 Named for both, and needed at a higher level by the Senior. Kneading from awareness to expert"
        " Before: Learning. Then: By heart. Level: our editors’ conclusion, since the source says so."
    )
    assert part(page, "handed-over") == (
        "Handed over 1 Named for the Junior; further up, others do it. Sweeping Daily. From Senior on: Others do."
        " Handed over: our editors’ conclusion, since the source lets others."
    )
    assert part(page, "stays") == (
        "Stays 1 Named for both. Shaping from expert to working knowledge: lower there"
    )
    assert part(page, "no-longer").endswith("need not mean that it ends. Rising")
    assert "How our editors conclude a level" in words_in(page)


def test_two_conclusions_name_the_level_that_each_is_about(client) -> None:
    role = make_steps()
    make_requirement(role, tier=tier_of(role, "junior"), level="awareness", conclusion="has one learn it")
    make_requirement(role, tier=tier_of(role, "senior"), level="expert", conclusion="calls it an art")
    assert (
        "Level: our editors’ conclusion: awareness, since the source has one learn it;"
        " expert, since the source calls it an art."
    ) in part(get(client), "deeper")


def test_levels_that_sources_state_need_no_rule(client) -> None:
    role = make_steps()
    make_requirement(role, tier=tier_of(role, "junior"), level="awareness")
    assert "conclu" not in client.get(UP).content.decode().split("<h1>")[1].replace(
        "nor do our editors conclude it", ""
    )


def test_points_with_the_same_lead_stand_opposite_each_other(client) -> None:
    role = make_steps()
    for slug, leads in (("junior", ("Oven", "Team")), ("senior", ("Team", "Money"))):
        section = make_section(role, "tier-duties", tier=tier_of(role, slug), introduction=f"The {slug}.")
        for position, lead in enumerate(leads):
            Point.objects.create(section=section, lead=lead, text=f"{lead} of {slug}.", position=position)
    assert part(get(client), "duties") == (
        "Duties Junior Senior Junior The junior. Senior The senior."
        " Team Junior Team of junior. Senior Team of senior."
        " Only at one of the two Junior Oven. Oven of junior. Senior Money. Money of senior."
    )


def test_one_side_without_duties_says_so(client) -> None:
    role = make_steps()
    make_section(role, "tier-focus", "Kneads.", tier=tier_of(role, "senior"))
    assert "No source here states this for the Junior." in part(get(client), "focus")


def test_advice_to_one_of_the_steps_stands_here_and_the_rest_is_linked(client) -> None:
    role = make_steps()
    make_tier(role, "master")
    make_section(role, "mistakes", "Opening the oven.", tier=tier_of(role, "junior"), heading="Errors")
    make_section(role, "advice", "Buy the shop.", tier=tier_of(role, "master"))
    make_section(role, "story", "Once upon a time.", slug="tale", heading="A tale", introduction="Short.")
    text = client.get(UP).content.decode()
    advice = part(parse_html(text), "advice")
    assert "Errors At the Junior. Opening the oven." in advice
    assert "For the role as a whole A tale Short." in advice
    assert '<a href="/roles/baker/#tale">A tale</a>' in text
    assert "Buy the shop." not in text and "Once upon a time." not in text


def test_without_such_advice_the_page_says_so(client) -> None:
    make_steps()
    assert "No source here addresses advice, mistakes or stories to one" in part(get(client), "advice")


def test_what_next_leads_up_sideways_and_out(client) -> None:
    role = make_steps()
    make_tier(role, "master", years_min=6)
    make_tier(role, "artist", years_min=4, years_max=8, track="individual")
    make_link(role, "Shop Owner", kind="advancement")
    make_link(role, "Miller", kind="lateral", role=make_role("miller"))
    make_link(role, "Pastry Chef", kind="specialisation")
    make_link(role, "Apprentice", kind="entry")
    response = client.get(UP)
    text = part(parse_html(response), "next")
    assert "Up Master 6 years and more; the next step of this track Next steps 1 Shop Owner" in text
    assert "Sideways Artist 4 to 8 years; individual contributor track Sideways moves 1 Miller" in text
    assert "Out Specialisations 1 Pastry Chef" in text
    assert "named for Baker as a whole" in text and "Apprentice" not in text
    html = response.content.decode()
    for path in ("/ladder/senior/master/", "/ladder/senior/artist/"):
        assert f'<a href="/roles/baker{path}"' in html
    assert '<a href="/roles/miller/">Miller</a>' in html and ">Shop Owner</a>" not in html


def test_every_other_step_and_the_way_back_are_plain_links(client) -> None:
    role = make_steps()
    make_tier(role, "master")
    page = get(client)
    links = {a.get("href") for a in page.iter("a")}
    others = {"junior/senior", "junior/master", "senior/junior", "senior/master"}
    assert {link for link in links if link and "/ladder/" in link} == {
        "/roles/baker/ladder/",
        *(f"/roles/baker/ladder/{one}/" for one in others),
    }


def test_sources_lead_back_to_the_parts_that_cite_them(client) -> None:
    role = make_steps()
    make_requirement(role, "hiring", tier=tier_of(role, "senior")).sources.set([make_source("almanac")])
    make_band(role, tier=tier_of(role, "senior"), source=make_source("survey"))
    cited = client.get(UP).context["citing"]
    assert cited == {
        "almanac": [("new", "New")],
        "handbook": [("content", "Years and pay")],
        "survey": [("content", "Years and pay")],
    }


def test_breadcrumbs_and_canonical_address_name_this_very_step(client) -> None:
    make_steps()
    text = client.get(f"{UP}?utm=1").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{UP}">' in text
    data = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert [
        (one["name"], one["item"].removeprefix(settings.SITE_URL)) for one in data["itemListElement"]
    ] == [
        ("Career Guide", "/"),
        ("Roles", "/roles/"),
        ("Baker", "/roles/baker/"),
        ("Ladder", "/roles/baker/ladder/"),
        ("From Junior to Senior", UP),
    ]


def test_a_step_to_itself_leads_to_the_step(client) -> None:
    make_steps()
    response = client.get("/roles/baker/ladder/senior/senior/")
    assert (response.status_code, response["Location"]) == (301, "/roles/baker/ladder/#senior")


@pytest.mark.parametrize("path", ["junior/boss", "boss/junior", "boss/boss"])
def test_an_unknown_step_is_answered_with_those_that_there_are(client, path) -> None:
    make_steps()
    response = client.get(f"/roles/baker/ladder/{path}/")
    assert response.status_code == 404
    text = words_in(parse_html(response))
    assert "The ladder of Baker has no step “boss”. These are its steps: Junior Senior" in text


def test_a_role_without_a_ladder_has_no_steps(client) -> None:
    make_role("baker")
    assert client.get(UP).status_code == 404


def test_an_old_address_of_the_role_leads_to_the_same_step(client) -> None:
    role = make_steps()
    Address.objects.create(slug="bread-maker", role=role)
    response = client.get("/roles/bread-maker/ladder/junior/senior/")
    assert (response.status_code, response["Location"]) == (301, UP)
