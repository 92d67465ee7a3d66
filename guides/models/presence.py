from django.conf import settings
from django.db import models

from .guide import Guide


class Presence(models.Model):
    """That an editor has a form of a guide open, since when, and when that was last seen."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["guide", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.guide}"
