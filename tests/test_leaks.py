"""Nothing of an unpublished guide shows anywhere: every public address is read beside data that could leak."""

from decimal import Decimal

import pytest
from django.test import Client

from guides import roles
from guides.models import Address, Guide, Role
from guides.search import index_guide
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_comment,
    make_disagreement,
    make_family,
    make_link,
    make_place,
    make_preview_link,
    make_question,
    make_rate,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARK = "Zanzibar"
SLUG = MARK.lower()


def fill_with_the_mark(role: Role, visible: Role) -> None:
    """Everything that a guide can hold, each with the mark in its text, its slug or its figure."""
    tier = make_tier(role, SLUG, title=MARK, summary=MARK, years_min=57, years_max=58)
    source = make_source(SLUG, title=MARK, publisher=MARK, note=MARK, licence_note=MARK, capture_note=MARK)
    make_section(role, "definition", MARK, heading=MARK, introduction=MARK, slug=SLUG)
    make_section(role, "tier-duties", MARK, heading=MARK, tier=tier, slug=f"{SLUG}-duties")
    make_question(role, SLUG, question=MARK, answer=MARK)
    make_requirement(role, SLUG, note=MARK, tier=tier)
    make_requirement(role, SLUG, note=MARK)
    make_requirement(role, "kneading", note=MARK, group=MARK)
    make_link(role, MARK, role=visible, difference=MARK, note=MARK, kind="advancement")
    disagreement = make_disagreement(role, SLUG, topic=MARK, explanation=MARK)
    place = make_place(SLUG, name=MARK)
    make_claim(role, SLUG, text=MARK, source=source, place=place, disagreement=disagreement)
    make_band(
        role, SLUG, median=Decimal(777_777), label=MARK, source=source, place=place, disagreement=disagreement
    )
    index_guide(guide_of(role))


@pytest.fixture(scope="module")
def visible(lasting: None) -> Role:
    """A published role beside what is hidden: never published, without address, deleted, an old edition."""
    visible = make_role("baker")
    make_tier(visible, "junior", years_min=1, years_max=2)
    make_tier(visible, "senior", years_min=2, years_max=5)
    make_section(visible, "definition", "Bakes.", slug="what-it-is")
    for about in ("page_", "pay_", "section_what-it-is", "tier_junior"):
        make_comment(visible, about, name=MARK, text=MARK, link=make_preview_link(visible, note=MARK))
    make_requirement(visible, "kneading")
    make_band(visible)
    make_rate("EUR")
    hidden = make_role(SLUG, published=False, title=MARK, summary=MARK, family=make_family(SLUG, name=MARK))
    fill_with_the_mark(hidden, visible)
    make_link(visible, "Another role", role=hidden)
    Address.objects.create(slug=f"{SLUG}-alias", role=hidden, title=MARK, note=MARK)
    old = Guide.objects.create(role=visible, title=MARK, summary=MARK)
    index_guide(old)
    lost = make_role(f"{SLUG}-lost", title=MARK, summary=MARK)
    fill_in_part(lost)
    lost.address = None
    lost.save()
    delete_filled(visible)
    return visible


def delete_filled(visible: Role) -> None:
    """A role that readers saw with all that a guide can hold, linked to in both directions, and that was deleted."""
    deleted = make_role(f"{SLUG}-deleted", title=MARK, summary=MARK, family=make_family(SLUG, name=MARK))
    fill_with_the_mark(deleted, visible)
    make_link(visible, "A role that was deleted", role=deleted)
    make_tier(visible, "deleted-step", title="Deleted step", role=deleted)
    Address.objects.create(slug=f"{SLUG}-deleted-alias", role=deleted, title=MARK, note=MARK)
    roles.delete(deleted, by=None)


def fill_in_part(role: Role) -> None:
    """A guide that is published but whose role has no address any more."""
    make_band(role, f"{SLUG}-lost", median=Decimal(777_777), label=MARK)
    make_requirement(role, f"{SLUG}-lost")
    make_requirement(role, "kneading", note=MARK)
    make_question(role, SLUG, question=MARK, answer=MARK)
    index_guide(guide_of(role))


