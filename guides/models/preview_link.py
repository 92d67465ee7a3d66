from django.conf import settings
from django.db import models
from django.utils import timezone

from .fields import PlainCharField
from .guide import Guide


class PreviewLink(models.Model):
    """A way to see one working copy for somebody without an account, until it expires or is revoked."""

    USUAL_DAYS, MOST_DAYS = 14, 60
    MOST_COMMENTS = 200

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="preview_links")
    note = PlainCharField("for whom", max_length=120, help_text="Who gets it. Only editors see this.")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.guide}, for {self.note}"

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and not self.has_expired and not self.guide.is_sealed
