from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from guides.models import Statement
from guides.models.fields import PlainCharField
from guides.models.part import PUBLIC

from .currency import Currency

# In rising order; the mean stands apart, for it may lie either side of the median.
RISING = ("low", "p10", "p25", "median", "p75", "p90", "high")
FIGURES = (*RISING, "mean")


def rising_condition() -> models.Q:
    """Every figure is at least as large as those before it, wherever both are given."""
    condition = models.Q()
    for lower, upper in combinations(RISING, 2):
        condition &= (
            models.Q(**{f"{lower}__isnull": True})
            | models.Q(**{f"{upper}__isnull": True})
            | models.Q(**{f"{lower}__lte": models.F(upper)})
        )
    return condition


class AmountField(models.DecimalField):
    """An amount of money, which may be left out but is never negative."""

    default_validators = [MinValueValidator(0)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 14, "decimal_places": 2, "null": True, "blank": True}
        super().__init__(*args, **kwargs)


class BandQuerySet(models.QuerySet["Band"]):
    def public(self) -> Self:
        """Those of the guides that readers see."""
        return self.filter(PUBLIC)

    def for_rows(self) -> Self:
        """With all that a pay row reads."""
        return self.select_related("source", "place", "tier", "disagreement")


class Band(Statement):
    """A statement of pay: amounts in one currency for one pay period, before tax unless `condition` says else."""

    class PayPeriod(models.TextChoices):
        YEAR = "year", "a year"
        MONTH = "month", "a month"
        HOUR = "hour", "an hour"

    class Basis(models.TextChoices):
        BASE = "base", "Base pay"
        TOTAL = "total", "Total pay"

    label = PlainCharField(
        max_length=120, blank=True, help_text="The source's own name for the level, if it has one."
    )
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="bands")
    pay_period = models.CharField(
        max_length=5,
        choices=PayPeriod.choices,
        blank=True,
        help_text="Leave this empty if the source does not say.",
    )
    low = AmountField()
    p10 = AmountField("10th percentile")
    p25 = AmountField("25th percentile")
    median = AmountField()
    mean = AmountField()
    p75 = AmountField("75th percentile")
    p90 = AmountField("90th percentile")
    high = AmountField()
    open_top = models.BooleanField("open upwards", default=False, help_text="For figures such as $150k+.")
    basis = models.CharField(
        max_length=5,
        choices=Basis.choices,
        blank=True,
        help_text="Leave this empty if the source does not say.",
    )
    converts = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="conversions",
        help_text="The figure that the source itself converted here; it is shown beside that one, not counted again.",
    )

    objects = BandQuerySet.as_manager()

    class Meta(Statement.Meta):
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=rising_condition(),
                name="band_figures_rise",
                violation_error_message="The figures must rise: low, 10th, 25th, median, 75th, 90th, high.",
            ),
            models.CheckConstraint(
                condition=models.Q(mean__isnull=True)
                | (
                    (models.Q(low__isnull=True) | models.Q(low__lte=models.F("mean")))
                    & (models.Q(high__isnull=True) | models.Q(mean__lte=models.F("high")))
                ),
                name="band_mean_within",
                violation_error_message="The mean must lie between the low and the high figure.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *[models.Q(**{f"{name}__isnull": False}) for name in FIGURES],
                    _connector=models.Q.OR,
                ),
                name="band_has_figure",
                violation_error_message="Give at least one figure.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *[
                        models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__gte": 0})
                        for name in FIGURES
                    ]
                ),
                name="band_not_negative",
                violation_error_message="Pay is never less than nothing.",
            ),
            models.CheckConstraint(
                condition=models.Q(converts__isnull=True) | ~models.Q(converts=models.F("id")),
                name="band_converts_another",
                violation_error_message="A band cannot be the conversion of itself.",
            ),
        ]

    def __str__(self) -> str:
        figures = [f"{name} {value:,.0f}" for name in FIGURES if (value := getattr(self, name)) is not None]
        return f"{self.slug}: {self.currency_id} {', '.join(figures)}"

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
        given = [(name, value) for name in RISING if (value := getattr(self, name)) is not None]
        for (lower, small), (upper, large) in pairwise(given):
            if small > large:
                errors[upper] = f"This must not be below the {self.label_of(lower)} ({small:,.0f})."
        if self.mean is not None:
            if self.low is not None and self.mean < self.low:
                errors["mean"] = "The mean must not be below the low figure."
            if self.high is not None and self.mean > self.high:
                errors["mean"] = "The mean must not be above the high figure."
        elif not given:
            errors["low"] = "Give at least one figure."
        if self.converts is not None and self.converts.guide_id != self.guide_id:
            errors["converts"] = "This belongs to another guide."
        elif self.converts is not None and self.converts != self:
            # Only two levels are ever shown: a figure, and beside it what its source made of it.
            if self.converts.converts_id is not None:
                errors["converts"] = (
                    "That band is a conversion itself. Name the one that it was converted from."
                )
            elif self.pk is not None and self.conversions.exists():
                errors["converts"] = "Other bands are conversions of this one, so it cannot be one itself."
        if errors:
            raise ValidationError(errors)

    @classmethod
    def label_of(cls, name: str) -> str:
        return str(getattr(cls._meta.get_field(name), "verbose_name", name))

    @property
    def figures(self) -> dict[str, Decimal]:
        """The figures that are given, by field name, in rising order, the mean last."""
        return {name: value for name in FIGURES if (value := getattr(self, name)) is not None}

    @property
    def typical(self) -> Decimal | None:
        """The figure that stands for the whole band: its median, else its mean; None where it has neither."""
        return self.median if self.median is not None else self.mean
