from typing import Self

from django.conf import settings
from django.db import models

from .fields import PlainTextField


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def pending(self) -> Self:
        return self.filter(put_aside="")


class Schedule(models.Model):
    """A time at which a working copy is published or, without a guide, a role withdrawn. `guides/schedule.py` does it.

    What is done leaves no row. What cannot be done any more is put aside with the reason, until somebody has seen
    it.
    """

    role = models.ForeignKey("guides.Role", on_delete=models.CASCADE, related_name="schedules")
    guide = models.OneToOneField("guides.Guide", on_delete=models.CASCADE, null=True, related_name="schedule")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who set it, as whom it is done; nobody, once the account is deleted.",
    )
    set_at = models.DateTimeField()
    why = PlainTextField(max_length=400, blank=True)
    seen = models.CharField(
        max_length=60, blank=True, help_text="The version of the working copy that he looked at."
    )
    put_aside = models.TextField(blank=True, help_text="Why it is not done at its time, if so.")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["role"],
                condition=models.Q(guide__isnull=True),
                name="schedule_one_withdrawal",
                violation_error_message="A time for the withdrawal of this role is set already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} at {self.at:%Y-%m-%d %H:%M} UTC"

    @property
    def what(self) -> str:
        return "publication" if self.guide_id else "withdrawal"

    @property
    def done(self) -> str:
        return "published" if self.guide_id else "withdrawn"
