from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

from .edited import Edited
from .fields import PlainCharField, PlainTextField
from .part import PUBLIC_GUIDE

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from salaries.models import Band

    from .claim import Claim
    from .role import Role


class GuideQuerySet(models.QuerySet["Guide"]):
    def public(self) -> Self:
        """The guides that readers see."""
        return self.filter(PUBLIC_GUIDE)


class Guide(Edited):
    """One edition of a role's content. What belongs to a guide never points into another guide."""

    class Depth(models.TextChoices):
        FULL = "full", "Full guide"
        BRIEF = "brief", "Brief"

    role = models.ForeignKey("guides.Role", on_delete=models.CASCADE, related_name="guides")
    title = PlainCharField(max_length=120, help_text="The plain title of the role, as readers know it.")
    summary = PlainTextField(
        max_length=400,
        help_text="What the role is, in two or three short sentences without figures. First thing on the page.",
    )
    depth = models.CharField(max_length=10, choices=Depth.choices, default=Depth.FULL)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When an editor last checked the whole guide. Shown to readers."
    )
    review_by = models.DateField(null=True, blank=True, help_text="When the guide should be checked again.")
    load_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GuideQuerySet.as_manager()

    if TYPE_CHECKING:
        bands: RelatedManager[Band]
        claims: RelatedManager[Claim]
        published_for: Role

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(summary=""),
                name="guide_has_title_and_summary",
                violation_error_message="A guide needs a title and a summary.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guides:role", args=[self.role.slug])

    @property
    def is_published(self) -> bool:
        return self.role.published_id == self.pk

    @property
    def is_full(self) -> bool:
        return self.depth == self.Depth.FULL
