"""Every change in the admin is noted on the guide, in its search index, and on shared rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guides.models import Guide, Question, Role, Section, Skill, Tier
from salaries.models import Band
from tests.admin.forms import delete, delete_all, form_of, save
from tests.factories import (
    guide_of,
    make_band,
    make_draft,
    make_link,
    make_place,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the guides that were indexed anew, in order."""
    titles: list[str] = []
    monkeypatch.setattr("guides.admin.base.index_guide", lambda guide: titles.append(guide.title))
    return titles


def editor_of(row: Any) -> str | None:
    row.refresh_from_db()
    return row.edited_by and row.edited_by.username


def test_saving_a_question_notes_the_editor_on_its_guide(admin_client: Client, indexed: list[str]) -> None:
    guide = guide_of(make_draft("baker"))
    other = guide_of(make_draft("miller"))
    before = guide.updated_at
    question = make_question(guide.role)
    save(admin_client, question, answer="At three.")
    assert (editor_of(guide), editor_of(other)) == ("admin", None)
    assert guide.edited_at is not None
    assert guide.edited_at > before
    assert guide.updated_at > before
    assert indexed == ["Baker"]


def test_saving_without_a_change_notes_nothing(admin_client: Client, indexed: list[str]) -> None:
    guide = guide_of(make_draft())
    save(admin_client, make_question(guide.role))
    assert (editor_of(guide), indexed) == (None, [])


def test_adding_a_figure_notes_the_editor(admin_client: Client, indexed: list[str]) -> None:
    guide = guide_of(make_draft("baker"))
    make_band(guide.role, "first")
    url = f"/admin/salaries/band/add/?guide={guide.pk}"
    values = {"source": make_source().pk, "method": "reported", "currency": "USD", "median": "52000"}
    response = admin_client.post(url, form_of(admin_client, url) | values)
    assert response.status_code == 302, response.context["errors"]
    assert Band.objects.get(median=52000).slug == "band"
    assert (editor_of(guide), indexed) == ("admin", ["Baker"])


def test_changing_a_point_notes_the_editor(admin_client: Client, indexed: list[str]) -> None:
    section = make_section(make_draft("baker"), "definition", "One bakes.")
    save(admin_client, section, **{"points-0-text": "One bakes bread."})
    assert section.points.get().text == "One bakes bread."
    assert (editor_of(section.guide), indexed) == ("admin", ["Baker"])


def test_deleting_a_point_notes_the_editor(admin_client: Client, indexed: list[str]) -> None:
    section = make_section(make_draft("baker"), "definition", "One bakes.", "One sells.")
    save(admin_client, section, **{"points-0-DELETE": "on"})
    assert [point.text for point in section.points.all()] == ["One sells."]
    assert (editor_of(section.guide), indexed) == ("admin", ["Baker"])


def test_deleting_a_part_notes_the_editor(admin_client: Client, indexed: list[str]) -> None:
    guide = guide_of(make_draft("baker"))
    tier = make_tier(guide.role)
    delete(admin_client, tier)
    assert not Tier.objects.exists()
    assert (editor_of(guide), indexed) == ("admin", ["Baker"])


def test_deleting_many_parts_notes_the_editor_on_each_guide(admin_client: Client, indexed: list[str]) -> None:
    baker, miller, cook = (guide_of(make_draft(name)) for name in ("baker", "miller", "cook"))
    rows = [make_question(guide.role, slug) for guide in (baker, miller) for slug in ("one", "two")]
    make_question(cook.role)
    delete_all(admin_client, rows)
    assert [question.guide for question in Question.objects.all()] == [cook]
    assert [editor_of(guide) for guide in (baker, miller, cook)] == ["admin", "admin", None]
    assert indexed == ["Baker", "Miller"]


def test_a_failing_index_undoes_the_change(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    question = make_question(make_draft())

    def fail(guide: Guide) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr("guides.admin.base.index_guide", fail)
    with pytest.raises(RuntimeError, match="no index"):
        save(admin_client, question, answer="At three.")
    question.refresh_from_db()
    assert question.answer == "Before dawn."


def test_renaming_a_skill_notes_the_editor_on_it_and_indexes_the_guides_that_use_it(
    admin_client: Client, indexed: list[str]
) -> None:
    baker = make_draft("baker")
    make_requirement(baker, "kneading")
    make_requirement(make_draft("miller"), "milling")
    skill = make_skill("kneading")
    save(admin_client, skill, name="Kneading dough")
    assert (editor_of(skill), editor_of(guide_of(baker)), indexed) == ("admin", None, ["Baker"])


def test_moving_a_role_to_another_address_indexes_the_guides_that_link_to_it(
    admin_client: Client, indexed: list[str]
) -> None:
    baker = make_draft("baker")
    make_link(make_draft("miller"), "Baker", role=baker)
    new = baker.addresses.create(slug="bread-maker")
    save(admin_client, baker, address=new.pk)
    baker.refresh_from_db()
    assert (baker.slug, editor_of(baker), sorted(indexed)) == ("bread-maker", "admin", ["Baker", "Miller"])


def test_discarding_a_guide_notes_the_editor_on_it(admin_client: Client) -> None:
    guide = guide_of(make_draft())
    admin_client.post(f"/admin/guides/guide/{guide.pk}/discard/")
    assert (editor_of(guide), guide.state) == ("admin", "discarded")


def test_withdrawing_notes_the_editor_on_the_role(admin_client: Client) -> None:
    role = make_role()
    admin_client.post(f"/admin/guides/role/{role.pk}/withdraw/")
    assert (editor_of(role), role.published) == ("admin", None)


@pytest.mark.parametrize("make", [make_role, make_draft])
def test_deleting_a_role_changes_nothing_of_the_guides_that_link_to_it(
    admin_client: Client, indexed: list[str], make: Callable[[str], Role]
) -> None:
    baker, miller = make("baker"), make("miller")
    link = make_link(miller, "Baker", role=baker)
    delete(admin_client, baker)
    link.refresh_from_db()
    assert (link.role, editor_of(guide_of(miller)), indexed) == (baker, None, [])


def test_the_note_names_the_editor_who_made_the_change(client: Client) -> None:
    client.force_login(User.objects.create_superuser("second"))
    section = make_section(make_draft())
    save(client, section, heading="What it means")
    assert (Section.objects.get().heading, editor_of(section.guide)) == ("What it means", "second")


def test_a_shared_row_remembers_who_added_it(admin_client: Client) -> None:
    url = "/admin/guides/skill/add/"
    admin_client.post(url, form_of(admin_client, url) | {"name": "Baking", "kind": "skill"})
    skill = Skill.objects.get()
    assert (skill.slug, editor_of(skill)) == ("baking", "admin")


def test_a_renamed_place_is_found_in_the_guides_whose_pay_names_it(
    admin_client: Client, indexed: list[str]
) -> None:
    place = make_place("bombay")
    for slug in ("one", "two"):
        make_band(make_draft(slug), place=place)
    make_band(guide_of(place.bands.all()[0].guide.role).role, "again", place=place)
    make_band(make_draft("elsewhere"))
    save(admin_client, place, name="Mumbai")
    assert sorted(indexed) == ["One", "Two"]
