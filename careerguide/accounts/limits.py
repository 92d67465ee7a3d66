"""How often one may try to sign in.

By name and address together, so that nobody can lock an editor out from elsewhere; and less strictly by address
alone, against one password tried on many names. Locks end by themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from careerguide.accounts.models import Attempts


@dataclass(frozen=True)
class Limit:
    failures: int
    within: timedelta


OF_A_NAME = Limit(5, timedelta(minutes=15))
OF_AN_ADDRESS = Limit(50, timedelta(hours=1))
LONGEST = max(OF_A_NAME.within, OF_AN_ADDRESS.within)


def count_attempt(kind: str, name: str, address: str) -> None:
    """Count an attempt before it is made, so that many at once count too; raises ValidationError after too many."""
    counted = [(digest(name), OF_A_NAME), ("", OF_AN_ADDRESS)]
    now = timezone.now()
    forget_old(now)
    with transaction.atomic():
        rows = []
        for key, limit in counted:
            row = {"kind": kind, "name": key, "address": digest(address)}
            Attempts.objects.get_or_create(**row, defaults={"since": now})
            rows.append((Attempts.objects.select_for_update().get(**row), limit))
        # What is refused is not counted: a lock ends when it was said to end, however often somebody tries.
        for counts, limit in rows:
            if counts.since < now - limit.within:
                counts.failures, counts.since = 0, now
            if counts.failures >= limit.failures:
                raise ValidationError(refusal(counts.since + limit.within - now), code="too_many")
        for counts, _ in rows:
            counts.failures += 1
            counts.save()


def forget_attempt(kind: str, name: str, address: str) -> None:
    """The attempt was right: the name starts anew, and the address is not charged for it."""
    mine = Attempts.objects.filter(kind=kind, address=digest(address))
    mine.filter(name=digest(name)).delete()
    mine.filter(name="", failures__gt=0).update(failures=F("failures") - 1)


def forget_old(now: datetime) -> None:
    """A few at a time, and none that somebody else holds, so that nobody waits for another."""
    with transaction.atomic():
        old = Attempts.objects.select_for_update(skip_locked=True).filter(since__lt=now - LONGEST)
        Attempts.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1000])).delete()


def unlock(name: str) -> int:
    """Forget what was counted for a name, from all addresses; gives how many were locked."""
    rows = Attempts.objects.filter(name=digest(name))
    locked = rows.filter(failures__gte=OF_A_NAME.failures).count()
    rows.delete()
    return locked


def digest(text: str) -> str:
    return salted_hmac("accounts.limits", text, algorithm="sha256").hexdigest()


def refusal(wait: timedelta) -> str:
    minutes = ceil(wait.total_seconds() / 60)
    return (
        f"Too many attempts have failed here. Try again in {minutes} minute{'s' if minutes > 1 else ''}, "
        "or ask whoever runs this site to unlock you."
    )
