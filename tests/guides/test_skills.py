import pytest

from tests.factories import (
    make_requirement,
    make_role,
    make_skill,
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
    # 1 skill, 2 requirements, 3 their sources, 4 skills asked for together with it.
    with django_assert_num_queries(4):
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


def together(client) -> list[str]:
    page = parse_html(client.get("/skills/kneading/"))
    return [text_of(item) for item in page.findall(".//section[@aria-labelledby='together']//li")]


def test_a_skill_names_those_under_the_same_heading_by_how_many_roles_do(client) -> None:
    baker, cook = make_role("baker"), make_role("cook")
    for role in (baker, cook):
        for skill in ("kneading", "rolling"):
            make_requirement(role, skill, group="Dough")
    make_requirement(baker, "proving", group="Dough")
    make_requirement(baker, "singing", group="Voice")
    make_requirement(make_role("singer"), "humming")
    assert together(client) == ["Rolling 2 roles", "Proving 1 role"]


def test_a_skill_under_no_heading_names_those_of_the_same_roles(client) -> None:
    baker, ghost = make_role("baker"), make_role("ghost", published=False)
    for role in (baker, ghost):
        make_requirement(role, "kneading")
    make_requirement(baker, "singing")
    make_requirement(ghost, "haunting")
    assert together(client) == ["Singing 1 role"]
