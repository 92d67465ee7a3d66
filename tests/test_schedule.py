"""Publishing and withdrawing at a set time: at the first look after it, once, as whoever set it, or put aside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides import content, editions, schedule
from guides.editions import EditionError
from guides.loading import load
from guides.models import Guide, Role, Schedule
from tests.factories import guide_of, make_draft, make_role
from tests.fixture_tree import replaced, write_tree

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
on_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory knows no two transactions at once"
)


class Clock:
    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)  # so that no two edits are of the same moment
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def make_publisher(name: str = "pat") -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="publish_guide"))
    return user


def planned(slug: str, at: datetime, by: User, why: str = "") -> Guide:
    """A working copy of a published guide, with a new summary, to be published at this time."""
    copy = editions.working_copy(make_role(slug), by=by)
    copy.summary = "Bakes bread."
    copy.save()
    schedule.publish_at(copy, at, by=by, why=why, seen=editions.version(copy.role, copy))
    return copy


def shown(slug: str = "baker") -> Guide | None:
    return Role.objects.get(address__slug=slug).published


def reasons() -> list[str]:
    return list(Schedule.objects.order_by("pk").values_list("put_aside", flat=True))


def test_a_publication_takes_effect_at_the_first_look_after_its_time(clock: Clock) -> None:
    publisher, at = make_publisher(), clock.now + HOUR
    copy = planned("baker", at, publisher, why="New bread.")
    before = content.current()
    assert (before.next_at, before.next_withdraws_at, shown() == copy) == (at, None, False)
    clock.now = at
    after = content.current()
    assert (after.number, after.floor, after.next_at) == (before.number + 1, before.floor, None)
    copy.refresh_from_db()
    assert (shown(), copy.published_at, copy.published_by, copy.why) == (copy, at, publisher, "New bread.")
    assert not Schedule.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (
        publisher,
        "Publication at the time set for it. New bread.",
    )


def test_a_withdrawal_takes_effect_at_the_first_look_after_its_time(clock: Clock) -> None:
    publisher, role, at = make_publisher(), make_role(), clock.now + HOUR
    schedule.withdraw_at(role, at, by=publisher)
    before = content.current()
    assert (before.next_at, before.next_withdraws_at) == (at, at)
    clock.now = at
    after = content.current()
    assert (after.number, after.floor, after.next_withdraws_at) == (before.number + 1, after.number, None)
    role.refresh_from_db()
    assert (role.published, role.edited_by) == (None, publisher)


def test_of_several_the_next_is_known_and_what_is_late_is_all_done(clock: Clock) -> None:
    publisher, start = make_publisher(), clock.now
    copies = [planned(name, start + n * HOUR, publisher) for n, name in enumerate(("a", "b", "c"), 1)]
    schedule.withdraw_at(make_role("d"), start + 4 * HOUR, by=publisher)
    clock.now = start + 2.5 * HOUR
    version = content.current()
    assert (version.next_at, version.next_withdraws_at) == (start + 3 * HOUR, start + 4 * HOUR)
    assert [shown(slug) for slug in "ab"] == copies[:2]
    assert shown("c") != copies[2]


def test_a_time_is_changed_and_cancelled(clock: Clock) -> None:
    publisher, start = make_publisher(), clock.now
    copy = planned("baker", start + HOUR, publisher)
    seen = editions.version(copy.role, copy)
    schedule.publish_at(copy, start + 3 * HOUR, by=publisher, why="Later.", seen=seen)
    clock.now = start + 2 * HOUR
    assert (content.current().next_at, shown() == copy) == (start + 3 * HOUR, False)
    schedule.unset(copy.role, copy, by=publisher)
    clock.now = start + 4 * HOUR
    assert (content.current().next_at, shown() == copy) == (None, False)
    with pytest.raises(EditionError, match="No time is set"):
        schedule.unset(copy.role, copy, by=publisher)


@pytest.mark.parametrize(
    ("ahead", "message"), [(timedelta(0), "is past"), (timedelta(days=2000), "more than five years")]
)
def test_a_time_that_cannot_be_meant_is_refused(clock: Clock, ahead: timedelta, message: str) -> None:
    publisher, role = make_publisher(), make_role()
    with pytest.raises(EditionError, match=message):
        schedule.withdraw_at(role, clock.now + ahead, by=publisher)
    with pytest.raises(EditionError, match=message):
        planned("miller", clock.now + ahead, publisher)
    assert not Schedule.objects.exists()


def test_only_what_could_be_done_now_is_given_a_time(clock: Clock) -> None:
    publisher, at = make_publisher(), clock.now + HOUR
    hidden = make_draft()
    with pytest.raises(EditionError, match="do not see this role"):
        schedule.withdraw_at(hidden, at, by=publisher)
    copy = guide_of(hidden)
    with pytest.raises(EditionError, match="was changed or published"):
        schedule.publish_at(copy, at, by=publisher, seen="something else")
    with pytest.raises(EditionError, match="HTML tags"):
        schedule.publish_at(copy, at, by=publisher, why="<b>", seen=editions.version(hidden, copy))
    assert (Schedule.objects.count(), content.current().next_at) == (0, None)


# What cannot be done at its time


def loses_permission(publisher: User, copy: Guide) -> None:
    publisher.user_permissions.clear()


def leaves(publisher: User, copy: Guide) -> None:
    User.objects.filter(pk=publisher.pk).update(is_active=False)


def is_deleted(publisher: User, copy: Guide) -> None:
    publisher.delete()


def changes_past_every_check(publisher: User, copy: Guide) -> None:
    Guide.objects.get(pk=copy.pk).save()


def loses_its_address(publisher: User, copy: Guide) -> None:
    Role.objects.filter(pk=copy.role_id).update(address=None)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (loses_permission, "pat may not publish and withdraw any more."),
        (leaves, "pat may not publish and withdraw any more."),
        (is_deleted, "The account of who set the time was deleted."),
        (changes_past_every_check, schedule.CHANGED),
        (loses_its_address, "The role has no address yet. Give it one on its own page."),
    ],
)
def test_what_cannot_be_done_is_put_aside_with_the_reason_and_keeps_nothing_else_waiting(
    clock: Clock, happens: Callable[[User, Guide], None], reason: str
) -> None:
    at = clock.now + HOUR
    copy = planned("baker", at, make_publisher())
    other = planned("miller", at, make_publisher("kim"))
    happens(User.objects.get(username="pat"), copy)
    clock.now = at
    assert content.current().next_at is None
    copy.refresh_from_db()
    assert (reasons(), copy.state, shown("miller")) == ([reason], "draft", other)


def test_a_failure_that_nobody_foresaw_is_put_aside_and_logged(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publisher, role, at = make_publisher(), make_role("miller"), clock.now + HOUR
    copy = planned("baker", at, publisher)
    schedule.withdraw_at(role, at, by=publisher)
    monkeypatch.setattr(editions, "changes_between", lambda *two: 1 / 0)
    clock.now = at
    assert content.current().next_at is None
    role.refresh_from_db()
    assert (reasons(), shown() == copy, role.published) == ([schedule.UNEXPECTED], False, None)
    assert "The publication of baker failed." in caplog.text


def test_a_busy_database_lets_it_wait_for_the_next_look(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise OperationalError("locked")

    at = clock.now + HOUR
    copy = planned("baker", at, make_publisher())
    clock.now = at
    with monkeypatch.context() as patch:
        patch.setattr(editions, "changes_between", busy)
        assert content.current().next_at == at
    assert (content.current().next_at, shown()) == (None, copy)


# What is done meanwhile


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (editions.submit, "ann submitted it for review after the time was set."),
        (editions.reopen, "ann took it back from review after the time was set."),
        (editions.discard, "ann discarded it after the time was set."),
    ],
)
def test_a_step_of_its_working_copy_takes_it_back(
    clock: Clock, step: Callable[..., None], reason: str
) -> None:
    at = clock.now + HOUR
    copy = planned("baker", at, make_publisher())
    step(copy, by=User.objects.create_user("ann"))
    clock.now = at
    assert (content.current().next_at, shown() == copy, reasons()) == (None, False, [reason])


def test_what_is_done_by_hand_before_its_time_is_not_done_again(clock: Clock) -> None:
    publisher, role, at = make_publisher(), make_role("miller"), clock.now + HOUR
    copy = planned("baker", at, publisher)
    schedule.withdraw_at(role, at, by=publisher)
    editions.publish(copy, by=None)
    editions.withdraw(role, by=None)
    before = content.current()
    clock.now = at
    after = content.current()
    assert (after.number, after.next_at, reasons()) == (before.number, None, [])


def test_a_load_leaves_a_working_copy_with_a_set_time_alone(clock: Clock, tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    baker = Role.objects.get(address__slug="baker")
    Role.objects.filter(pk=baker.pk).update(published=None)
    Guide.objects.filter(role=baker).update(state="draft", published_at=None)
    copy, publisher = guide_of(baker), make_publisher()
    at, seen = clock.now + HOUR, editions.version(Role.objects.get(pk=baker.pk), copy)
    schedule.publish_at(copy, at, by=publisher, seen=seen)
    report = load(write_tree(tmp_path, replaced("roles/baker/pay.toml", "37500", "37400")))
    clock.now = at
    content.current()
    assert (report.kept, shown()) == (["Baker"], copy)


# At the same moment


def at_once(number: int, act: Callable[[int], None]) -> None:
    start = Barrier(number)

    def run(place: int) -> None:
        start.wait()
        act(place)
        connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_who_see_it_at_the_same_moment_one_does_it(clock: Clock) -> None:
    publisher, at = make_publisher(), clock.now + HOUR
    copies = [planned(slug, at, publisher) for slug in ("baker", "miller")]
    schedule.withdraw_at(make_role("cook"), at, by=publisher)
    before = content.read().number
    clock.now = at
    found = []
    at_once(8, lambda _: found.append(content.current()))
    assert {(one.number, one.next_at) for one in found} == {(before + 3, None)}
    assert [shown("baker"), shown("miller"), shown("cook")] == [*copies, None]
    assert (Guide.objects.filter(state="published").count(), LogEntry.objects.count()) == (5, 3)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_edit_at_the_moment_of_a_publication_is_in_it_or_takes_it_back_or_is_refused(clock: Clock) -> None:
    publisher, role = make_publisher(), make_role()
    for turn in range(5):
        at = clock.now + HOUR
        role.refresh_from_db()
        copy = editions.working_copy(role, by=None)
        role.refresh_from_db()
        schedule.publish_at(copy, at, by=publisher, seen=editions.version(role, copy))
        clock.now = at
        refused = []

        def act(place: int, copy: Guide = copy, refused: list[str] = refused) -> None:
            if place == 0:
                content.current()
                return
            try:
                editions.submit(copy, by=None)
            except EditionError as error:
                refused.append(str(error))

        at_once(2, act)
        copy.refresh_from_db()
        outcome = (copy.state, refused, reasons())
        assert outcome in [
            ("published", ["This edition is published already."], []),
            ("review", [], ["A load of the files submitted it for review after the time was set."]),
        ], turn
        if copy.state == "review":
            editions.discard(copy, by=None)
            Schedule.objects.all().delete()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_times_at_once_neither_is_forgotten(clock: Clock) -> None:
    publisher, start = make_publisher(), clock.now
    roles = [make_role(f"role-{number}") for number in range(6)]
    at_once(6, lambda n: schedule.withdraw_at(roles[n], start + (n + 1) * HOUR, by=publisher))
    assert content.read().next_at == start + HOUR


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_long_for_somebody_who_holds_the_role(clock: Clock) -> None:
    at = clock.now + HOUR
    copy = planned("baker", at, make_publisher())
    clock.now = at
    with transaction.atomic():
        editions.locked(copy.role)
        at_once(1, lambda _: content.current())
    assert (shown() == copy, content.current().next_at, shown()) == (False, None, copy)


# At the first request after its time


def test_nothing_due_costs_one_query(clock: Clock, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    planned("baker", clock.now + HOUR, make_publisher())
    with django_assert_num_queries(1):
        content.current()
