"""What an editor sees: lists, the page of a guide, where shared rows are used, the preview."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides.models import Guide, Role
from tests.admin.forms import form_of
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_currency,
    make_disagreement,
    make_draft,
    make_link,
    make_place,
    make_question,
    make_rate,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rows_for(role: Role) -> None:
    """One of each kind of part, each with as many relations as it may have."""
    slug = role.slug
    tier = make_tier(role, slug, role=role)
    shared = {
        "source": make_source(slug),
        "place": make_place(slug, parent=make_place("world")),
        "tier": tier,
    }
    disagreement = make_disagreement(role, slug)
    make_band(role, slug, currency=f"{slug[:3].upper()}", disagreement=disagreement, **shared)
    make_claim(role, slug, disagreement=disagreement, **shared)
    make_section(role, "tier-duties", "One bakes.", tier=tier)
    make_requirement(role, slug, tier=tier)
    make_question(role, slug)
    make_link(role, slug, role=role)
    make_rate(f"{slug[:2].upper()}X")


@pytest.mark.parametrize(
    ("model", "queries"),
    [
        # Each list: the session, the editor, the count of all and of the found rows, the rows themselves; then one
        # for each filter that lists rows of its own.
        ("guides/role", 5 + 2),  # how many are deleted
        ("guides/guide", 5 + 1),
        ("guides/section", 5 + 2),
        ("guides/tier", 5 + 2),
        ("guides/requirement", 5 + 2),
        ("guides/question", 5 + 2),
        ("guides/link", 5 + 2),
        ("guides/disagreement", 5 + 1),
        ("guides/claim", 5 + 3),
        ("guides/skill", 5),
        ("guides/source", 5),
        ("guides/place", 5 + 1),
        ("guides/family", 5),
        ("salaries/band", 5 + 4),
        ("salaries/currency", 5),
        ("salaries/exchangerate", 5 + 2),
    ],
)
def test_a_list_of_three_rows_costs_as_much_as_one_of_one(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, model: str, queries: int
) -> None:
    rows_for(make_role("baker"))
    with django_assert_num_queries(queries):
        admin_client.get(f"/admin/{model}/")
    for name in ("cook", "miller"):
        rows_for(make_role(name))
    with django_assert_num_queries(queries):
        admin_client.get(f"/admin/{model}/")


def links_of(response: HttpResponse, css_class: str) -> list[tuple[str, str]]:
    """The text and address of all links within the elements of a class."""
    boxes = [box for box in parse_html(response).iter() if css_class in (box.get("class") or "").split()]
    return [(text_of(link), link.get("href") or "") for box in boxes for link in box.iter("a")]


def test_the_page_of_a_guide_shows_its_parts_with_counts_and_links(admin_client: Client) -> None:
    role = make_draft("baker")
    make_section(role, "definition", "One bakes.", "One sells.", heading="What a baker is")
    make_claim(role)
    guide = guide_of(role)
    response = admin_client.get(f"/admin/guides/guide/{guide.pk}/change/")
    counts = {row.label: row.count for row in response.context["parts"]}
    assert counts == {
        "Sections": 1,
        "Tiers": 0,
        "Requirements": 0,
        "Bands: what it pays": 0,
        "Claims: other statements": 1,
        "Disagreements": 0,
        "Questions": 0,
        "Links to other roles": 0,
    }
    links = dict(links_of(response, "guide-parts"))
    assert links["Claims: other statements"] == f"/admin/guides/claim/?guide__id__exact={guide.pk}"
    assert links["Add figure"] == f"/admin/salaries/band/add/?guide={guide.pk}"
    assert links["What a baker is"] == f"/admin/guides/section/{guide.sections.get().pk}/change/"


def test_a_source_a_skill_and_a_place_show_which_guides_use_them(admin_client: Client) -> None:
    role = make_role("baker")
    guide = guide_of(role)
    make_section(role, "definition", "One bakes.", "One sells.")
    make_band(role)
    make_requirement(role)
    source, skill, place = make_source(), make_skill(), make_place()

    def uses(page: str) -> list[tuple[str, str]]:
        return links_of(admin_client.get(f"/admin/guides/{page}/change/"), "usage")

    of_guide = f"guide__id__exact={guide.pk}"
    requirement = f"/admin/guides/requirement/?{of_guide}"
    assert uses(f"skill/{skill.pk}") == [("1 requirement", f"{requirement}&skill__id__exact={skill.pk}")]
    assert uses(f"place/{place.pk}") == [
        ("1 band", f"/admin/salaries/band/?{of_guide}&place__id__exact={place.pk}")
    ]
    assert uses(f"source/{source.pk}") == [
        ("1 band", f"/admin/salaries/band/?{of_guide}&source__id__exact={source.pk}"),
        ("1 introduction", f"/admin/guides/section/?{of_guide}&cites={source.pk}"),
        ("2 points", f"/admin/guides/section/?{of_guide}&cites={source.pk}"),
        ("1 requirement", f"{requirement}&sources__id__exact={source.pk}"),
    ]


def test_the_links_to_rows_that_use_a_source_find_them(admin_client: Client) -> None:
    baker, source = make_role("baker"), make_source("other")
    found, _ = make_section(baker, "definition", "One bakes."), make_section(baker, "pros", "One eats.")
    found.points.get().sources.set([source])
    url = f"/admin/guides/section/?guide__id__exact={found.guide_id}&cites={source.pk}"
    assert list(admin_client.get(url).context["cl"].result_list) == [found]


def test_view_on_site_is_offered_only_for_what_readers_see(admin_client: Client) -> None:
    for published, expected in ((True, "/roles/shown/"), (False, None)):
        role = make_role("shown" if published else "hidden", published=published)
        for row in (role, guide_of(role), make_band(role), make_link(role)):
            page = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
            assert admin_client.get(page).context["absolute_url"] == expected, page


def test_lists_of_one_guide_offer_its_own_parts_as_filters(admin_client: Client) -> None:
    baker, miller = make_role("baker"), make_role("miller")
    tiers = [make_tier(role, name) for role in (baker, miller) for name in ("junior", "senior")]
    make_requirement(baker)

    def offered(query: str) -> list[str]:
        filters = admin_client.get(f"/admin/guides/requirement/{query}").context["cl"].filter_specs
        return [text for one in filters if one.title == "tier" for _, text in one.lookup_choices]

    assert offered(f"?guide__id__exact={tiers[0].guide_id}") == ["Junior", "Senior"]
    assert offered("") == []


def test_what_the_search_made_is_not_edited(admin_client: Client) -> None:
    assert admin_client.get("/admin/guides/searchentry/").status_code == 404


# After saving


def test_saving_leads_back_to_the_guide_or_to_the_list_one_came_from(admin_client: Client) -> None:
    question = make_question(make_draft())
    page, guide = f"/admin/guides/question/{question.pk}/change/", question.guide_id
    values = {"question": "Why?", "answer": "So.", "sources": [make_source().pk]}

    def sent() -> dict[str, object]:
        return form_of(admin_client, page) | values

    came_from = "?_changelist_filters=sources__id__exact%3D1"
    assert [
        admin_client.post(page, sent())["Location"],
        admin_client.post(page + came_from, sent())["Location"],
        admin_client.post(page, sent() | {"_addanother": "1"})["Location"],
    ] == [
        f"/admin/guides/guide/{guide}/change/",
        "/admin/guides/question/?sources__id__exact=1",
        f"/admin/guides/question/add/?guide={guide}",
    ]


# Preview


def preview_url(guide: Guide) -> str:
    return f"/admin/guides/guide/{guide.pk}/preview/"


def test_the_preview_shows_a_guide_that_readers_do_not_see(admin_client: Client, client: Client) -> None:
    guide = guide_of(make_draft("baker"))
    assert client.get("/roles/baker/").status_code == 404
    response = admin_client.get(preview_url(guide))
    text = text_of(parse_html(response))
    assert (text.count("Preview: not published"), "What a Baker does." in text) == (1, True)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_of_a_guide_links_to_its_preview_until_it_is_published(admin_client: Client) -> None:
    for published in (False, True):
        guide = guide_of(make_role(f"baker-{published}".lower(), published=published))
        page = admin_client.get(f"/admin/guides/guide/{guide.pk}/change/")
        tools = dict(links_of(page, "edition"))
        assert tools.get("Preview") == (None if published else preview_url(guide))


@pytest.mark.parametrize("permissions", [(), ("change_role",), ("view_section",)])
def test_the_preview_is_only_for_those_who_may_see_guides(
    client: Client, make_staff: Callable[..., User], permissions: tuple[str, ...]
) -> None:
    guide = guide_of(make_draft("baker"))
    client.force_login(make_staff(*permissions))
    assert client.get(preview_url(guide)).status_code == 403


def test_readers_who_ask_for_a_preview_are_asked_to_sign_in(client: Client) -> None:
    url = preview_url(guide_of(make_draft("baker")))
    assert client.get(url)["Location"] == f"/admin/login/?next={url}"


def test_the_preview_answers_reading_and_comments_alone(admin_client: Client) -> None:
    assert admin_client.put(preview_url(guide_of(make_draft("baker")))).status_code == 405


# Least rights


def test_staff_see_only_what_they_may(client: Client, make_staff: Callable[..., User]) -> None:
    role = make_draft()
    guide = guide_of(role)
    client.force_login(make_staff("view_guide", "change_claim", "add_band"))
    apps = client.get("/admin/").context["app_list"]
    assert [model["object_name"] for app in apps for model in app["models"]] == ["Claim", "Guide", "Band"]
    page = client.get(f"/admin/guides/guide/{guide.pk}/change/")
    links = [text for text, _ in links_of(page, "guide-parts")]
    assert links == ["Add figure", "Claims: other statements", "Spreadsheet"]
    assert client.get(f"/admin/guides/guide/{guide.pk}/sheet/claims/").status_code == 200
    assert client.get(f"/admin/guides/guide/{guide.pk}/sheet/bands/").status_code == 403
    assert client.get("/admin/guides/section/").status_code == 403
    assert client.get("/admin/auth/user/").status_code == 403


def test_who_may_only_look_sees_every_page_and_changes_none(client: Client, viewer: User) -> None:
    role = make_role()
    rows_for(role)
    section = guide_of(role).sections.get()
    client.force_login(viewer)
    pages = [guide_of(role), section, role, make_source(), make_skill("baker"), make_currency("BAK")]
    for row in [*pages, guide_of(role).bands.get(), guide_of(role).tiers.get()]:
        url = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
        assert client.get(url).context["title"].startswith("View ")
        assert client.post(url, {"heading": "Changed", "_save": "Save"}).status_code == 403


def test_a_superuser_manages_users(admin_client: Client) -> None:
    assert admin_client.get("/admin/auth/user/add/").context["title"] == "Add user"
