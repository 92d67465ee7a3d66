"""Filters and tags that format; no queries."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString

from guides.choosing import compare_address
from guides.models import Claim, Source
from guides.models.statement import partial_date_display
from guides.wording import counted, plain_number, provenance, span

register = template.Library()
register.simple_tag(compare_address)


@register.filter
def notes(sources: Iterable[Source], numbers: Mapping[str, int]) -> SafeString:
    """The small superior numbers that lead to sources; `numbers` gives each slug's."""
    cited = sorted(numbers[source.slug] for source in sources)
    note = '<sup><a href="#source-{0}" aria-label="Source {0}">{0}</a></sup>'
    return format_html_join("", note, ((number,) for number in cited))


@register.filter
def note(slug: str, numbers: Mapping[str, int]) -> SafeString:
    """As `notes`, for one source by its slug."""
    return format_html('<sup><a href="#source-{0}" aria-label="Source {0}">{0}</a></sup>', numbers[slug])


@register.filter
def partial_date(value: str) -> str:
    """ "May 2023" for 2023-05; "not stated" for nothing."""
    return partial_date_display(value) if value else "not stated"


@register.filter
def years(value: object) -> str:
    """A tier's years: "3 to 6 years", "1 year and more", or "years not stated"."""
    low, high = getattr(value, "years_min", None), getattr(value, "years_max", None)
    if low is None and high is None:
        return "years not stated"
    if low is not None and high is None:
        return f"{counted(low, 'years')} and more"
    if low is None and high is not None:
        return f"up to {counted(high, 'years')}"
    return counted(span(low, high), "years")


@register.simple_tag
def prose(text: str, sources: Iterable[Source], numbers: Mapping[str, int]) -> SafeString:
    """Escaped paragraphs, parted at blank lines, with the notes at the end of the last."""
    escaped = linebreaks(text, autoescape=True).removesuffix("</p>")
    return SafeString(f"{escaped}{notes(sources, numbers)}</p>")


@register.filter
def get_item(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def as_list(value: Any) -> list[Any]:
    return [value]


@register.filter
def claim_number(claim: Claim) -> str:
    """A claim's number with its unit: "4 to 8 years", "9 per cent", "33,700 openings a year"; else its text."""
    if claim.low is None:
        return claim.text
    is_money = claim.unit == Claim.Unit.AMOUNT
    low, high = (
        value if value is None else amount(value) if is_money else plain_number(value)
        for value in (claim.low, claim.high)
    )
    shown = f"{span(low, high)}{'+' if claim.open_top else ''}"
    return f"{shown} {claim.currency}" if is_money else counted(shown, claim.get_unit_display())


def amount(value: Decimal) -> str:
    """With both digits of the cents, or none."""
    return f"{value:,.2f}".removesuffix(".00")


@register.filter
def claim_provenance(claim: Claim) -> str:
    """ "BLS, relayed by Himalayas, 2022 to 2032; place not stated; for beginners"."""
    source = claim.source.short_name
    who = f"{claim.attributed_to}, relayed by {source}" if claim.attributed_to else source
    line = provenance(
        who, date=claim.date_display or claim.period, place=claim.place.name if claim.place else ""
    )
    # That a figure is relayed is said already, and reported is what most are.
    usual = claim.method in (Claim.Method.RELAYED, Claim.Method.REPORTED)
    more = ["" if usual else claim.get_method_display().lower(), claim.condition]
    return "; ".join([line, *filter(None, more)])
