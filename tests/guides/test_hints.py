"""What an editor might look at again: each kind where it holds, and where it does not."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides.hints import Kind, hints_of
from guides.models import Address, Guide, Role
from tests.admin.forms import save
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_draft,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_source,
    make_tier,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found(role: Role, kind: Kind | None = None) -> list[tuple[str, str]]:
    """What the hints of the role's guide say, of one kind or of all, and the slug or name of the part to mend."""
    guide = guide_of(role)
    hints = hints_of([guide])[guide.pk]
    assert all(hint.url.endswith(f"/{hint.part._meta.model_name}/{hint.part.pk}/change/") for hint in hints)
    return [
        (getattr(hint.part, "slug", ""), hint.what) for hint in hints if kind is None or hint.kind == kind
    ]


def other(slug: str = "almanac") -> dict[str, Any]:
    return {"source": make_source(slug, publisher=slug.title())}


def test_a_guide_without_parts_has_no_hints() -> None:
    assert found(make_draft()) == []


# Figures without a date


def test_pay_and_a_number_without_a_date_are_hints() -> None:
    role = make_draft()
    make_band(role, "pay")
    make_claim(role, "growth", low=9, unit="percent")
    assert found(role) == [
        ("pay", "“Press, United States” (pay) has a figure and no date."),
        ("growth", "“Grows by 9 %.” (growth) has a figure and no date."),
    ]


def test_what_has_a_date_or_the_years_it_covers_or_no_number_is_no_hint() -> None:
    role = make_draft()
    make_band(role, "pay", as_of="2023")
    make_claim(role, "growth", low=9, unit="percent", period="2022 to 2032")
    make_claim(role, "demand", topic="demand", text="Many are sought.")
    assert found(role) == []


# Pay that begins above another's end


def two_ranges(role: Role, *, lower: dict[str, Any] | None = None, **upper: Any) -> None:
    make_band(role, "lower", **({"low": 40_000, "high": 60_000, "as_of": "2023"} | (lower or {})))
    make_band(role, "upper", **({"low": 70_000, "high": 90_000, "as_of": "2023"} | other() | upper))


def test_pay_that_begins_above_where_another_source_ends_is_a_hint() -> None:
    role = make_draft()
    two_ranges(role)
    assert found(role, Kind.APART) == [
        (
            "upper",
            "“Almanac, United States” (upper) begins at 70,000 USD, above where “Press, United States” (lower) ends,"
            " at 60,000.",
        )
    ]


@pytest.mark.parametrize(
    "upper",
    [
        {"low": 60_000},  # they meet
        {"source": None},  # of the same source: two levels of one table
        {"label": "Senior"},
        {"currency": "EUR"},
        {"pay_period": "month"},
        {"place": None},
        {"basis": "total"},
        {"said_of": "Miller"},
    ],
)
def test_pay_of_another_thing_or_of_the_same_source_is_no_such_hint(upper: dict[str, Any]) -> None:
    role = make_draft()
    if "source" in upper:
        upper = {"source": make_source()}
    two_ranges(role, **upper)
    assert found(role, Kind.APART) == []


def test_pay_above_an_open_end_is_no_such_hint() -> None:
    role = make_draft()
    two_ranges(role, lower={"open_top": True})
    assert found(role, Kind.APART) == []


def test_what_a_disagreement_shows_side_by_side_is_no_hint() -> None:
    role = make_draft()
    pay = make_disagreement(role)
    two_ranges(role, lower={"disagreement": pay}, disagreement=pay)
    assert found(role) == []


# Statements that differ


def test_statements_that_differ_without_a_disagreement_are_one_hint() -> None:
    role = make_draft()
    make_claim(role, "nine", low=9, unit="percent", as_of="2023")
    make_claim(role, "seven", low=7, unit="percent", as_of="2023", **other())
    assert found(role) == [
        (
            "nine",
            "Growth: no disagreement says that these differ: 9 per cent (Press: The handbook of jobs); 7 per cent"
            " (Almanac: The almanac of jobs).",
        )
    ]


