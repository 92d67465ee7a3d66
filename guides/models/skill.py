from django.db import models
from django.urls import reverse

from .edited import Edited
from .fields import PlainCharField, PlainTextField, SlugField


class Skill(Edited):
    """A skill, tool or certificate that guides require, prefer or use."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Skill"
        TOOL = "tool", "Tool"
        CERTIFICATE = "certificate", "Certificate"

    slug = SlugField(unique=True)
    name = PlainCharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    abbreviation = PlainCharField(
        max_length=20, blank=True, help_text="As in CSAT or SLA; found by the search."
    )
    summary = PlainTextField(max_length=400, blank=True, help_text="What it is for, in one sentence.")

    class Meta:
        ordering = ["name", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="skill_has_name",
                violation_error_message="Give the skill its name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guides:skill", args=[self.slug])
