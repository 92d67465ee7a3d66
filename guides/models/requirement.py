from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from .fields import PlainCharField, PlainTextField, PositionField
from .guide import Guide
from .part import PartManager
from .skill import Skill
from .source import Source
from .tier import Tier


class Requirement(models.Model):
    """A skill that a guide, or one of its tiers, requires, prefers or uses."""

    class Necessity(models.TextChoices):
        REQUIRED = "required", "Required"
        PREFERRED = "preferred", "Preferred"
        USED = "used", "Used in the job"

    class Level(models.TextChoices):
        AWARENESS = "awareness", "Awareness"
        WORKING = "working", "Working knowledge"
        PRACTITIONER = "practitioner", "Practitioner"
        EXPERT = "expert", "Expert"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="requirements")
    tier = models.ForeignKey(
        Tier,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="requirements",
        help_text="Leave this empty for what the role asks for at every step.",
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="requirements")
    necessity = models.CharField(max_length=10, choices=Necessity.choices, default=Necessity.REQUIRED)
    level = models.CharField(
        max_length=15, choices=Level.choices, blank=True, help_text="Only where a source states how well."
    )
    group = PlainCharField(max_length=120, blank=True, help_text="The heading under which it is listed.")
    note = PlainTextField(max_length=600, blank=True, help_text="Why it counts.")
    sources = models.ManyToManyField(Source, blank=True, related_name="requirements")
    position = PositionField()

    objects: ClassVar[PartManager["Requirement"]] = PartManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "skill", "group"],
                condition=models.Q(tier__isnull=True),
                name="requirement_once_a_guide",
                violation_error_message="This skill stands in this group already.",
            ),
            models.UniqueConstraint(
                fields=["guide", "tier", "skill"],
                condition=models.Q(tier__isnull=False),
                name="requirement_once_a_tier",
                violation_error_message="This step names this skill already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_necessity_display().lower()})"

    def clean(self) -> None:
        super().clean()
        if self.tier is not None and self.tier.guide_id != self.guide_id:
            raise ValidationError({"tier": "This belongs to another guide."})
