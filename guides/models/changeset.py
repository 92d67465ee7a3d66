from django.db import models

from .guide import Guide


class Changeset(models.Model):
    """What a published edition changed against the one before it, as `guides/changes.py` tells it; never edited.

    Apart from the guide, which public pages read and this may outweigh.
    """

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="changeset")
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["guide_id"]

    def __str__(self) -> str:
        return f"{self.guide}: {len(self.changes)}"
