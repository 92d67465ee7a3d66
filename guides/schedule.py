"""Publishing and withdrawing at a set time, without a worker.

The content version knows the next such time; whoever reads it then (`content.current`) carries out what is due before
he goes on. Each step is a transaction of its own that holds the role's row, so that of many who see it at the same
moment the first does it and the others find it done. It is done as whoever set it, who must still be allowed to. What
cannot be done is put aside with the reason, and keeps nobody waiting.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from guides import content, editions
from guides.editions import EditionError, Editor
from guides.models import Guide, Role, Schedule

logger = logging.getLogger(__name__)

# A year typed wrongly lies further ahead.
FURTHEST = timedelta(days=5 * 366)
CHANGED = "Something of it, or of what readers see, was changed after the time was set."
ACCOUNT_GONE = "The account of who set the time was deleted."
UNEXPECTED = "It failed for a reason that only the server’s log tells."


def in_words(at: datetime) -> str:
    return f"{format_date(timezone.localtime(at), 'j F Y, H:i')} UTC"


def checked_time(at: datetime) -> datetime:
    now = timezone.now()
    if at <= now:
        raise EditionError(f"This time is past: it is {in_words(now)} now. Choose a later one.")
    if at > now + FURTHEST:
        raise EditionError("This is more than five years ahead. Check the year.")
    return at


@transaction.atomic
def publish_at(guide: Guide, at: datetime, *, by: Editor, why: str = "", seen: str) -> None:
    """Set, or change, the time at which a working copy is published, as it stands now."""
    role, working = editions.ready(guide, by=by, why=why, seen=seen)
    values = {"role": role, "why": working.why, "seen": editions.version(role, working)}
    Schedule.objects.update_or_create(guide=working, defaults=values | set_by(by, at))
    content.plan()


@transaction.atomic
def withdraw_at(role: Role, at: datetime, *, by: Editor) -> None:
    """Set, or change, the time at which a role is withdrawn."""
    editions.may_publish(by)
    role = editions.locked(role)
    if role.published_id is None:
        raise EditionError("Readers do not see this role already.")
    Schedule.objects.update_or_create(role=role, guide=None, defaults=set_by(by, at))
    content.plan()


def set_by(by: Editor, at: datetime) -> dict[str, object]:
    return {"at": checked_time(at), "by": by, "set_at": timezone.now(), "put_aside": ""}


@transaction.atomic
def unset(role: Role, guide: Guide | None = None, *, by: Editor) -> None:
    """Cancel a publication, or without a guide a withdrawal; or take note that it was put aside."""
    editions.may_publish(by)
    role = editions.locked(role)
    if not Schedule.objects.filter(role=role, guide=guide).delete()[0]:
        raise EditionError("No time is set any more.")
    content.plan()


# Carrying out


def carry_out() -> None:
    """Do all that is due."""
    due = Schedule.objects.pending().filter(at__lte=timezone.now())
    with in_a_hurry():
        for key in list(due.values_list("pk", flat=True)):
            try:
                carry_out_one(key)
            except OperationalError as error:
                logger.warning("What is due waits for the next request: %s", error)
        try:
            with transaction.atomic():
                be_brief()
                content.plan()
        except OperationalError as error:
            logger.warning("When something is next due waits for the next request: %s", error)


@transaction.atomic
def carry_out_one(key: int) -> None:
    be_brief()
    role = Role.objects.filter(schedules=key).first()
    if role is None:
        return
    try:
        role = editions.locked(role)
    except Role.DoesNotExist:
        return
    except EditionError as error:  # deleted or merged meanwhile
        Schedule.objects.filter(pk=key).update(put_aside=str(error))
        return
    found = Schedule.objects.pending().select_related("by", "guide__role").filter(pk=key)
    schedule = found.filter(at__lte=timezone.now()).first()
    if schedule is None:
        return  # somebody was quicker, or has set another time
    try:
        with transaction.atomic():
            do(schedule, role)
    except (EditionError, PermissionDenied) as error:
        Schedule.objects.filter(pk=key).update(put_aside=str(error))
    except OperationalError:
        raise
    except Exception:
        logger.exception("The %s of %s failed.", schedule.what, role)
        Schedule.objects.filter(pk=key).update(put_aside=UNEXPECTED)


def do(schedule: Schedule, role: Role) -> None:
    by, guide = schedule.by, schedule.guide
    if by is None:
        raise EditionError(ACCOUNT_GONE)
    if not by.has_perm("guides.publish_guide"):
        raise EditionError(f"{by} may not publish and withdraw any more.")
    done = f"{schedule.what.capitalize()} at the time set for it. {schedule.why}".strip()
    row = guide or role
    LogEntry.objects.log_actions(by.pk, type(row)._default_manager.filter(pk=row.pk), CHANGE, done)
    if guide is None:
        editions.withdraw(role, by=by)
    elif schedule.seen != editions.version(role, guide):
        raise EditionError(CHANGED)
    else:
        editions.publish(guide, by=by, why=schedule.why, at=schedule.at)


# A reader is waiting: a load or a save that goes on for longer lets what is due wait for the next reader.


def be_brief() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")


@contextmanager
def in_a_hurry() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 1000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
