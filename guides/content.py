"""The content version: one number that grows with whatever changes a public page.

Two pages that were made at the same number are made of the same content. Whoever changes what readers see calls
`changed()` as the last write of its transaction: all wait for this one row, so nobody who holds it may wait for
anything else.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from careerguide import store
from guides.models import ContentVersion


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
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What readers see and the number that says so change in one transaction.")
    next_number = models.F("number") + 1
    values = {"number": next_number} | ({"floor": next_number} if taken else {})
    if not ContentVersion.objects.update(**values):
        ContentVersion.objects.get_or_create(pk=1)  # a database that was emptied
        ContentVersion.objects.update(**values)
    # Stored pages end for this process with the transaction, and for all others with their next look.
    transaction.on_commit(store.learn, robust=True)


def current() -> Version:
    """What readers see now, in one query."""
    row = ContentVersion.objects.values_list("number", "floor", "next_at", "next_withdraws_at").first()
    return Version(*row) if row else Version()
