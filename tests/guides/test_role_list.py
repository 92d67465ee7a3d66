from decimal import Decimal

import pytest
from django.db import transaction

from guides import content
from guides.kept import forget
from guides.models import Family
from tests.factories import make_band, make_claim, make_family, make_requirement, make_role
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [item.guide.title for item in response.context["items"]]


def counts(response, facet: str) -> dict[str, int]:
    found = next(one for one in response.context["facets"] if one.name == facet)
    return {choice.value: choice.count for choice in found.choices}


@pytest.fixture
def roles() -> None:
    kitchen, shop = make_family("kitchen"), make_family("shop")
    baker = make_role("baker", family=kitchen)
    make_band(baker, median=Decimal(70_000))
    make_claim(baker, "years", topic="experience", text="4 years", low=4, unit="years")
    make_requirement(baker, "kneading")
    cook = make_role("cook", family=kitchen, depth="brief")
    make_band(cook, median=Decimal(120_000))
    make_requirement(cook, "tasting")
    make_role("seller", family=shop, depth="brief")
    make_role("ghost", published=False, family=Family.objects.create(slug="hidden", name="Hidden"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_length(
    client, django_assert_num_queries, number
) -> None:
    for one in range(number):
        role = make_role(f"role-{one}")
        make_band(role)
        make_claim(role, "years", topic="experience", text="4 years", low=4, unit="years")
        make_requirement(role, f"skill-{one}")
    # Of all roles, kept once their number is committed: of their pay 1 places, 2 roles, 3 sources, 4 steps and
    # 5 bands; 6 claims of experience, 7 plain steps, 8 skills by role, 9 families, 10 the skills' names. Of those
    # shown: 11 roles, 12 claims of experience, 13 plain steps.
    with django_assert_num_queries(13):
        client.get("/roles/")


def test_full_guides_come_first_and_nothing_unpublished_shows(client, roles) -> None:
    response = client.get("/roles/")
    assert titles(response) == ["Baker", "Cook", "Seller"]
    assert "host" not in response.content.decode() and "Hidden" not in response.content.decode()
    parse_html(response)


def test_every_choice_has_its_count_not_stated_among_them(client, roles) -> None:
    response = client.get("/roles/")
    assert counts(response, "family") == {"kitchen": 2, "shop": 1}
    assert counts(response, "depth") == {"full": 1, "brief": 2}
    assert counts(response, "pay") == {"60k-100k": 1, "100k-150k": 1, "not-stated": 1}
    assert counts(response, "experience") == {"3-5": 1, "not-stated": 2}
    assert counts(response, "skill") == {"kneading": 1, "tasting": 1, "not-stated": 1}


def test_counts_follow_what_is_chosen_in_the_other_facets(client, roles) -> None:
    response = client.get("/roles/?family=kitchen&depth=brief")
    assert titles(response) == ["Cook"]
    assert counts(response, "depth") == {"full": 1, "brief": 1}
    assert counts(response, "family") == {"kitchen": 1, "shop": 1}


def test_choices_of_one_facet_add_up_and_facets_narrow(client, roles) -> None:
    assert titles(client.get("/roles/?pay=60k-100k&pay=not-stated")) == ["Baker", "Seller"]
    assert titles(client.get("/roles/?pay=60k-100k&pay=not-stated&family=shop")) == ["Seller"]
    assert titles(client.get("/roles/?skill=kneading")) == ["Baker"]
    assert titles(client.get("/roles/?experience=not-stated")) == ["Cook", "Seller"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Baker", "Cook", "Seller"]),
        ("pay", ["Cook", "Baker", "Seller"]),
        ("experience", ["Baker", "Cook", "Seller"]),
    ],
)
def test_the_list_sorts(client, roles, sort, expected) -> None:
    assert titles(client.get(f"/roles/?sort={sort}")) == expected


def test_a_chip_takes_its_choice_away_and_leaves_the_others(client, roles) -> None:
    response = client.get("/roles/?family=kitchen&depth=brief&sort=pay")
    removal = next(choice for choice in response.context["removals"] if choice.value == "kitchen")
    assert removal.query == "?depth=brief&sort=pay"
    assert 'href="?depth=brief&amp;sort=pay"' in response.content.decode()


def test_values_that_make_no_sense_are_dropped_and_named(client, roles) -> None:
    response = client.get("/roles/?family=zoo&depth=full&sort=up&nonsense=1")
    assert titles(response) == ["Baker"]
    sentences = [
        '"zoo" is not a family here; it was left out.',
        '"nonsense" is not a filter here; it was left out.',
        '"up" is not a way to sort here; it was left out.',
    ]
    assert response.context["dropped"] == sentences
    text = text_of(parse_html(response))
    assert all(sentence in text for sentence in sentences)


def test_a_control_character_in_a_filter_does_not_get_into_the_page(client, roles) -> None:
    response = client.get("/roles/", {"family": "a\x00b\u202ec"})
    assert response.context["dropped"] == ['"a�b�c" is not a family here; it was left out.']
    parse_html(response)


def test_an_empty_result_helps_on(client, roles) -> None:
    text = client.get("/roles/?family=shop&skill=kneading").content.decode()
    assert "No role fits all of that." in text
    assert "see all 3 roles" in text


def test_an_empty_site_says_so(client) -> None:
    response = client.get("/roles/")
    assert response.context["total"] == 0
    parse_html(response)


def test_htmx_gets_the_same_answer(client, roles) -> None:
    plain = client.get("/roles/?depth=brief")
    assert client.get("/roles/?depth=brief", headers={"HX-Request": "true"}).content == plain.content
    assert "HX-Request" not in plain.get("Vary", "")


def test_many_roles_come_in_pages(client, roles, monkeypatch) -> None:
    monkeypatch.setattr("guides.views.role_list.PAGE_SIZE", 2)
    assert titles(client.get("/roles/")) == ["Baker", "Cook"]
    second = client.get("/roles/?page=2")
    assert (titles(second), second.context["count"]) == (["Seller"], 3)
    assert titles(client.get("/roles/?page=7")) == ["Baker", "Cook"]


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_of_all_roles_ends_with_the_next_change(client, django_assert_num_queries) -> None:
    forget()
    make_role("baker")
    assert client.get("/roles/").context["total"] == 1
    make_role("cook")
    with django_assert_num_queries(4):  # 1 the content version, and three for what is shown
        assert client.get("/roles/").context["total"] == 1
    with transaction.atomic():
        content.changed()
    assert client.get("/roles/").context["total"] == 2
    forget()
