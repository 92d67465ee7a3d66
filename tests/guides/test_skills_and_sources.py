from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from guides.models import Role
from tests.factories import (
    make_band,
    make_claim,
    make_disagreement,
    make_link,
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

pytestmark = pytest.mark.django_db


def test_the_list_of_skills_counts_the_roles_that_name_each(client, django_assert_num_queries) -> None:
    for slug in ("baker", "cook"):
        make_requirement(make_role(slug), "kneading")
    make_requirement(make_role("ghost", published=False), "haunting")
    make_skill("unused")
    # 1 skills with their counts.
    with django_assert_num_queries(1):
        response = client.get("/skills/")
    assert {
        label: [(one.slug, one.roles) for one in kind] for label, kind in response.context["kinds"].items()
    } == {"Skill": [("kneading", 2)]}


@pytest.mark.parametrize("number", [1, 3])
def test_a_skill_shows_who_asks_for_it_how_well_and_why(client, django_assert_num_queries, number) -> None:
    for one in range(number):
        make_requirement(make_role(f"role-{one}"), note=f"Reason {one}.", level="expert")
    make_requirement(make_role("ghost", published=False, title="Ghost title"))
    # 1 skill, 2 requirements, 3 their sources.
    with django_assert_num_queries(3):
        response = client.get("/skills/kneading/")
    text = response.content.decode()
    assert text.count("required, expert") == number
    assert all(f"Reason {one}." in text for one in range(number))
    assert "Ghost" not in text
    parse_html(response)


@pytest.mark.parametrize("slug", ["unused", "haunting", "nothing", "%00"])
def test_a_skill_that_no_published_guide_names_has_no_page(client, slug) -> None:
    make_skill("unused")
    make_requirement(make_role("ghost", published=False), "haunting")
    assert client.get(f"/skills/{slug}/").status_code == 404


def part(client: Client, path: str, name: str) -> Element:
    found = parse_html(client.get(path)).find(f".//*[@id='{name}']")
    assert found is not None
    return found


def disagree(role: Role, slug: str = "growth") -> None:
    """Two sources on one topic of a role: the handbook says 9 per cent, the almanac 4."""
    record = make_disagreement(role, slug, topic="Growth of jobs", explanation="Counted differently.")
    make_claim(role, f"{slug}-fast", low=9, unit="percent", disagreement=record)
    values = {"source": make_source("almanac", publisher="Almanac"), "text": "Grows by 4%.", "low": 4}
    make_claim(role, f"{slug}-slow", unit="percent", disagreement=record, **values)


def make_source_with(number: int) -> None:
    make_source(capture_note="Its tables were lost.")
    for one in range(number):
        role = make_role(f"role-{one}")
        make_band(role, median=Decimal(41_000))
        disagree(role)
        make_tier(role)
        make_section(role, "pros", "A point.", heading=f"Section {one}")
        make_question(role)
        make_requirement(role)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_counts_what_each_source_gives_and_opens_what_they_differ_on(
    client, django_assert_num_queries, number
) -> None:
    make_source_with(number)
    disagree(make_role("ghost", published=False, title="Ghost title"))
    # 1 bands by source, 2 claims by source, 3 guides with disagreements, 4 their bands, 5 their claims, 6 sources.
    with django_assert_num_queries(6):
        response = client.get("/sources/")
    assert [(source.slug, *counts) for source, *counts in response.context["rows"]] == [
        ("almanac", 0, number, number),
        ("handbook", number, number, number),
    ]
    ledger = parse_html(response).find(".//*[@id='ledger']")
    assert ledger is not None
    assert [text_of(one) for one in ledger.iter("summary")] == ["Growth of jobs: 2 figures differ"] * number
    assert text_of(ledger).count("Counted differently.") == number
    assert "Ghost" not in response.content.decode()


def test_the_ledger_stands_by_role_with_full_guides_first(client) -> None:
    for slug, depth in (("apprentice", "brief"), ("baker", "full")):
        disagree(make_role(slug, depth=depth))
    ledger = part(client, "/sources/", "ledger")
    assert [text_of(one) for one in ledger.iter("h3")] == ["Baker 1 topic", "Apprentice 1 topic"]
    assert [one.get("id") for one in ledger.iter("div") if "differ-" in (one.get("id") or "")] == [
        "baker-differ-growth",
        "apprentice-differ-growth",
    ]


def test_where_nothing_differs_there_is_no_ledger(client) -> None:
    role = make_role("baker")
    record = make_disagreement(role)
    make_band(role, disagreement=record)
    page = parse_html(client.get("/sources/"))
    assert page.find(".//*[@id='ledger']") is None
    assert "disagreement" not in text_of(page)


@pytest.mark.parametrize("number", [1, 3])
def test_a_source_shows_all_that_it_states_and_what_its_copy_lost(
    client, django_assert_num_queries, number
) -> None:
    make_source_with(number)
    make_band(make_role("ghost", published=False, title="Ghost title"))
    # 1 source, 2 guides, 3 bands, 4 claims, 5 tiers, 6 sections, 7 questions, 8 requirements, 9 links, 10 rates.
    with django_assert_num_queries(10):
        response = client.get("/sources/handbook/")
    text = response.content.decode()
    assert "Its tables were lost." in text
    assert text.count("median $41,000") == number
    assert text.count("Against Almanac: Growth of jobs") == number
    assert text.count("Stands alone") == number
    assert all(f"Section {one}" in text for one in range(number))
    assert "Ghost title" not in text
    parse_html(response)


def test_a_source_opens_each_disagreement_to_the_statements_of_all_sources(client) -> None:
    disagree(make_role("baker"))
    for source in ("handbook", "almanac"):
        fold = part(client, f"/sources/{source}/", "baker-differ-growth")
        links = [link.get("href") for link in fold.iter("a")]
        assert links == ["/sources/handbook/", "/sources/almanac/"]
        assert "Grows by 9 %." in text_of(fold) and "Grows by 4%." in text_of(fold)


def test_a_source_that_differs_only_with_itself_says_so(client) -> None:
    role = make_role("baker")
    record = make_disagreement(role, "teams", topic="Teams")
    for slug in ("small", "large"):
        make_claim(role, slug, topic="team-size", text=slug, disagreement=record)
    stated = part(client, "/sources/handbook/", "baker")
    assert text_of(stated).count("Against the source’s own others: Teams") == 2
    assert "0 stand alone and 2 against others" in text_of(stated)


@pytest.mark.parametrize("values", [{"text": "Alone."}, {"text": "Grows by 9 %."}])
def test_a_topic_on_which_nothing_differs_bears_no_mark(client, values) -> None:
    role = make_role("baker")
    record = make_disagreement(role)
    make_claim(role, "first", disagreement=record)
    if values["text"] != "Alone.":
        make_claim(role, "second", disagreement=record, source=make_source("almanac"), **values)
    for path in ("/roles/baker/", "/sources/handbook/", "/sources/"):
        text = client.get(path).content.decode()
        assert "differ</" not in text and 'class="differ"' not in text and "Against " not in text


def test_what_a_source_says_of_another_role_stands_below_what_it_says_of_its_own(client) -> None:
    disagree(make_role("apprentice"))
    make_role("baker")
    make_claim(Role.objects.get(address__slug="baker"), "own", text="Bakers thrive.", topic="demand")
    role = Role.objects.get(address__slug="apprentice")
    role.public_guide.claims.update(said_of="Baker")
    stated = client.get("/sources/handbook/").context["stated"]
    assert [(one.guide.title, one.is_beside) for one in stated] == [("Baker", False), ("Apprentice", True)]
    text = text_of(part(client, "/sources/handbook/", "apprentice"))
    assert "All of them are said of other roles" in text
    assert text.count("Grows by 9 %.") == 1


def test_a_source_cited_only_by_a_link_or_a_rate_has_a_page(client) -> None:
    link = make_link(make_role("baker"), "Chef")
    link.sources.set([make_source("gazette")])
    make_rate("EUR", source=make_source("bank"))
    assert "1 link" in client.get("/sources/gazette/").content.decode()
    assert "1 EUR = 1.25 USD" in client.get("/sources/bank/").content.decode()
    assert [row[0].slug for row in client.get("/sources/").context["rows"]] == ["bank", "gazette"]


@pytest.mark.parametrize("slug", ["secret", "nothing", "%00"])
def test_a_source_that_no_published_guide_cites_has_no_page(client, slug) -> None:
    make_band(make_role("ghost", published=False), source=make_source("secret"))
    assert client.get(f"/sources/{slug}/").status_code == 404
