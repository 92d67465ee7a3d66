from collections.abc import Collection
from typing import Self

from django.db import models

from .fields import PlainCharField, PlainTextField, PositionField
from .guide import Guide
from .part import PUBLIC
from .role import NamesRole
from .source import Source


class LinkQuerySet(models.QuerySet["Link"]):
    def public(self) -> Self:
        """Those of the guides that readers see."""
        return self.filter(PUBLIC)

    def leading_to(self, roles: Collection[int]) -> Self:
        """Those that name one of the roles with these keys, or one that was merged into it."""
        return self.filter(models.Q(role__in=roles) | models.Q(role__merged_into__in=roles))

    def seen_from(self, guide: Guide) -> Self:
        """The guide's own links, and those of other published guides that point to its role."""
        names_it = models.Q(role=guide.role_id) | models.Q(role__merged_into=guide.role_id)
        points_here = names_it & PUBLIC & ~models.Q(guide__role=guide.role_id)
        return (
            self.filter(models.Q(guide=guide) | points_here)
            .select_related(*Link.JOINED, "guide__role__address")
            .prefetch_related("sources")
            .order_by("guide__title", "position", "id")
        )


class Link(NamesRole, models.Model):
    """How a guide's role connects to another; the other may be only a name, without a page.

    `entry` and `advancement` are one edge seen from its two ends: the step leads up in both.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", "Jobs people come from"
        ADVANCEMENT = "advancement", "Next steps"
        LATERAL = "lateral", "Sideways moves"
        SPECIALISATION = "specialisation", "Specialisations"
        RELATED = "related", "Related and often confused"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    name = PlainCharField(max_length=120, help_text="The other role's title, as the source has it.")
    role = models.ForeignKey(
        "guides.Role",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="links_here",
        help_text="The other role, if it has a page. The link shows only once that page is published.",
    )
    difference = PlainTextField(max_length=600, blank=True, help_text="How the two roles differ.")
    note = PlainTextField(max_length=600, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="links")
    position = PositionField()

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "kind", "name"],
                name="link_once",
                violation_error_message="This guide has this link already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="link_has_name",
                violation_error_message="Name the other role.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
