from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

from .edited import Edited
from .fields import PlainCharField, PlainTextField, SlugField

if TYPE_CHECKING:
    from .guide import Guide


class RoleQuerySet(models.QuerySet["Role"]):
    def published(self) -> Self:
        """Roles that readers may see. All public code starts here."""
        return self.filter(published__isnull=False, address__isnull=False).select_related(
            "published", "address"
        )

    def for_list(self) -> Self:
        return self.published().select_related("family").order_by("published__title", "id")


class Role(Edited):
    """An identity, and nothing that an edition of its guide could change.

    `address` points to the address in use now, `published` to the guide that readers see. A role without
    either is not public: no page, list, count or search reaches it.
    """

    family = models.ForeignKey(
        "guides.Family",
        on_delete=models.PROTECT,
        related_name="roles",
        help_text="The group it is listed under.",
    )
    address = models.OneToOneField(
        "guides.Address",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="current_for",
        help_text="The address in use now. All its other addresses redirect to this one.",
    )
    published = models.OneToOneField(
        "guides.Guide",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_for",
        help_text="The guide that readers see. Leave this empty to hide the role.",
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address.slug if self.address else f"Role {self.pk} (no address)"

    def get_absolute_url(self) -> str:
        return reverse("guides:role", args=[self.slug])

    @property
    def slug(self) -> str:
        """The address in use now; raises ValueError for a role that has none."""
        if self.address is None:
            raise ValueError("this role has no address")
        return self.address.slug

    @property
    def public_guide(self) -> "Guide":
        """The published guide, knowing its role; raises ValueError for a role that has none."""
        if self.published is None:
            raise ValueError("this role has no published guide")
        self.published.role = self
        return self.published


class Address(Edited):
    """A slug that leads to a role, for ever: the current one, a redirect, or gone once its role is.

    Addresses are never given to another role. Other titles of a role are addresses too.
    """

    slug = SlugField(
        unique=True, error_messages={"unique": "This address is taken; addresses are never reused."}
    )
    role = models.ForeignKey(Role, on_delete=models.SET_NULL, null=True, blank=True, related_name="addresses")
    title = PlainCharField(
        max_length=120, blank=True, help_text="Another title for the role, if this address stands for one."
    )
    note = PlainTextField(
        max_length=600, blank=True, help_text="Who uses that title, and what is not meant by it."
    )

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.slug
