"""Two editors at once: nothing is overwritten without a word, and the one who comes second keeps every word."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from guides.models import Question, Section, Source
from tests.admin.forms import change_url, delete, delete_all, errors_of, form_of, save
from tests.factories import make_draft, make_question, make_section, make_skill, make_source, make_tier

pytestmark = pytest.mark.django_db


def clashes(response: Any) -> list[tuple[str, str, str, bool]]:
    """What the refused form shows: field, theirs, ours, whether theirs now stands in the form."""
    return [
        (clash.label, clash.theirs, clash.mine, clash.taken)
        for clash in response.context["meanwhile"].clashes
    ]


def opened(client: Client, row: Model, **values: Any) -> dict[str, Any]:
    """A form that was opened now, with what its editor writes into it."""
    return form_of(client, change_url(row)) | values


def test_a_field_that_both_have_changed_shows_both_and_saves_once_merged(admin_client: Client) -> None:
    question = make_question(make_draft(), answer="Before dawn.")
    mine = opened(admin_client, question, answer="At three.")
    save(admin_client, question, answer="At four.")
    refused = admin_client.post(change_url(question), mine)
    assert clashes(refused) == [("Answer", "At four.", "At three.", False)]
    assert refused.context["adminform"].form["answer"].value() == "At three."
    assert "Nothing is saved yet" in errors_of(refused)["__all__"][0]
    assert "admin changed this while you had it open" in refused.content.decode()
    question.refresh_from_db()
    assert question.answer == "At four."
    again = mine | {"_opened": refused.context["opened_as"], "answer": "At three or four."}
    assert admin_client.post(change_url(question), again).status_code == 302
    question.refresh_from_db()
    assert question.answer == "At three or four."


def test_what_one_has_not_touched_takes_the_others_version(admin_client: Client) -> None:
    question = make_question(make_draft(), question="How early?", answer="Before dawn.")
    mine = opened(admin_client, question, answer="At three.")
    other = make_source("almanac", publisher="Almanac")
    save(admin_client, question, question="How early does one rise?", sources=[other.pk])
    refused = admin_client.post(change_url(question), mine)
    assert clashes(refused) == [
        ("Question", "How early does one rise?", "How early?", True),
        ("Sources", str(other), str(make_source()), True),
    ]
    form = refused.context["adminform"].form
    assert [form[name].value() for name in ("question", "answer")] == [
        "How early does one rise?",
        "At three.",
    ]
    assert form["sources"].value() == [str(other.pk)]


def test_a_form_without_what_it_was_opened_with_is_refused(admin_client: Client) -> None:
    question = make_question(make_draft(), answer="Before dawn.")
    mine = opened(admin_client, question, answer="At three.")
    for held in ("", "[]", "nonsense", "[" * 100_000, "\0"):
        refused = admin_client.post(change_url(question), mine | {"_opened": held})
        assert refused.status_code == 200
        question.refresh_from_db()
        assert question.answer == "Before dawn."


def test_others_moving_things_about_is_in_nobodys_way(admin_client: Client) -> None:
    role = make_draft()
    first, second = (make_question(role, slug, position=place) for place, slug in enumerate(("a", "b"), 1))
    mine = opened(admin_client, first, answer="At three.")
    save(admin_client, second, position=1)
    assert admin_client.post(change_url(first), mine).status_code == 302
    assert list(Question.objects.values_list("slug", "position", "answer")) == [
        ("b", 1, "Before dawn."),
        ("a", 2, "At three."),
    ]


def test_two_orders_are_not_laid_over_each_other(admin_client: Client) -> None:
    role = make_draft()
    rows = [make_question(role, slug, position=place) for place, slug in enumerate("abc", 1)]
    mine = opened(admin_client, rows[0], position=2)
    save(admin_client, rows[0], position=3)
    assert clashes(admin_client.post(change_url(rows[0]), mine)) == [("Position", "3", "2", False)]


def make_points() -> Section:
    return make_section(make_draft(), "definition", "One bakes.", "One sells.", "One cleans.")


def points(section: Section) -> list[str]:
    return list(section.points.values_list("text", flat=True))


def test_points_that_both_have_changed_stand_side_by_side(admin_client: Client) -> None:
    section = make_points()
    mine = opened(admin_client, section, **{"points-1-text": "One sells bread.", "heading": "Mine"})
    save(admin_client, section, **{"points-1-text": "One sells cake.", "points-2-text": "One tidies up."})
    refused = admin_client.post(change_url(section), mine)
    assert clashes(refused) == [
        ("Point 2: Text", "One sells cake.", "One sells bread.", False),
        ("Point 3: Text", "One tidies up.", "One cleans.", True),
    ]
    [inline] = refused.context["inline_admin_formsets"]
    shown = [form["text"].value() for form in inline.formset.initial_forms]
    assert shown == ["One bakes.", "One sells bread.", "One tidies up."]


def test_a_point_added_by_another_is_named_and_kept(admin_client: Client) -> None:
    section = make_points()
    mine = opened(admin_client, section, heading="Mine")
    theirs = {"points-TOTAL_FORMS": 4, "points-3-text": "One rests.", "points-3-sources": [make_source().pk]}
    save(admin_client, section, **theirs)
    refused = admin_client.post(change_url(section), mine)
    [note] = refused.context["meanwhile"].notes
    assert note.startswith("Added meanwhile, and kept when you save: One rests.")
    again = mine | {"_opened": refused.context["opened_as"]}
    assert admin_client.post(change_url(section), again).status_code == 302
    section.refresh_from_db()
    assert (section.heading, points(section)[-1]) == ("Mine", "One rests.")


def test_a_point_deleted_by_another_stays_if_one_had_changed_it(admin_client: Client) -> None:
    section = make_points()
    mine = opened(admin_client, section, **{"points-1-text": "One sells bread."})
    save(admin_client, section, **{"points-0-DELETE": "on", "points-1-DELETE": "on"})
    refused = admin_client.post(change_url(section), mine)
    assert refused.context["meanwhile"].notes == [
        "Deleted meanwhile, and gone here too: One bakes.",
        "Deleted meanwhile, and kept here as a new one, since you had changed it: One sells bread.",
    ]
    assert points(section) == ["One cleans."]
    assert admin_client.post(change_url(section), form_in(refused)).status_code == 302
    assert sorted(points(section)) == ["One cleans.", "One sells bread."]


def form_in(response: Any) -> dict[str, Any]:
    """What a browser would send back from the form in a response."""
    sent = response.wsgi_request.POST
    data = {name: sent.getlist(name) for name in sent}
    return data | {"_opened": response.context["opened_as"]}


def test_who_saves_what_was_deleted_keeps_every_word(admin_client: Client) -> None:
    question = make_question(make_draft())
    mine = opened(admin_client, question, answer="At three, or so they say.")
    delete(admin_client, question)
    gone = admin_client.post(change_url(question), mine)
    assert gone.status_code == 409
    assert ("answer", "At three, or so they say.") in gone.context["words"]


def test_what_was_changed_since_one_was_asked_is_not_deleted(admin_client: Client) -> None:
    question = make_question(make_draft())
    asked = admin_client.get(f"/admin/guides/question/{question.pk}/delete/", follow=True)
    save(admin_client, question, answer="At four.")
    answer = admin_client.post(asked.redirect_chain[-1][0], {"post": "yes"}, follow=True)
    assert "somebody has changed this since you were asked" in answer.content.decode()
    assert Question.objects.get().answer == "At four."
    delete(admin_client, question)
    assert not Question.objects.exists()


def test_a_deletion_minds_what_would_go_with_it(admin_client: Client) -> None:
    role = make_draft()
    tier = make_tier(role)
    section = make_section(role, "tier-duties", "One kneads.", tier=tier)
    asked = admin_client.get(f"/admin/guides/tier/{tier.pk}/delete/", follow=True)
    save(admin_client, section, **{"points-0-text": "One kneads by hand."})
    admin_client.post(asked.redirect_chain[-1][0], {"post": "yes"})
    assert points(section) == ["One kneads by hand."]


def test_rows_changed_since_one_was_asked_are_not_deleted_together(admin_client: Client) -> None:
    role = make_draft()
    rows = [make_question(role, slug) for slug in "abc"]
    data = {"action": "delete_these", "_selected_action": [row.pk for row in rows]}
    asked = admin_client.post("/admin/guides/question/", data)
    save(admin_client, rows[1], answer="At four.")
    sure = {**data, "post": "yes", "asked": asked.context_data["asked"]}
    admin_client.post("/admin/guides/question/", sure)
    assert Question.objects.count() == 3
    delete_all(admin_client, list(rows))
    assert not Question.objects.exists()


def test_shared_rows_are_guarded_too(admin_client: Client) -> None:
    skill = make_skill()
    mine = opened(admin_client, skill, summary="With both hands.")
    save(admin_client, skill, summary="With care.")
    assert clashes(admin_client.post(change_url(skill), mine)) == [
        ("Summary", "With care.", "With both hands.", False)
    ]
    role = make_draft("baker")
    mine = opened(admin_client, role, **{"addresses-0-note": "Mine."})
    save(admin_client, role, **{"addresses-0-note": "Theirs."})
    assert clashes(admin_client.post(change_url(role), mine)) == [
        ("Address 1: Note", "Theirs.", "Mine.", False)
    ]
    assert Source.objects.count() == 0
