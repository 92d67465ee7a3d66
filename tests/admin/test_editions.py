"""Working copies, review, publication and history as editors meet them; and that nothing sealed is ever changed."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.test import Client

from guides import editions
from guides.admin.base import note_edit
from guides.admin.opened import digest_of_all
from guides.editions import PARTS
from guides.groups import make_groups
from guides.models import Guide, Point, Question, Role, Section
from tests.admin.forms import change_url, form_of, save, send
from tests.factories import (
    guide_of,
    make_draft,
    make_question,
    make_role,
    make_section,
    make_source,
    make_tier,
)
from tests.fixture_tree import dump
from tests.guides.test_editions import fill
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def in_group(client: Client, group: str) -> User:
    """Sign somebody of the group in."""
    make_groups()
    user = User.objects.create_user(group.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def step(client: Client, row: models.Model, name: str, **values: str) -> Any:
    url = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{name}/"
    return client.post(url, values, follow=True)


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def bar(client: Client, row: models.Model) -> str:
    """What the page of a guide, a part or a role says of its standing, and the steps that it offers."""
    page = parse_html(client.get(change_url(row)))
    return next(text_of(box) for box in page.iter("div") if box.get("class") == "edition")


def publish(client: Client, guide: Guide, why: str = "") -> Any:
    seen = client.get(f"/admin/guides/guide/{guide.pk}/changes/").context["seen"]
    return step(client, guide, "publish", seen=seen, why=why)


# From draft to publication


def test_edit_on_a_published_guide_opens_its_one_working_copy(client: Client) -> None:
    editor = in_group(client, "Editors")
    role = make_role()
    url = f"/admin/guides/guide/{guide_of(role).pk}/edit/"
    first, second = client.post(url)["Location"], client.post(url)["Location"]
    copy = role.guides.working().get()
    assert (first, second, copy.edited_by) == (change_url(copy), change_url(copy), editor)


def test_edit_on_a_published_part_leads_to_that_part_of_the_working_copy(client: Client) -> None:
    in_group(client, "Editors")
    role = make_role()
    fill(role)
    for model in PARTS:
        if model is not Point:
            part = of(model, guide_of_published(role)).first()
            url = change_url(part).replace("/change/", "/edit/")
            location = client.post(url)["Location"]
            assert location == change_url(of(model, role.guides.working().get()).get(**same_name(part)))


def same_name(part: Any) -> dict[str, Any]:
    name = next(name for name in ("slug", "name", "skill") if hasattr(part, name))
    return {name: getattr(part, name)}


def guide_of_published(role: Role) -> Guide:
    role.refresh_from_db()
    assert role.published is not None
    return role.published


def test_a_part_that_the_working_copy_no_longer_has_leads_to_its_guide(admin_client: Client) -> None:
    question = make_question(make_role())
    copy = editions.working_copy(question.guide.role, by=None)
    copy.questions.all().delete()
    response = step(admin_client, question, "edit")
    assert response.redirect_chain == [(change_url(copy), 302)]
    assert said(response) == ["The working copy no longer has this question: How early do bakers rise?."]


def test_a_guide_goes_from_draft_to_review_and_back_and_is_published_with_its_reason(client: Client) -> None:
    editor = in_group(client, "Editors")
    role = make_role()
    make_question(role)
    step(client, guide_of(role), "edit")
    copy = role.guides.working().get()
    assert "Working copy, a draft." in bar(client, copy)
    save(client, copy.questions.get(), answer="At three.")
    step(client, copy, "submit")
    assert "Working copy, in review." in bar(client, copy)
    step(client, copy, "reopen")
    step(client, copy, "submit")
    in_group(client, "Publishers")
    response = publish(client, copy, why="They rise earlier.")
    assert said(response) == ["Published: readers see this edition now."]
    assert guide_of_published(role) == copy
    copy.refresh_from_db()
    assert (copy.why, copy.edited_by, copy.published_by) == (
        "They rise earlier.",
        editor,
        User.objects.get(username="publishers"),
    )


def test_what_has_changed_shows_before_and_now_side_by_side(admin_client: Client) -> None:
    role = make_role()
    make_question(role)
    copy = editions.working_copy(role, by=None)
    copy.questions.update(answer="At three.")
    page = parse_html(admin_client.get(f"/admin/guides/guide/{copy.pk}/changes/"))
    assert [text_of(cell) for cell in page.iter("td")] == ["Before dawn.", "At three."]


def test_what_was_changed_after_the_editor_looked_is_not_published(admin_client: Client) -> None:
    role = make_role()
    make_question(role)
    copy = editions.working_copy(role, by=None)
    seen = admin_client.get(f"/admin/guides/guide/{copy.pk}/changes/").context["seen"]
    save(admin_client, copy.questions.get(), answer="At three.")
    response = step(admin_client, copy, "publish", seen=seen, why="My reason.")
    assert response.context["error"].startswith("Something was changed or published since")
    assert (response.context["why"], response.context["changes"][0]["kind"]) == ("My reason.", "Question")
    assert guide_of_published(role) != copy
    assert said(step(admin_client, copy, "publish", seen=response.context["seen"])) != []
    assert guide_of_published(role) == copy


def test_nothing_is_published_by_a_request_that_saw_nothing(admin_client: Client) -> None:
    guide = guide_of(make_draft())
    step(admin_client, guide, "publish")
    guide.refresh_from_db()
    assert guide.state == "draft"


def test_discarding_asks_first_and_loses_nothing(client: Client) -> None:
    in_group(client, "Publishers")
    role = make_role()
    copy = editions.working_copy(role, by=None)
    asked = client.get(f"/admin/guides/guide/{copy.pk}/discard/")
    assert asked.context["title"] == "Discard the working copy of Baker?"
    assert role.guides.working().get() == copy
    step(client, copy, "discard")
    assert not role.guides.working().exists()
    step(client, copy, "restore")
    assert role.guides.working().get().copied_from == copy


def test_withdrawing_asks_first_and_publishing_again_brings_the_same_edition_back(client: Client) -> None:
    in_group(client, "Publishers")
    role = make_role()
    guide = guide_of(role)
    assert client.get(f"/admin/guides/role/{role.pk}/withdraw/").context["title"] == "Withdraw Baker?"
    assert "Published. Readers see this role." in bar(client, role)
    step(client, role, "withdraw")
    assert bar(client, role).startswith("Withdrawn.")
    assert client.get("/roles/baker/").status_code == 410
    step(client, role, "publish-again")
    assert guide_of_published(role) == guide
    assert said(step(client, role, "publish-again")) == ["This role was not withdrawn."]


# History


def test_every_edition_is_listed_with_who_when_and_why_newest_first(admin_client: Client) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=None)
    publish(admin_client, copy, why="A better word.")
    page = parse_html(admin_client.get(f"/admin/guides/role/{role.pk}/editions/"))
    rows = [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in page.iter("tr")][1:]
    assert [(row[2], row[4], row[5], row[6]) for row in rows] == [
        ("Baker readers see this", "admin", "A better word.", "0"),
        ("Baker published before", "–", "", "0"),
    ]


def test_any_two_editions_of_a_role_are_compared_the_older_one_first(admin_client: Client) -> None:
    role = make_role()
    make_question(role)
    first = guide_of(role)
    copy = editions.working_copy(role, by=None)
    copy.questions.update(answer="At three.")
    stranger = guide_of(make_role("miller"))

    def compared(one: object, other: object) -> Any:
        query = {"from": str(one), "to": str(other)}
        return admin_client.get(f"/admin/guides/role/{role.pk}/compare/", query).context

    for pair in ((first.pk, copy.pk), (copy.pk, first.pk)):
        [change] = compared(*pair)["changes"]
        assert (change["fields"][0]["old"], change["fields"][0]["new"]) == ("Before dawn.", "At three.")
        said = "The working copy, compared with the edition published on 1 March 2026, 12:00 UTC."
        assert compared(*pair)["compared"] == said
    for odd in ("", "x", "\0", 10**30, stranger.pk, first.pk):
        assert compared(first.pk, odd) is None


def test_an_older_edition_is_restored_as_a_working_copy(client: Client) -> None:
    in_group(client, "Publishers")
    role = make_role()
    old = guide_of(role)
    publish(client, editions.working_copy(role, by=None))
    assert "An older edition," in bar(client, old)
    step(client, old, "restore")
    assert role.guides.working().get().copied_from == old
    assert said(step(client, old, "restore")) == [
        "This role has a working copy already. Publish or discard that first."
    ]


# What is sealed stays


@pytest.mark.parametrize("state", ["published", "older", "discarded"])
def test_nothing_sealed_is_changed_or_deleted_in_any_way(admin_client: Client, state: str) -> None:
    role = make_role()
    fill(role)
    guide = guide_of(role)
    if state == "older":
        editions.publish(editions.working_copy(role, by=None), by=None)
    elif state == "discarded":
        Guide.objects.filter(pk=guide.pk).update(state=state, published_at=None)
        Role.objects.update(published=None)
    before = content_of_tables()
    forged = {"title": "Forged", "heading": "Forged", "answer": "Forged", "median": "1", "_save": "Save"}
    rows = [guide, *(row for model in PARTS if model is not Point for row in of(model, guide))]
    for row in rows:
        assert admin_client.get(change_url(row)).context["title"].startswith("View ")
        assert admin_client.post(change_url(row), forged).status_code == 409
        delete = change_url(row).replace("/change/", "/delete/")
        assert admin_client.post(delete, {"post": "yes"}).status_code == 403
        chosen = {
            "action": "delete_these",
            "_selected_action": row.pk,
            "post": "yes",
            "asked": digest_of_all([row]),
        }
        page = change_url(row).removesuffix(f"{row.pk}/change/")
        assert admin_client.post(f"{page}?guide__id__exact={guide.pk}", chosen).status_code in (302, 403)
        if row is not guide:
            body = json.dumps({"updatedItems": [[row.pk, 7]]})
            dragged = admin_client.post(f"{page}adminsortable2_update/", body, "application/json")
            assert dragged.status_code == 403
            added = admin_client.post(f"{page}add/?guide={guide.pk}", forged)
            assert added.templates[0].name == "admin/choose_guide.html"
    assert content_of_tables() == before


def of(model: type[models.Model], guide: Guide) -> Any:
    return model._default_manager.filter(guide=guide)


def content_of_tables() -> dict[str, list[Any]]:
    # Signing in and looking at pages leaves its mark on sessions.
    return {name: rows for name, rows in dump().items() if name.startswith(("guides_", "salaries_"))}


def test_a_change_that_a_publication_overtook_is_undone(admin_client: Client) -> None:
    role = make_draft()
    request = HttpRequest()
    request.user = User.objects.get(username="admin")
    guide = guide_of(role)
    editions.publish(guide, by=None)
    with pytest.raises(PermissionDenied):
        note_edit(request, [guide])


def test_points_of_another_guide_are_not_taken_over(admin_client: Client) -> None:
    own = make_section(make_draft("baker"), "definition", "One bakes.")
    foreign = make_section(make_role("miller"), "definition", "One mills.").points.get()
    send(admin_client, own, **{"points-0-id": str(foreign.pk), "points-0-text": "Forged."})
    assert list(Point.objects.values_list("section", "text")) == [
        (own.pk, "One bakes."),
        (foreign.section_id, "One mills."),
    ]


def test_a_forged_state_is_not_taken(client: Client) -> None:
    in_group(client, "Editors")
    guide = guide_of(make_draft())
    forged = {"state": "published", "published_at": "2026-01-01", "published_by": "1", "why": "Forged."}
    save(client, guide, title="Bread Baker", **forged)
    guide.refresh_from_db()
    assert (guide.title, guide.state, guide.published_at, guide.why) == ("Bread Baker", "draft", None, "")


def test_a_forged_pointer_of_a_role_is_not_taken(admin_client: Client) -> None:
    role = make_draft()
    save(admin_client, role, published=str(guide_of(role).pk))
    role.refresh_from_db()
    assert role.published is None


# Lists


def titles(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/admin/guides/question/{query}").context["cl"].result_list
    return [f"{row.answer} {row.guide.get_state_display()}" for row in rows]


def test_lists_of_parts_show_the_working_copy_or_what_readers_see_and_no_history(
    admin_client: Client,
) -> None:
    baker, miller = make_role("baker"), make_role("miller")
    for role in (baker, miller):
        make_question(role, answer="First.")
    old = guide_of(baker)
    publish(admin_client, editions.working_copy(baker, by=None))
    Question.objects.exclude(guide=old).filter(guide__role=baker).update(answer="Second.")
    assert titles(admin_client) == ["Second. Published", "First. Published"]
    copy = editions.working_copy(baker, by=None)
    copy.questions.update(answer="Third.")
    assert titles(admin_client) == ["Third. Draft", "First. Published"]
    page = parse_html(admin_client.get("/admin/guides/question/"))
    columns = [text_of(cell) for cell in page.iter("td") if "field-in_guide" in (cell.get("class") or "")]
    assert columns == ["Baker (draft)", "Miller"]
    assert titles(admin_client, f"?guide__id__exact={old.pk}") == ["First. Published"]


def test_the_list_of_guides_shows_one_a_role_with_its_state(admin_client: Client) -> None:
    role = make_role()
    make_role("miller")
    publish(admin_client, editions.working_copy(role, by=None))
    editions.submit(editions.working_copy(role, by=None), by=None)

    def shown(query: str) -> list[tuple[str, str]]:
        rows = admin_client.get(f"/admin/guides/guide/{query}").context["cl"].result_list
        return [(str(row), row.state) for row in rows]

    assert shown("") == [("Baker", "review"), ("Miller", "published")]
    assert [len(shown(f"?edition={name}")) for name in ("draft", "review", "shown", "history")] == [
        0,
        1,
        2,
        1,
    ]


def test_rows_are_dragged_only_in_a_working_copy(admin_client: Client) -> None:
    role = make_role()
    make_tier(role)
    copy = editions.working_copy(role, by=None)
    for guide, expected in ((guide_of_published(role), False), (copy, True)):
        page = admin_client.get(f"/admin/guides/tier/?guide__id__exact={guide.pk}")
        assert (b'class="drag handle"' in page.content) is expected


def test_a_part_is_added_to_working_copies_only(admin_client: Client) -> None:
    shown, draft = guide_of(make_role("shown")), guide_of(make_draft("draft"))
    context = admin_client.get(f"/admin/guides/question/add/?guide={shown.pk}").context
    assert context["guides"] == [(draft, f"?guide={draft.pk}")]
    assert context["published"] == [(shown, change_url(shown))]


def test_a_whole_edit_shows_at_once_and_not_before(client: Client, admin_client: Client) -> None:
    role = make_role()
    section = make_section(role, "definition", "One bakes.", heading="What it is")
    step(admin_client, section, "edit")
    copy = role.guides.working().get()
    url = f"/admin/guides/question/add/?guide={copy.pk}"
    values = {"question": "Why bread?", "answer": "It keeps.", "sources": [make_source().pk]}
    admin_client.post(url, form_of(admin_client, url) | values)
    save(admin_client, Section.objects.get(guide=copy), heading="What bakers do")
    page = client.get("/roles/baker/").content.decode()
    assert ("What it is" in page, "Why bread?" in page) == (True, False)
    publish(admin_client, copy)
    page = client.get("/roles/baker/").content.decode()
    assert ("What bakers do" in page, "Why bread?" in page, "What it is" in page) == (True, True, False)
