from django.db import models

from .edited import Edited
from .fields import PlainCharField, PlainTextField, SlugField


class Family(Edited):
    """A group of roles to browse by."""

    slug = SlugField(unique=True)
    name = PlainCharField(max_length=120, unique=True)
    summary = PlainTextField(max_length=400, blank=True, help_text="One sentence: what these roles share.")

    class Meta:
        ordering = ["name", "slug"]
        verbose_name_plural = "families"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="family_has_name",
                violation_error_message="Give the family its name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
