"""Setting a time for a publication or a withdrawal in the admin, and what becomes of it there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.dateformat import format as format_date

from guides import content, editions, schedule
from guides.models import Guide, Schedule
from tests.admin.forms import change_url, delete, form_of, save
from tests.admin.test_editions import bar, in_group, said, step
from tests.factories import guide_of, make_draft, make_question, make_role, make_source, make_tier

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AT = (datetime.now(tz=UTC) + timedelta(days=90)).replace(hour=9, minute=0, second=0, microsecond=0)
TYPED, IN_WORDS = f"{AT:%Y-%m-%dT%H:%M}", f"{format_date(AT, 'j F Y')}, 09:00 UTC"


def publish(client: Client, guide: Guide, **values: str) -> Any:
    """Send the form of the page of changes, as it stands but for `values`."""
    url = f"/admin/guides/guide/{guide.pk}/changes/"
    context = client.get(url).context
    at = context["when"]["at"].value() or ""
    sent = {"seen": context["seen"], "why": context["why"], "at": at, **values}
    return client.post(f"/admin/guides/guide/{guide.pk}/publish/", sent, follow=True)


@pytest.fixture
def publisher(client: Client) -> User:
    return in_group(client, "Publishers")


@pytest.fixture
def copy() -> Guide:
    return editions.working_copy(make_role(), by=None)


def test_a_publication_is_set_shown_changed_and_cancelled(
    client: Client, publisher: User, copy: Guide
) -> None:
    response = publish(client, copy, at=TYPED, why="New bread.")
    assert said(response) == [f"It will be published on {IN_WORDS}."]
    planned = Schedule.objects.get()
    assert (planned.at, planned.by, planned.why) == (AT, publisher, "New bread.")
    assert f"Will be published on {IN_WORDS}, set by publishers. Any change" in bar(client, copy)
    later = AT + timedelta(days=1)
    publish(client, copy, at=f"{later:%Y-%m-%d %H:%M}")
    assert Schedule.objects.get().at == later
    assert content.current().next_at == later
    assert said(step(client, copy, "unschedule")) == ["No time is set for its publication any more."]
    assert not Schedule.objects.exists()
    assert "No time is set any more." in said(step(client, copy, "unschedule"))


def test_a_withdrawal_is_set_shown_and_cancelled(client: Client, publisher: User) -> None:
    role = make_role()
    assert said(step(client, role, "withdraw", at=TYPED)) == [f"It will be withdrawn on {IN_WORDS}."]
    words = f"Will be withdrawn on {IN_WORDS}, set by publishers."
    assert words in bar(client, role)
    assert words in bar(client, guide_of(role))
    form = client.get(f"/admin/guides/role/{role.pk}/withdraw/").context["when"]
    assert form["at"].value().isoformat() == AT.replace(tzinfo=None).isoformat()
    assert said(step(client, role, "keep")) == ["No time is set for its withdrawal any more."]
    role.refresh_from_db()
    assert (role.published, Schedule.objects.count()) == (guide_of(role), 0)


GARBAGE = [
    ("2020-01-01T09:00", "This time is past: it is "),
    ("9999-12-31T23:59", "This is more than five years ahead. Check the year."),
    ("9999-12-31T23:59-14:00", "This is more than five years ahead. Check the year."),
    ("0001-01-01T00:00+14:00", "This time is past: it is "),
    *(
        (typed, "Write a day and a time, such as 2027-01-31 09:00.")
        for typed in ("\0", "soon", "2027-02-30T09:00", "9" * 30)
    ),
]


def test_a_time_that_makes_no_sense_is_refused_at_its_field_and_keeps_every_word(
    client: Client, publisher: User, copy: Guide
) -> None:
    for typed, message in GARBAGE:
        sent = {"at": typed, "why": "New bread."}
        response = client.post(f"/admin/guides/guide/{copy.pk}/publish/", sent)
        errors = response.context["when"].errors["at"]
        assert (response.status_code, errors[0].startswith(message)) == (200, True), typed
        assert (response.context["when"]["at"].value(), response.context["why"]) == (typed, "New bread.")
    response = step(client, copy.role, "withdraw", at="soon")
    assert response.context["when"].errors["at"] == [message]
    copy.refresh_from_db()
    assert (copy.state, copy.role.published_id is not None, Schedule.objects.count()) == ("draft", True, 0)


def test_a_time_is_set_for_what_was_seen_only(client: Client, publisher: User, copy: Guide) -> None:
    seen = client.get(f"/admin/guides/guide/{copy.pk}/changes/").context["seen"]
    save(client, copy, summary="Bakes.")
    response = publish(client, copy, at=TYPED, seen=seen)
    assert "was changed or published since" in response.context["error"]
    assert not Schedule.objects.exists()


def test_an_editor_sets_and_cancels_no_time(client: Client, copy: Guide) -> None:
    role = copy.role
    schedule.withdraw_at(role, AT, by=User.objects.create_superuser("root"))
    in_group(client, "Editors")
    seen = editions.version(role, copy)
    sent = [
        client.post(f"/admin/guides/guide/{copy.pk}/publish/", {"seen": seen, "at": TYPED}),
        client.post(f"/admin/guides/role/{role.pk}/withdraw/", {"at": TYPED}),
        client.post(f"/admin/guides/role/{role.pk}/keep/"),
    ]
    assert [response.status_code for response in sent] == [403, 403, 403]
    assert [one.what for one in Schedule.objects.all()] == ["withdrawal"]
    assert "Cancel this" not in bar(client, role)


# An edit takes it back


def save_a_part(client: Client, copy: Guide) -> None:
    save(client, copy.questions.get(), answer="At noon.")


def save_the_guide(client: Client, copy: Guide) -> None:
    save(client, copy, summary="Bakes.")


def add_a_part(client: Client, copy: Guide) -> None:
    url = f"/admin/guides/question/add/?guide={copy.pk}"
    values = {"question": "Why bread?", "answer": "It keeps.", "sources": [make_source().pk]}
    client.post(url, form_of(client, url) | values)


def delete_a_part(client: Client, copy: Guide) -> None:
    delete(client, copy.questions.get())


def drag_a_part(client: Client, copy: Guide) -> None:
    page = client.get(f"/admin/guides/tier/?guide__id__exact={copy.pk}")
    rows = {"updatedItems": [[tier.pk, 3 - tier.position] for tier in copy.tiers.all()]}
    client.post(page.context_data["sortable_update_url"], rows, content_type="application/json")  # type: ignore[attr-defined]
    assert copy.tiers.order_by("position").first() != copy.tiers.order_by("pk").first()


@pytest.mark.parametrize("edit", [save_a_part, save_the_guide, add_a_part, delete_a_part, drag_a_part])
def test_every_way_of_editing_takes_it_back_and_says_so(client: Client, publisher: User, edit: Any) -> None:
    role = make_role()
    make_question(role)
    make_tier(role, "one")
    make_tier(role, "two")
    copy = editions.working_copy(role, by=None)
    role.refresh_from_db()
    schedule.publish_at(copy, AT, by=publisher, seen=editions.version(role, copy))
    edit(client, copy)
    reason = "publishers changed it after the time was set."
    assert Schedule.objects.get().put_aside == reason
    response = client.get(change_url(copy))
    assert any("not published at the time that was set any more" in message for message in said(response))
    assert f"<b>Was to be published on {IN_WORDS}</b>, set by publishers." in response.content.decode()
    assert reason in response.content.decode()


def test_a_save_that_changes_nothing_leaves_it(client: Client, publisher: User) -> None:
    copy = guide_of(make_draft())
    question = make_question(copy.role)
    publish(client, copy, at=TYPED)
    save(client, question)
    assert Schedule.objects.get().put_aside == ""


def test_what_was_put_aside_is_set_anew_or_taken_note_of(
    client: Client, publisher: User, copy: Guide
) -> None:
    for name in ("set", "note"):
        publish(client, copy, at=TYPED)
        save(client, copy, summary=f"Bakes, {name}.")
        assert Schedule.objects.exclude(put_aside="").exists()
    step(client, copy, "unschedule")
    assert not Schedule.objects.exists()
