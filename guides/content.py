"""The content version: one number that grows with whatever changes a public page.

Two pages that were made at the same number are made of the same content. Whoever changes what readers see calls
`changed()` as the last write of its transaction: all wait for this one row, so nobody who holds it may wait for
anything else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from careerguide import store
from guides.models import ContentVersion, Schedule


@dataclass(frozen=True)
class Version:
    number: int = 0
    floor: int = 0
    """Nothing that was made at a lower number may be shown, not even where there is nothing newer."""
    next_at: datetime | None = None
    """When something is next published or withdrawn: what is kept until then ends then."""
    next_withdraws_at: datetime | None = None


def changed(*, taken: bool = False) -> None:
    """Note that readers see something else from this transaction's end on; `taken`: that they lost something."""
    next_number = models.F("number") + 1
    write({"number": next_number} | ({"floor": next_number} if taken else {}))


def plan() -> None:
    """Note when something is next due; called where a time was set or cancelled, likewise as the last write.

    Where a step was taken before its time nobody need note it: who looks too early finds nothing to do.
    """
    write({"number": models.F("number")})  # waits for whoever else plans, whose times are then to be seen
    withdraws = models.Q(guide__isnull=True)
    pending = Schedule.objects.pending()
    write(pending.aggregate(next_at=models.Min("at"), next_withdraws_at=models.Min("at", filter=withdraws)))


def write(values: dict[str, Any]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What readers see and the number that says so change in one transaction.")
    if not ContentVersion.objects.update(**values):
        ContentVersion.objects.get_or_create(pk=1)  # in a database that was emptied
        ContentVersion.objects.update(**values)
    # Stored pages end for this process with the transaction, and for all others with their next look.
    transaction.on_commit(store.learn, robust=True)


def current() -> Version:
    """What readers see now, in one query; what is due by now is done first."""
    version = read()
    if version.next_at is None or version.next_at > timezone.now():
        return version
    from guides.schedule import carry_out  # which itself needs this module

    carry_out()
    return read()


def read() -> Version:
    row = ContentVersion.objects.values_list("number", "floor", "next_at", "next_withdraws_at").first()
    return Version(*row) if row else Version()
