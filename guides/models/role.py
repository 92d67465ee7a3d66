from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
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

    def delete(self) -> tuple[int, dict[str, int]]:
        """Addresses that readers have known stay taken and say that the role is gone; all others go with it.

        What editors wrote on the addresses of a role that is hidden now shows no more either.
        """
        with transaction.atomic():
            addresses = Address.objects.filter(role__in=list(self.values_list("pk", flat=True)))
            unknown = list(addresses.filter(role__was_public=False).values_list("pk", flat=True))
            addresses.filter(role__published=None).update(title="", note="")
            deleted = super().delete()
            Address.objects.filter(pk__in=unknown).delete()
        return deleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


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
    was_public = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether readers have ever seen it: its addresses then stay taken.",
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address.slug if self.address else f"Role {self.pk} (no address)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.published_id is not None and self.address_id is not None and not self.was_public:
            self.was_public = True
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "was_public"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return Role.objects.filter(pk=self.pk).delete()

    def clean(self) -> None:
        super().clean()
        if self.pk is None:
            return  # guides and addresses can only be made for a role that is there
        errors = {}
        if self.published is not None and self.published.role_id != self.pk:
            errors["published"] = "This guide belongs to another role."
        if self.address is not None and self.address.role_id != self.pk:
            errors["address"] = "This address belongs to another role."
        if errors:
            raise ValidationError(errors)

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

    Addresses are never given to another role, but for those of a role that was deleted before any reader saw it.
    Other titles of a role are addresses too.
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
