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

    def present(self) -> Self:
        """Those that editors work on: neither deleted nor merged into another one."""
        return self.filter(deleted_at=None, merged_into=None)

    def delete(self) -> tuple[int, dict[str, int]]:
        """For good, and only from the shell: what editors delete comes back (`guides/roles.py`).

        Addresses that readers have known stay taken and say that the role is gone; all others go with it. What
        editors wrote on the addresses of a role that is hidden now shows no more either.
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
    either is not public: no page, list, count or search reaches it. One that was deleted keeps its addresses and
    guides, and can be brought back; one that was merged into another keeps its guides, and what names it leads on.
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
    deleted_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="merged"
    )
    merged_address = models.ForeignKey(
        "guides.Address",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The address in use before it was merged.",
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at=None, merged_into=None) | models.Q(published=None),
                name="role_gone_is_hidden",
                violation_error_message="A role that was deleted or merged shows no guide.",
            ),
        ]

    def __str__(self) -> str:
        address = self.address or self.merged_address
        return address.slug if address else f"Role {self.pk} (no address)"

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
    def is_gone(self) -> bool:
        """Whether it was deleted or merged into another: nothing but bringing it back changes it."""
        return self.deleted_at is not None or self.merged_into_id is not None

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
    Other titles of a role are addresses too. Where two roles were merged, those of one lead to the other.
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
    merged_from = models.ForeignKey(
        Role,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="former_addresses",
        help_text="The role that it led to before that was merged into this one.",
    )

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.slug


class NamesRole:
    """A part of a guide that may name another role."""

    # With these joined, `leads_to` costs no query.
    JOINED = (
        *("role__address", "role__published"),
        *("role__merged_into__address", "role__merged_into__published"),
    )
    role: "models.ForeignKey[Role | None, Role | None]"

    @property
    def leads_to(self) -> Role | None:
        """The role that it names or, where that was merged into another one, that; readers may not see it yet."""
        role: Any = self.role
        return role.merged_into or role if role is not None else None

    @property
    def leads_to_id(self) -> int | None:
        """The key of that role; for this the role alone is joined."""
        role: Any = self.role
        return role.merged_into_id or role.pk if role is not None else None
