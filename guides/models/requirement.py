from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from .fields import PlainCharField, PlainTextField, PositionField
from .guide import Guide
from .part import PUBLIC
from .skill import Skill
from .source import Source
from .tier import Tier

# How our editors conclude a level from the wording of a source that gives none; printed beside such levels.
LEVEL_RULE = (
    "Awareness: the source speaks of learning it, or of basics.",
    "Working knowledge: one does it for one’s own team, or has a part in it.",
    "Practitioner: one refines it, drives it, teaches it to others, or has a say in it beyond one’s own team.",
    "Expert: the source calls it advanced, or one decides on it for the whole organisation.",
)


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def public(self) -> Self:
        """Those of the guides that readers see."""
        return self.filter(PUBLIC)

    def asked_for(self) -> Self:
        """Without those that only say that a step hands something over."""
        return self.exclude(necessity=Requirement.Necessity.HANDED_OVER)


class Requirement(models.Model):
    """A skill that a guide, or one of its tiers, requires, prefers or uses; or that a tier hands over to others."""

    class Necessity(models.TextChoices):
        REQUIRED = "required", "Required"
        PREFERRED = "preferred", "Preferred"
        USED = "used", "Used in the job"
        HANDED_OVER = "handed-over", "Handed over"

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
    necessity = models.CharField(
        max_length=15,
        choices=Necessity.choices,
        default=Necessity.REQUIRED,
        help_text="Handed over: from this step on others do it. Then it is not asked for, and has no level.",
    )
    level = models.CharField(
        max_length=15,
        choices=Level.choices,
        blank=True,
        help_text="Where a source states how well, or where you conclude it and say below from what.",
    )
    group = PlainCharField(max_length=120, blank=True, help_text="The heading under which it is listed.")
    note = PlainTextField(max_length=600, blank=True, help_text="Why it counts.")
    conclusion = PlainTextField(
        max_length=300,
        blank=True,
        help_text="Leave this empty where a source states the level, or that it is handed over. Otherwise say what"
        ' you conclude it from, to go on after "since the source": calls it a basic.',
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="requirements")
    position = PositionField()

    objects = RequirementQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=~models.Q(necessity="handed-over") | models.Q(tier__isnull=False, level=""),
                name="requirement_handed_over_at_a_tier",
                violation_error_message="What is handed over names the step at which it is, and has no level.",
            ),
            models.CheckConstraint(
                condition=models.Q(conclusion="") | ~models.Q(level="") | models.Q(necessity="handed-over"),
                name="requirement_conclusion_of_something",
                violation_error_message="A conclusion is about a level, or about what is handed over. Give one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_necessity_display().lower()})"

    @property
    def is_asked_for(self) -> bool:
        return self.necessity != self.Necessity.HANDED_OVER

    @property
    def stated_level(self) -> str:
        """The level if a source states it; empty where there is none or our editors conclude it."""
        return "" if self.conclusion else self.level

    @property
    def rank(self) -> int | None:
        """The level as a number that grows with it; None where none is known."""
        return list(self.Level).index(self.Level(self.level)) if self.level else None

    def clean(self) -> None:
        super().clean()
        if self.tier is not None and self.tier.guide_id != self.guide_id:
            raise ValidationError({"tier": "This belongs to another guide."})
