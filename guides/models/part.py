from typing import Any, Self

from django.db import models


class PartQuerySet(models.QuerySet[Any]):
    """Rows that belong to a guide."""

    def public(self) -> Self:
        """Those of the guides that readers see."""
        return self.filter(guide__published_for__isnull=False, guide__published_for__address__isnull=False)