def test_the_hint_leads_to_the_statement_that_names_no_disagreement() -> None:
    role = make_draft()
    growth = make_disagreement(role, "growth")
    for slug, low in (("nine", 9), ("eight", 8)):
        make_claim(role, slug, low=low, unit="percent", as_of="2023", disagreement=growth)
    make_claim(role, "seven", low=7, unit="percent", as_of="2023")
    assert [slug for slug, _ in found(role)] == ["seven"]


def test_statements_that_say_the_same_are_no_hint() -> None:
    role = make_draft()
    for slug in ("nine", "neuf"):
        make_claim(role, slug, low=9, unit="percent", as_of="2023")
    assert found(role) == []


# Years


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0, 3), (2, 5), ("0 to 3", "2 to 5")),
        ((None, 3), (2, None), ("0 to 3", "2+")),
        ((1, None), (4, 6), ("1+", "4 to 6")),
        ((3, 3), (3, 3), ("3 to 3", "3 to 3")),
    ],
)
def test_years_of_two_steps_that_overlap_are_a_hint(first: Any, second: Any, words: tuple[str, str]) -> None:
    role = make_draft()
    make_tier(role, "junior", years_min=first[0], years_max=first[1])
    make_tier(role, "senior", years_min=second[0], years_max=second[1])
    assert found(role) == [
        ("senior", f"The years of “Junior” ({words[0]}) and “Senior” ({words[1]}) overlap.")
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"years_min": 0, "years_max": 2},
            {"years_min": 2, "years_max": 5},
        ),  # one begins where the other ends
        ({"years_min": 0, "years_max": 3}, {"years_min": 2, "years_max": 5, "track": "individual"}),
        ({"years_min": 0, "years_max": 3}, {}),
    ],
)
def test_years_that_meet_or_are_of_two_tracks_or_not_stated_are_no_hint(first: Any, second: Any) -> None:
    role = make_draft()
    make_tier(role, "junior", **first)
    make_tier(role, "senior", **second)
    assert found(role) == []


# Sections


def test_only_a_section_without_introduction_and_points_is_a_hint() -> None:
    role = make_draft()
    make_section(role, "overview", slug="bare", heading="On nothing")
    make_section(role, "definition", "One bakes.")
    make_section(role, "day", introduction="One rises early.")
    assert found(role) == [("bare", "The section “On nothing” has neither an introduction nor points.")]


# Links


def test_links_and_steps_that_lead_to_a_role_which_readers_do_not_see_are_hints() -> None:
    role, hidden = make_draft(), make_draft("miller")
    make_link(role, "Miller", role=hidden)
    make_tier(role, "junior", role=hidden)
    assert found(role) == [
        ("", "The link to “Miller” leads to the role “miller”, which is not published."),
        ("junior", "The step “Junior” leads to the role “miller”, which is not published."),
    ]


def test_a_link_to_a_withdrawn_or_deleted_role_is_a_hint() -> None:
    role, miller, cook = make_draft(), make_role("miller"), make_role("head-cook")
    make_link(role, "Miller", role=miller)
    make_link(role, "Head Cook", role=cook)
    miller.published = None
    miller.save()
    cook.delete()
    assert [what for _, what in found(role)] == [
        "The link to “Miller” leads to the role “miller”, which was withdrawn.",
        "The role “Head Cook”, to which a link led, was deleted.",
    ]


def test_links_to_what_readers_see_and_to_names_alone_are_no_hints() -> None:
    role, miller = make_draft(), make_role("miller")
    make_link(role, "Miller", role=miller)
    make_link(role, "Pastry Chef")
    make_tier(role, "junior", role=miller)
    assert found(role) == []


# Links in prose


def linked(role: Role, *links: str) -> list[str]:
    """Which of these links in an answer are named as leading nowhere."""
    make_question(role, answer=" ".join(f"[one]({link})" for link in links))
    hints = found(role, Kind.NOWHERE)
    words = [
        what.partition(" in “How early do bakers rise?” leads to nothing that readers see.")
        for _, what in hints
    ]
    assert {slug for slug, _ in hints} <= {"how-early"}
    return [what.removeprefix("The link to ") for what, _, _ in words]


