import re

import pytest
from django.conf import settings
from django.db import OperationalError

from guides.search import index_guide
from tests.factories import (
    guide_of,
    make_band,
    make_question,
    make_requirement,
    make_role,
    make_skill,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("number", [1, 3])
def test_home_leads_to_full_guides_first_at_a_fixed_cost(client, django_assert_num_queries, number) -> None:
    for one in range(number):
        make_band(make_role(f"baker-{one}"))
        make_role(f"cook-{one}", depth="brief")
    make_role("ghost", published=False)
    # 1 roles, 2 bands, 3 claims, 4 ladders.
    with django_assert_num_queries(4):
        response = client.get("/")
    assert [role.slug for role in response.context["full"]] == [f"baker-{one}" for one in range(number)]
    assert [role.slug for role in response.context["brief"]] == [f"cook-{one}" for one in range(number)]
    assert "host" not in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/about/", "/roles/", "/ladders/", "/skills/", "/sources/"])
def test_an_empty_site_has_pages_that_are_valid(client, path) -> None:
    response = client.get(path)
    assert response.status_code == 200
    parse_html(response)


def test_about_prints_the_rule_that_picks_the_headline(client) -> None:
    text = client.get("/about/").content.decode()
    assert "A figure that can be traced to a statistics agency goes before a publisher" in text


def test_the_sitemap_lists_public_pages_with_the_date_of_their_last_change(client) -> None:
    role = make_role("baker")
    make_tier(role, "junior", years_min=1, years_max=4)
    make_tier(role, "senior", years_min=4, years_max=9)
    make_tier(role, "artist", years_min=2, years_max=6, track="individual")
    make_requirement(role)
    make_tier(make_role("ghost", published=False))
    text = client.get("/sitemap.xml", headers={"Host": "127.0.0.1"}).content.decode()
    base = settings.SITE_URL
    changed = role.published.updated_at.date().isoformat()
    for path in ("/roles/baker/", "/roles/baker/ladder/", "/roles/baker/job-description/junior/"):
        assert f"<loc>{base}{path}</loc><lastmod>{changed}</lastmod>" in text
    assert re.findall(r"<loc>[^<]*/ladder/([^<]+)</loc>", text) == [
        "junior/senior/",
        "junior/artist/",
        "senior/artist/",
        "artist/junior/",
        "artist/senior/",
    ]
    assert re.findall(r"<url><loc>[^<]*/skills/[^<]+</loc>.*?</url>", text) == [
        f"<url><loc>{base}/skills/kneading/</loc></url>"
    ]
    assert "ghost" not in text


def test_robots_names_the_sitemap(client) -> None:
    response = client.get("/robots.txt")
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_missing_page_offers_the_search_with_the_words_of_its_address(client) -> None:
    response = client.get("/roles/senior-baker/")
    assert response.status_code == 404
    assert 'value="senior baker"' in response.content.decode()
    parse_html(response)


@pytest.mark.parametrize("path", ["/roles/pasty-chef/", "/roles/pastry-cheff/ladder/", "/pastry-chef/"])
def test_a_missing_page_names_what_comes_near_to_its_address(client, path) -> None:
    make_role("pastry-chef")
    make_role("pastry-chef-to-be", published=False)
    page = parse_html(client.get(path))
    assert [(text_of(link), link.get("href")) for link in page.findall(".//ul[@class='links-list']//a")] == [
        ("Pastry Chef", "/roles/pastry-chef/")
    ]


def test_a_missing_skill_names_skills_only(client) -> None:
    make_skill("icing", name="Icing cakes")
    role = make_role("cake-icer", title="Icer of Cakes")
    make_requirement(role, "icing")
    index_guide(guide_of(role))
    page = parse_html(client.get("/skills/iceing-cakes/"))
    assert [text_of(link) for link in page.findall(".//ul[@class='links-list']//a")] == ["Icing cakes"]


@pytest.mark.parametrize("roles", [1, 3])
def test_a_missing_page_takes_a_fixed_number_of_queries(client, roles, django_assert_num_queries) -> None:
    for number in range(roles):
        make_role(f"baker-{number}")
    # 1 role, 2 address, 3 how frequent the words are, 4 titles, 5 the same of the nearest, 6 candidates, 7 entries.
    with django_assert_num_queries(7):
        client.get("/roles/bakre/")
    with django_assert_num_queries(0):
        client.get("/wp-login.php")


def test_canonical_links_do_not_follow_the_host_header(client) -> None:
    make_role("baker")
    text = client.get("/roles/baker/?utm=1", headers={"Host": "localhost"}).content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/roles/baker/">' in text


def test_an_unknown_host_is_refused(client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_every_page_carries_the_strict_policy(client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_liveness_touches_nothing(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"ok\n"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"database": "ok", "pages": False}, 200),
        ({"database": "away", "pages": True}, 200),
        ({"database": "away", "pages": False}, 503),
    ],
)
def test_the_site_is_ready_as_long_as_there_is_something_to_serve(client, monkeypatch, state, status) -> None:
    monkeypatch.setattr("careerguide.store.state", lambda: state)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (status, state)
    assert response["Cache-Control"] == "no-store"


def test_a_database_that_fails_is_no_fault_of_ours(client, monkeypatch) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr("guides.views.pages.Role.objects.for_list", fail)
    response = client.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "does not answer at the moment" in response.content.decode()


def test_a_fault_of_ours_has_a_page_that_needs_nothing(client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("guides.views.pages.Role.objects.for_list", lambda: 1 / 0)
    make_question(make_role("baker"))
    response = client.get("/")
    assert response.status_code == 500
    assert "The fault is ours" in response.content.decode()
