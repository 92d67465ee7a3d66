from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import MONTHS

from .disagreement import Disagreement
from .fields import PartialDateField, PlainCharField, PositionField, SlugField
from .guide import Guide
from .place import Place
from .source import Source
from .tier import Tier


class Statement(models.Model):
    """What claims and bands share: exactly one source, and as much of date, place and method as it states.

    Whatever the source leaves open is empty here and "not stated" on the page.
    """

    class Method(models.TextChoices):
        MEASURED = "measured", "Measured"
        RELAYED = "relayed", "Relayed"
        REPORTED = "reported", "Reported"
        DERIVED = "derived", "Derived"
        EDITORIAL = "editorial", "Our editors' conclusion"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="%(class)ss")
    slug = SlugField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss")
    attributed_to = PlainCharField(
        max_length=120, blank=True, help_text="Whom the source names for the figure, such as BLS."
    )
    series = PlainCharField(
        max_length=200,
        blank=True,
        help_text="The agency's series or occupation, only if the source names it.",
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        help_text="Where it holds.",
    )
    period = PlainCharField(max_length=60, blank=True, help_text="The years it covers, such as 2022 to 2032.")
    as_of = PartialDateField("as of", help_text="The date of the figure: 2023, 2023-05 or 2023-05-17.")
    method = models.CharField(
        max_length=10,
        choices=Method.choices,
        help_text="Measured: an agency's or survey's own. Relayed: somebody else's, repeated. Reported: the"
        " publisher's own, no method given. Derived: computed. Editorial: our conclusion.",
    )
    condition = PlainCharField(
        max_length=200, blank=True, help_text='What it holds for only, such as "total pay, with equity".'
    )
    said_of = PlainCharField(
        max_length=120, blank=True, help_text="The title the source says it of, if that is another role."
    )
    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    disagreement = models.ForeignKey(
        Disagreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    review_by = models.DateField(null=True, blank=True, help_text="When this figure should be checked again.")
    position = PositionField()

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="%(class)s_slug_unique",
                violation_error_message="This guide has another such statement with this slug.",
            ),
            models.CheckConstraint(
                # Written out: what stands in the class around this one is out of its reach.
                condition=models.Q(method__in=["measured", "relayed", "reported", "derived", "editorial"]),
                name="%(class)s_method_known",
                violation_error_message="Choose one of the methods offered.",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        errors = {
            name: "This belongs to another guide."
            for name in ("tier", "disagreement")
            if (part := getattr(self, name)) is not None and part.guide_id != self.guide_id
        }
        if errors:
            raise ValidationError(errors)

    @property
    def is_relayed_from_agency(self) -> bool:
        return is_relayed_from_agency(self)

    @property
    def date_display(self) -> str:
        """ "May 2023" for 2023-05; empty where the source states no date."""
        return partial_date_display(self.as_of)


def is_relayed_from_agency(statement: Any) -> bool:
    """Traceable to a statistics agency: the agency and its series are both named."""
    return bool(statement.attributed_to and statement.series) or (
        statement.method == Statement.Method.MEASURED and statement.source.kind == Source.Kind.STATISTICS
    )


def partial_date_display(value: str) -> str:
    """A partial date in words: 2023, May 2023, 17 May 2023."""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0])]} {year}"
    return month if len(rest) == 1 else f"{int(rest[1])} {month}"
