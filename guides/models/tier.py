from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from .fields import PlainCharField, PlainTextField, PositionField, SlugField
from .guide import Guide
from .part import PartManager
from .role import NamesRole
from .source import Source

MAX_YEARS = 60
TOO_MANY_YEARS = f"Nobody has more than {MAX_YEARS} years of experience."


class Tier(NamesRole, models.Model):
    """A step of a guide's ladder. Years are of total experience, as the source states them."""

    class Track(models.TextChoices):
        INDIVIDUAL = "individual", "Individual contributor"
        MANAGEMENT = "management", "Management"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="tiers")
    slug = SlugField()
    title = PlainCharField(max_length=120)
    summary = PlainTextField(max_length=400, blank=True, help_text="One sentence: what sets this step apart.")
    track = models.CharField(max_length=20, choices=Track.choices, default=Track.MANAGEMENT)
    years_min = models.PositiveSmallIntegerField(
        "years from", null=True, blank=True, help_text="Years of total experience. Empty if not stated."
    )
    years_max = models.PositiveSmallIntegerField(
        "years to", null=True, blank=True, help_text="Leave this empty if there is no upper end, as in 15+."
    )
    plain = models.BooleanField(
        "is the plain title",
        default=False,
        help_text="Tick this for the one step that bears the guide's own title.",
    )
    role = models.ForeignKey(
        "guides.Role",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The role that this step is, if that role exists here.",
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tiers")
    position = PositionField()

    objects: ClassVar[PartManager["Tier"]] = PartManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="tier_slug_unique",
                violation_error_message="This guide has another step with this slug.",
            ),
            models.UniqueConstraint(
                fields=["guide"],
                condition=models.Q(plain=True),
                name="tier_one_plain",
                violation_error_message="Another step bears the plain title already.",
            ),
            models.CheckConstraint(
                condition=models.Q(years_min__isnull=True)
                | models.Q(years_max__isnull=True)
                | models.Q(years_min__lte=models.F("years_max")),
                name="tier_years_in_order",
                violation_error_message="The years must not end before they begin.",
            ),
            models.CheckConstraint(
                condition=(models.Q(years_min__isnull=True) | models.Q(years_min__lte=MAX_YEARS))
                & (models.Q(years_max__isnull=True) | models.Q(years_max__lte=MAX_YEARS)),
                name="tier_years_of_one_life",
                violation_error_message=TOO_MANY_YEARS,
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="tier_has_title",
                violation_error_message="Give the step a title.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:ladder', args=[self.guide.role.slug])}#{self.slug}"

    @property
    def names_another(self) -> bool:
        """Whether its role is not one that was merged into that of its own guide."""
        return self.role_id == self.guide.role_id or self.leads_to_id != self.guide.role_id

    def clean(self) -> None:
        from .section import Section, validate_anchor  # which itself needs this module

        super().clean()
        validate_anchor(self.slug)
        on_the_ladder = Section.objects.filter(guide=self.guide_id, kind__in=Section.TIER_KINDS)
        if on_the_ladder.filter(slug=self.slug).exists():
            raise ValidationError(
                {"slug": "A section of this guide's ladder has this slug; both stand on one page."}
            )
