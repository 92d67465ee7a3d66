from django.db import models


class ContentVersion(models.Model):
    """One row that says how often what readers see has changed; see `guides/content.py`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(
        default=1, help_text="Grows with whatever changes a public page, in the same transaction."
    )
    floor = models.PositiveBigIntegerField(
        default=0,
        help_text="The number at which something was last taken from readers: no page that was made before is"
        " shown again, whatever happens.",
    )
    next_at = models.DateTimeField(null=True, help_text="When something is next published or withdrawn.")
    next_withdraws_at = models.DateTimeField(null=True, help_text="When something is next withdrawn.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="content_version_is_one_row",
                violation_error_message="There is one content version.",
            ),
            models.CheckConstraint(
                condition=models.Q(floor__lte=models.F("number")),
                name="content_version_floor_is_reached",
                violation_error_message="Nothing was taken from readers at a number that is still to come.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
