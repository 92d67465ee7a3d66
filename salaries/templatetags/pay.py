"""Filters that show pay; they format and do nothing else."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django import template

from guides.wording import counted, plain_number
from salaries.pay import PayRow

register = template.Library()

NAMES = {"mean": "average"} | {f"p{number}": f"{number}th percentile" for number in (10, 25, 75, 90)}
END_NAMES = {"low": "low end", "high": "high end"}


def named(name: str) -> str:
    """What a figure is called within a sentence: "median", "average", "low end", "10th percentile"."""
    return END_NAMES.get(name, NAMES.get(name, name))


@register.filter
def money(value: Decimal | None, currency: str) -> str:
    """An amount as in $102,600, CA$70,000 or, with minor units below a thousand only, $42.50; "" for None."""
    if value is None:
        return ""
    value = printed(value)
    with_cents = value != value.to_integral_value()
    # A symbol of letters only is a code, which needs a space that does not break.
    space = "\N{NO-BREAK SPACE}" if get_currency_symbol(currency, "en_US").isalpha() else ""
    pattern = f"¤{space}#,##0{'.00' if with_cents else ''}"
    return format_currency(value, currency, pattern, locale="en_US", currency_digits=False)


def printed(value: Decimal) -> Decimal:
    """An amount as it is printed: whole from a thousand on, with cents below."""
    return value.quantize(Decimal("0.01") if value < 1000 else Decimal(1), ROUND_HALF_UP)


@register.filter
def short_money(value: Decimal, currency: str) -> str:
    """An amount for an axis, as in $50k or ₹1.5M, or the whole amount below a thousand."""
    if value < 1000:
        return money(value, currency)
    divisor, letter = (1_000_000, "M") if value >= 1_000_000 else (1000, "k")
    return money(Decimal(0), currency).replace("0", format_decimal(value / divisor, locale="en_US") + letter)


@register.filter
def sign(currency: str) -> str:
    """What stands before an amount: "$", "CA$", or "SGD" and a space that does not break."""
    return money(Decimal(0), currency).removesuffix("0")


@register.filter
def short_number(value: Decimal, currency: str) -> str:
    """As `short_money`, without the sign."""
    return short_money(value, currency).removeprefix(sign(currency))


@register.filter
def typical_name(row: PayRow) -> str:
    """What the figure that stands for the row is: "median", "average", or nothing where it is not said."""
    return "median" if row.median is not None else "average" if row.mean is not None else ""


@register.filter
def amount(row: PayRow) -> str:
    """The row's figure in brief: its median, its mean, or its range, with a plus where it is open upwards.

    Only pay by the month or the hour says so.
    """
    if row.typical is not None:
        return money(shown(row, row.typical), row.currency)
    return amount_range(row)


@register.filter
def amount_range(row: PayRow) -> str:
    """ "$60,000 to $150,000+" for a range, or its one figure; a row without two ends names its figures."""
    if row.ends is not None:
        low, high = (money(shown(row, value), row.currency) for value in row.ends)
        return f"{low} to {high}{'+' if row.open_top else ''}"
    if row.low == row.high:
        return f"{'from ' if row.open_top else ''}{money(shown(row, row.low), row.currency)}"
    return amount_words(row)


@register.filter
def amount_words(row: PayRow) -> str:
    """Every figure of the row as one phrase: "low $60,000, median $85,000", but "$60,000 to $110,000"."""
    figures = dict(row.figures)
    if figures.keys() == {"low", "high"}:
        return amount_range(row)
    # Low and high are equal where the source states one figure and does not say what it is.
    if "low" in figures and figures.get("high") == figures["low"]:
        figures = {"": figures.pop("low"), **figures}
        del figures["high"]
    parts = [
        f"{NAMES.get(name, name)} {money(shown(row, value), row.currency)}".strip()
        for name, value in figures.items()
    ]
    return ", ".join(parts) + (" and above" if row.open_top else "")


@register.filter
def in_years(value: Decimal) -> str:
    """ "4 years", "2.5 years", "1 year"."""
    return counted(plain_number(value), "years")


@register.filter
def figure(row: PayRow, name: str) -> str:
    """One figure of the row by its name; empty where the source does not state it."""
    value = row.figures.get(name)
    return money(shown(row, value), row.currency) if value is not None else ""


def shown(row: PayRow, value: Decimal) -> Decimal:
    """The value; from another currency to three significant digits, for no rate here is more exact."""
    if row.stated is None or row.stated.currency == row.currency or value == 0:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), ROUND_HALF_UP)