PATHS = [
    "/",
    "/about/",
    "/roles/",
    "/roles/?sort=pay&family=support",
    "/roles/baker/",
    "/roles/baker/ladder/",
    "/roles/baker/ladder/junior/senior/",
    "/roles/baker/ladder/senior/junior/",
    "/roles/baker/history/",
    "/roles/baker/history.atom",
    "/roles/baker/job-description/",
    "/roles/baker/job-description.md",
    "/roles/baker/job-description/junior/",
    "/roles/baker/skills-check/",
    "/roles/baker/skills-check/?expert=kneading",
    "/roles/baker/skills-check/junior/?expert=kneading",
    "/roles/baker/skills-check.md?expert=kneading",
    "/ladders/",
    "/ladders/?role=baker",
    "/job-descriptions/",
    "/skills/",
    "/skills/kneading/",
    "/sources/",
    "/sources/handbook/",
    "/compare/",
    "/compare/?role=baker",
    "/compare/?role=baker&role=baker:junior",
    "/compare.csv?role=baker&role=baker:junior",
    "/salaries/",
    "/salaries/?currency=EUR&sort=pay-high",
    "/salaries/?per=month&group=place",
    "/salaries/figures.csv",
    "/salaries/figures.json",
    "/salaries/place-me/",
    "/salaries/place-me/?role=baker&amount=50000&currency=USD&years=2",
    "/search/?q=bakes",
    "/search/?q=baker&kind=section",
    "/sitemap.xml",
    "/robots.txt",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_public_page_shows_anything_unpublished(client: Client, visible: Role, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    assert MARK.lower() not in text.lower()
    assert "777" not in text


@pytest.mark.parametrize("query", [MARK, "zanz", "zanzibra", f"{MARK} alias"])
def test_the_search_finds_nothing_unpublished(client: Client, visible: Role, query: str) -> None:
    found = client.get("/search/", {"q": query}).context["found"]
    assert (found.candidates, found.named, found.corrected) == ([], [], "")


@pytest.mark.parametrize(
    "path",
    [
        f"/roles/{SLUG}/",
        f"/roles/{SLUG}-alias/",
        f"/roles/{SLUG}-lost/",
        f"/roles/{SLUG}/ladder/",
        f"/roles/{SLUG}/ladder/{SLUG}/junior/",
        f"/roles/baker/ladder/junior/{SLUG}/",
        f"/roles/{SLUG}/history/",
        f"/roles/{SLUG}/history.atom",
        f"/roles/{SLUG}/job-description/",
        f"/roles/{SLUG}/job-description.txt",
        f"/roles/{SLUG}/job-description/{SLUG}/",
        f"/roles/baker/job-description/{SLUG}/",
        f"/roles/{SLUG}/skills-check/",
        f"/roles/{SLUG}/skills-check.md",
        f"/roles/baker/skills-check/{SLUG}/",
        f"/skills/{SLUG}/",
        f"/sources/{SLUG}/",
    ],
)
def test_what_is_unpublished_has_no_address(client: Client, visible: Role, path: str) -> None:
    make_skill(SLUG)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("slug", [f"{SLUG}-deleted", f"{SLUG}-deleted-alias"])
@pytest.mark.parametrize("below", ["", "ladder/", f"job-description/{SLUG}/", "history.atom"])
def test_a_deleted_role_is_gone_without_a_word_of_it(
    client: Client, visible: Role, slug: str, below: str
) -> None:
    answer = client.get(f"/roles/{slug}/{below}")
    assert (answer.status_code, MARK in answer.content.decode()) == (410, False)
    assert answer.context["roles_near"] == [visible]


@pytest.mark.parametrize("name", ["family", "skill"])
def test_no_filter_of_roles_knows_what_is_unpublished(client: Client, visible: Role, name: str) -> None:
    context = client.get("/roles/", {name: SLUG}).context
    assert context["dropped"] == [f'"{SLUG}" is not a {name} here; it was left out.']
    assert [item.role for item in context["items"]] == [visible]


def test_no_choice_of_ladders_knows_what_is_unpublished(client: Client, visible: Role) -> None:
    context = client.get("/ladders/", {"role": SLUG}).context
    assert context["dropped"] == [f'"{SLUG}" is not a role with a ladder here; it was left out.']
    assert [choice.role for choice in context["choices"]] == [visible]


@pytest.mark.parametrize("value", [SLUG, f"{SLUG}:{SLUG}", f"{SLUG}-alias", f"{SLUG}-lost", f"baker:{SLUG}"])
def test_nothing_unpublished_can_be_compared(client: Client, visible: Role, value: str) -> None:
    selection = client.get("/compare/", {"role": ["baker", value]}).context["selection"]
    assert selection.chosen.values == ["baker"]
    assert selection.dropped == (f'"{value}" is not a role or step here; it was left out.',)


@pytest.mark.parametrize(("name", "noun"), [("role", "role"), ("place", "place")])
def test_nobody_is_placed_beside_what_is_unpublished(
    client: Client, visible: Role, name: str, noun: str
) -> None:
    given = {"role": "baker", "amount": "50000", "currency": "USD", name: SLUG}
    context = client.get("/salaries/place-me/", given).context
    assert context["given"].dropped == (f'"{SLUG}" is not a {noun} here; it was left out.',)
    assert "placing" not in context if name == "role" else context["placing"].count == 1


@pytest.mark.parametrize("name", ["role", "step", "place", "source"])
def test_no_filter_of_pay_knows_what_is_unpublished(client: Client, visible: Role, name: str) -> None:
    context = client.get("/salaries/", {name: SLUG}).context
    assert [sentence.split(" is not a ")[0] for sentence in context["selection"].dropped] == [f'"{SLUG}"']
    assert context["count"] == 1


def test_the_skills_check_knows_no_skill_that_only_hidden_roles_ask_for(
    client: Client, visible: Role
) -> None:
    context = client.get("/roles/baker/skills-check/", {"expert": f"kneading,{SLUG},{SLUG}-lost"}).context
    assert [sentence.split(" is not a ")[0] for sentence in context["check"].left_out] == [
        f'"{SLUG}"',
        f'"{SLUG}-lost"',
    ]
    assert context["role_fits"] == []
