from typing import TypeVar

from django.db import models

# The guides that readers see, and what belongs to them.
PUBLIC_GUIDE = models.Q(published_for__address__isnull=False)
PUBLIC = models.Q(guide__published_for__address__isnull=False)

PartModel = TypeVar("PartModel", bound=models.Model, covariant=True)


class PartManager(models.Manager[PartModel]):
    """For rows that belong to a guide."""

    def public(self) -> models.QuerySet[PartModel]:
        """Those of the guides that readers see."""
        return self.filter(PUBLIC)
