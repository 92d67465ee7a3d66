from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from .edited import Edited
from .fields import PlainCharField, SlugField


class Place(Edited):
    """A region, country or city that a figure holds for; each may lie in a larger one."""

    slug = SlugField(unique=True)
    name = PlainCharField(max_length=120, unique=True)
    code = models.CharField(
        "ISO 3166 code",
        max_length=6,
        blank=True,
        validators=[
            RegexValidator(r"\A[A-Z]{2}(-[A-Z0-9]{1,3})?\Z", "Use an ISO 3166 code such as US or US-CA.")
        ],
        help_text="Two capital letters for a country. Leave this empty for regions that have no code.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The larger place that this one lies in.",
    )

    class Meta:
        ordering = ["name", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="place_has_name",
                violation_error_message="Give the place its name.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="place_code_unique",
                violation_error_message="Another place has this code already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="place_not_in_itself",
                violation_error_message="A place cannot lie in itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        larger, passed = self.parent, {self.slug}
        while larger is not None:
            if larger.slug in passed:
                raise ValidationError({"parent": "A place cannot lie in itself, nor in one that lies in it."})
            passed.add(larger.slug)
            larger = larger.parent
