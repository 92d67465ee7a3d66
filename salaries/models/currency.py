from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from guides.models import Source
from guides.models.edited import Edited
from guides.models.fields import PartialDateField, PlainCharField, PlainTextField
from guides.models.statement import partial_date_display


class Currency(Edited):
    """A currency by its ISO 4217 code."""

    code = models.CharField(
        max_length=3,
        primary_key=True,
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", "Use the ISO 4217 code: three capital letters.")],
    )
    name = PlainCharField(max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "currencies"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="currency_has_name",
                violation_error_message="Give the currency its name.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ExchangeRate(Edited):
    """What one unit of `currency` is worth in `base`, with the source that states or implies it."""

    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="rates")
    base = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    rate = models.DecimalField(max_digits=16, decimal_places=8, validators=[MinValueValidator(0)])
    date = PartialDateField(help_text="Leave this empty if the source states no date.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="rates")
    note = PlainTextField(max_length=600, blank=True, help_text="How the rate was found. Readers see it.")

    class Meta:
        ordering = ["currency_id", "base_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "base"],
                name="rate_once_a_pair",
                violation_error_message="There is a rate for this pair already.",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gt=0) & ~models.Q(currency=models.F("base")),
                name="rate_positive",
                violation_error_message="A rate is more than nothing and joins two different currencies.",
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency_id} = {self.rate.normalize():f} {self.base_id}"

    @property
    def date_display(self) -> str:
        """ "May 2023" for 2023-05; empty where the source states no date."""
        return partial_date_display(self.date)
