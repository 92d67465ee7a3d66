"""Filters that show pay; they format and do nothing else."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django import template

from salaries.pay import PayRow

register = template.Library()


@register.filter
def money(value: Decimal | None, currency: str) -> str:
    """An amount without minor units, as in $102,600 or CA$70,000; empty for None."""
    if value is None:
        return ""
    return format_currency(round(value), currency, "¤#,##0", locale="en_US", currency_digits=False)


@register.filter
def short_money(value: Decimal, currency: str) -> str:
    """An amount for an axis, as in $50k, or the whole amount below a thousand."""
    if value < 1000:
        return money(value, currency)
    if value >= 1_000_000:
        return money(Decimal(0), currency).replace("0", f"{format_decimal(value / 1_000_000, locale='en_US')}M")
    return money(Decimal(0), currency).replace("0", f"{format_decimal(value / 1000, locale='en_US')}k")


@register.filter
def amount(row: PayRow) -> str:
    """The row's figure in brief: its median, its mean, or its range, with a plus where it is open upwards."""
    if row.typical is not None:
        return money(row.typical, row.currency)
    return amount_range(row)


@register.filter
def amount_range(row: PayRow) -> str:
    """ "$60,000 to $150,000+" for a range, or its one figure."""
    plus = "+" if row.open_top else ""
    if row.low == row.high:
        return f"{'from ' if row.open_top else ''}{money(row.low, row.currency)}"
    return f"{money(row.low, row.currency)} to {money(row.high, row.currency)}{plus}"


@register.filter
def amount_words(row: PayRow) -> str:
    """Every figure of the row, named, as one phrase: "low $60,000, median $85,000, high $110,000"."""
    names = {"p10": "10th percentile", "p25": "25th percentile", "p75": "75th percentile", "p90": "90th percentile"}
    parts = [f"{names.get(name, name)} {money(value, row.currency)}" for name, value in row.figures.items()]
    return ", ".join(parts) + (" and above" if row.open_top else "")