def test_links_in_prose_to_pages_that_there_are_are_no_hints(settings: Any) -> None:
    settings.SITE_URL = "https://guides.example"
    cook = make_role("cook")
    Address.objects.create(slug="chef", role=cook)
    make_tier(cook, "junior")
    make_tier(cook, "senior")
    make_requirement(cook)
    pages = ["/", "/salaries/?currency=EUR", "/search/", "/salaries", "https://elsewhere.example/x/"]
    pages += [
        "/roles/cook/",
        "/roles/chef/ladder/",
        "/roles/cook/ladder/junior/senior/#pay",
        "/roles/cook/history.atom",
    ]
    pages += ["/skills/kneading/", "/sources/handbook/", "https://guides.example/roles/cook/"]
    assert linked(make_draft(), *pages) == []


def test_links_in_prose_to_pages_that_readers_do_not_see_are_hints(settings: Any) -> None:
    settings.SITE_URL = "https://guides.example"
    make_draft("miller")
    make_role("cook")
    make_source("unused")
    pages = ["/roles/", "/bakeries/", "/roles/miller/", "/roles/nobody/", "/roles/cook/ladder/"]
    pages += ["/roles/cook/ladder/junior/senior/", "/skills/juggling/", "/sources/unused/", "/admin/"]
    pages += ["/preview/token/"]
    assert linked(make_draft(), *pages, "https://guides.example/cellar/") == [*pages[1:], "/cellar/"]


def test_a_guide_may_link_to_places_and_steps_of_its_own_before_readers_see_them() -> None:
    role = make_draft()
    make_tier(role, "junior")
    make_tier(role, "senior")
    make_section(role, "day", "One bakes.", slug="a-day")
    links = ["#a-day", "#junior", "#pay", "/roles/baker/ladder/junior/senior/"]
    assert linked(role, *links, "#a-night", "/roles/baker/ladder/junior/master/") == [
        "#a-night",
        "/roles/baker/ladder/junior/master/",
    ]


# All guides at once


def one_of_each(slug: str) -> None:
    role = make_draft(slug)
    two_ranges(role, lower={"as_of": ""})
    make_tier(role, "junior", years_min=0, years_max=3)
    make_tier(role, "senior", years_min=2, years_max=5)
    make_section(role, "overview")
    make_link(role, "Hidden", role=role)
    make_question(role, answer="[So](/nowhere/).")


def test_the_hints_of_three_guides_cost_as_much_as_those_of_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # Claims, bands, steps, empty sections, links, the addresses of deleted roles; introductions, answers, explanations
    # with links; to those: addresses that readers see, the guides' own, skills, sources, sections and steps.
    one_of_each("baker")
    guides = list(Guide.objects.all())
    with django_assert_num_queries(14):
        assert [hint.kind for hint in hints_of(guides)[guides[0].pk]] == [*Kind, Kind.NOWHERE]
    one_of_each("cook")
    one_of_each("miller")
    guides = list(Guide.objects.all())
    with django_assert_num_queries(14):
        assert [len(hints) for hints in hints_of(guides).values()] == [7, 7, 7]


def test_a_hint_is_told_after_a_save_that_it_does_not_keep_back_and_on_the_page_of_its_guide(
    admin_client: Client,
) -> None:
    role = make_draft()
    section = make_section(role, "overview", heading="On nothing")
    save(admin_client, section, heading="On less")
    told = [
        (message.level_tag, str(message))
        for message in get_messages(admin_client.get("/admin/").wsgi_request)
    ]
    words = "The section “On less” has neither an introduction nor points. Write one of them, or delete the section."
    assert ("info", f"Saved, with a hint: {words}") in told
    page = admin_client.get(f"/admin/guides/guide/{guide_of(role).pk}/change/")
    hints = [(kind, [hint.what for hint in some]) for kind, some in page.context["hints"]]
    assert hints == [
        ("Sections without text", ["The section “On less” has neither an introduction nor points."])
    ]
    assert f"/admin/guides/section/{section.pk}/change/" in page.content.decode()
