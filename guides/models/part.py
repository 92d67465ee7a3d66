from typing import TypeVar

from django.db import models

# What belongs to a guide that readers see.
PUBLIC = models.Q(guide__published_for__isnull=False, guide__published_for__address__isnull=False)

PartModel = TypeVar("PartModel", bound=models.Model, covariant=True)


class PartManager(models.Manager[PartModel]):
    """For rows that belong to a guide."""

    def public(self) -> models.QuerySet[PartModel]:
        """Those of the guides that readers see."""
        return self.filter(PUBLIC)
