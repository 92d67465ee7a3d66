from django.db import models

from .fields import PlainCharField, PositionField, ProseField, SlugField
from .guide import Guide


class Disagreement(models.Model):
    """A topic of one guide on which statements differ. Claims and bands name the one they belong to."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="disagreements")
    slug = SlugField()
    topic = PlainCharField(max_length=120)
    explanation = ProseField(
        max_length=1500,
        blank=True,
        help_text="Why they differ, if that is known. Readers see it below the figures.",
    )
    position = PositionField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="disagreement_slug_unique",
                violation_error_message="This guide has another disagreement with this slug.",
            ),
            models.CheckConstraint(
                condition=~models.Q(topic=""),
                name="disagreement_has_topic",
                violation_error_message="Say what the sources differ on.",
            ),
        ]

    def __str__(self) -> str:
        return self.topic
