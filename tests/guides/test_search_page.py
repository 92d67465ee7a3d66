"""The page of the search: results by kind, what a name stands for, and what its address may hold."""

import pytest
from django.test import Client

from guides.models import Address, Role
from guides.search import Grouping, index_guide, near, search
from tests.factories import (
    guide_of,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery() -> Role:
    """A role, a step, a skill, a question and eight sections on baking."""
    role = make_role("baker")
    make_tier(role, "senior", title="Senior Baker")
    make_skill("baking", name="Baker\u2019s percentages")
    make_requirement(role, "baking")
    make_question(role)
    for number in range(8):
        make_section(role, "pros", "Bakers sing.", slug=f"pros-{number}", heading=f"Joy {number}")
    index_guide(guide_of(role))
    return role


def headings(page) -> list[str]:
    return [text_of(heading) for heading in page.findall(".//*[@id='search-results']//h2")]


def chips(page) -> list[tuple[str, str]]:
    return [
        (text_of(link), link.get("href"))
        for link in page.findall(".//ul[@aria-label='Kinds of results']/li/a")
    ]


def test_results_stand_by_kind_that_of_the_best_first(client: Client, bakery: Role) -> None:
    page = parse_html(client.get("/search/?q=baker"))
    assert headings(page) == [
        "Roles",
        "Skills and tools",
        "Steps",
        "Questions",
        "Sections",
    ]
    assert headings(parse_html(client.get("/search/?q=bakers+joy")))[0] == "Sections"


def test_a_role_can_be_compared_from_where_it_is_found(client: Client, bakery: Role) -> None:
    page = parse_html(client.get("/search/", {"q": "baker"}))
    links = [
        link for link in page.iterfind(".//main//li//a") if (link.get("href") or "").startswith("/compare/")
    ]
    assert [(link.get("href"), text_of(link)) for link in links] == [
        ("/compare/?role=baker", "Compare Baker with other roles")
    ]


def test_each_kind_has_its_count_and_a_link_to_all_of_it(client: Client, bakery: Role) -> None:
    page = parse_html(client.get("/search/?q=baker"))
    assert chips(page) == [
        ("Roles 1", "/search/?q=baker&kind=role"),
        ("Skills and tools 1", "/search/?q=baker&kind=skill"),
        ("Steps 1", "/search/?q=baker&kind=step"),
        ("Questions 1", "/search/?q=baker&kind=question"),
        ("Sections 8", "/search/?q=baker&kind=section"),
    ]
    sections = page.find(".//section[@aria-labelledby='found-section']")
    assert len(sections.findall(".//li")) == 3
    assert text_of(sections.find("p[@class='chips']")) == "All 8 sections"


@pytest.mark.parametrize(
    ("kind", "number"), [("role", 1), ("step", 1), ("question", 1), ("skill", 1), ("section", 8)]
)
def test_choosing_a_kind_shows_as_many_as_its_count_says(
    client: Client, bakery: Role, kind: str, number: int
) -> None:
    page = parse_html(client.get(f"/search/?q=baker&kind={kind}"))
    assert len(page.findall(".//ol[@class='role-rows']/li")) == number
    assert chips(page)[0] == ("All 12", "/search/?q=baker")
    (chosen,) = page.findall(".//ul[@aria-label='Kinds of results']/li/a[@aria-current='true']")
    assert chosen.get("href") == "/search/?q=baker"


def test_a_kind_without_results_leads_to_those_of_others(client: Client, bakery: Role) -> None:
    page = text_of(parse_html(client.get("/search/?q=joy&kind=skill")))
    assert "None of the results are skills and tools. See all 8." in page


def test_what_is_no_kind_or_parameter_is_named_and_left_out(client: Client, bakery: Role) -> None:
    page = parse_html(client.get("/search/?q=joy&kind=<b>&colour=red"))
    assert [text_of(one) for one in page.findall(".//p[@class='dropped']")] == [
        '"<b>" is not a kind of result here; it was left out.',
        '"colour" is not a parameter here; it was left out.',
    ]
    assert headings(page) == ["Sections"]


class TestNames:
    def named(self, client: Client, typed: str) -> list[str]:
        page = parse_html(client.get("/search/", {"q": typed}))
        return [text_of(one) for one in page.findall(".//div[@class='named']")]

    @pytest.fixture
    def chefs(self) -> Role:
        role, other = make_role("pastry-chef"), make_role("chef")
        Address.objects.create(slug="patisserie-chef", role=role, title="Patisserie Chef")
        Address.objects.create(slug="cake-maker", role=role)
        make_link(role, "Chef", role=other, difference="A chef cooks more than cakes.")
        make_link(role, "Waiter", difference="A waiter serves.")
        for one in (role, other):
            index_guide(guide_of(one))
        return role

    def test_another_title_says_which_role_it_is_and_which_it_is_not(
        self, client: Client, chefs: Role
    ) -> None:
        assert self.named(client, "patisserie chefs") == [
            "Patisserie Chef is this role: Pastry Chef. Chef is another role: how they differ "
            "A chef cooks more than cakes. Press · Chef · Compare the two"
        ]

    def test_an_address_and_initials_say_which_role_they_lead_to(self, client: Client, chefs: Role) -> None:
        assert self.named(client, "cake maker")[0].startswith("“cake maker” leads to this role: Pastry Chef.")
        assert self.named(client, "pc")[0].startswith("PC are the initials of this role: Pastry Chef.")

    def test_a_roles_own_title_says_only_what_it_is_not(self, client: Client, chefs: Role) -> None:
        assert self.named(client, "pastry chef")[0].startswith("Chef is another role: how they differ")
        assert self.named(client, "chef") == self.named(client, "pastry") == []

    @pytest.mark.parametrize("typed", ["chef vs pastry chef", "difference between a pastry chef and a chef"])
    def test_a_comparison_of_roles_says_how_they_differ(
        self, client: Client, chefs: Role, typed: str
    ) -> None:
        assert self.named(client, typed)[0].startswith("Chef is another role: how they differ")

    def test_a_difference_from_an_unpublished_role_names_it_without_a_link(
        self, client: Client, chefs: Role
    ) -> None:
        Role.objects.filter(address__slug="chef").update(published=None)
        assert self.named(client, "pastry chef") == [
            "Chef is another role: how they differ A chef cooks more than cakes. Press"
        ]

    @pytest.mark.parametrize("number", [1, 3])
    def test_queries_do_not_grow_with_what_differs(
        self, client: Client, chefs: Role, number: int, django_assert_num_queries
    ) -> None:
        for one in range(number):
            make_link(chefs, f"Pastry Chef {one}", difference="A number.")
        # 1 names of roles, 2 how frequent the words are, 3 the role within the query, 4 candidates, 5 those in the
        # guide to Chef, 6 the role that the query is, 7 entries, 8 links, 9 their sources.
        with django_assert_num_queries(9):
            client.get("/search/?q=pastry+chef")


class TestNear:
    def test_what_comes_near_to_a_name_has_most_of_its_words(self, bakery: Role) -> None:
        make_role("bakery-manager")
        groups = (Grouping.ROLES, Grouping.STEPS)
        assert [hit.url for hit in near("senoir baker", groups)] == ["/roles/baker/ladder/#senior"]
        assert [hit.url for hit in near("bakery manger", groups)] == ["/roles/bakery-manager/"]
        assert near("night watchman", groups) == near("baker", ()) == near("", groups) == []


@pytest.mark.parametrize("typed", ["baker's day", "baker\u2019s day", "bakers\u2019 dozen", "bakers' dozen"])
def test_either_apostrophe_is_read_alike(typed: str) -> None:
    role = make_role()
    make_section(role, "pros", "Bakers' hours; a baker's dozen.", slug="one", heading="A baker\u2019s day")
    index_guide(guide_of(role))
    assert [hit.url for hit in search(typed).hits] == ["/roles/baker/#one"]
