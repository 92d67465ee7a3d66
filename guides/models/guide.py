from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from .edited import Edited
from .fields import PlainCharField, PlainTextField
from .part import PUBLIC_GUIDE

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from salaries.models import Band

    from .changeset import Changeset
    from .claim import Claim
    from .role import Role


class GuideQuerySet(models.QuerySet["Guide"]):
    def public(self) -> Self:
        """The guides that readers see."""
        return self.filter(PUBLIC_GUIDE)

    def working(self) -> Self:
        """The working copies: what editors may change."""
        return self.filter(state__in=Guide.WORKING)

    def current(self) -> Self:
        """One a role, and no history: its working copy, or where it has none the guide that readers see."""
        copies = Guide.objects.working().filter(role=models.OuterRef("role"))
        published = models.Q(published_for__isnull=False) & ~models.Exists(copies)
        return self.filter(models.Q(state__in=Guide.WORKING) | published)

    def indexed(self) -> Self:
        """Those that the search knows: what readers see and what editors work on."""
        return self.filter(models.Q(state__in=Guide.WORKING) | models.Q(published_for__isnull=False))


class Guide(Edited):
    """One edition of a role's content. What belongs to a guide never points into another guide.

    A role has at most one working copy (a draft, or in review). Once published or discarded, an edition is
    sealed: neither it nor any part of it is changed or deleted again. `guides/editions.py` leads from one state
    to the next.
    """

    class Depth(models.TextChoices):
        FULL = "full", "Full guide"
        BRIEF = "brief", "Brief"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        PUBLISHED = "published", "Published"
        DISCARDED = "discarded", "Discarded"

    WORKING = (State.DRAFT, State.REVIEW)

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
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    why = PlainTextField(
        max_length=400, blank=True, editable=False, help_text="Why it was published. Readers see it."
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies"
    )
    load_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GuideQuerySet.as_manager()

    if TYPE_CHECKING:
        bands: RelatedManager[Band]
        claims: RelatedManager[Claim]
        changeset: Changeset
        published_for: Role

    class Meta:
        ordering = ["title", "id"]
        permissions = [("publish_guide", "Can publish, withdraw and restore")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(summary=""),
                name="guide_has_title_and_summary",
                violation_error_message="A guide needs a title and a summary.",
            ),
            models.UniqueConstraint(
                fields=["role"],
                condition=models.Q(state__in=["draft", "review"]),
                name="guide_one_working_copy",
                violation_error_message="This role has a working copy already.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="published", published_at__isnull=False)
                | models.Q(state__in=["draft", "review", "discarded"], published_at__isnull=True),
                name="guide_published_has_date",
                violation_error_message="A published edition, and no other, says when it was published.",
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
    def is_sealed(self) -> bool:
        return self.state not in self.WORKING

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What it changed against the edition published before it; nothing if it was the first."""
        return self.changeset.changes if hasattr(self, "changeset") else []

    @property
    def is_full(self) -> bool:
        return self.depth == self.Depth.FULL
