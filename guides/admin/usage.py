"""Which guides use a source, a place, a skill: counts by guide, each a link to the rows themselves.

Counted are working copies and what readers see, not the history.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides.models import Guide

from .base import GUIDE_FILTER, list_url

# The model whose rows are counted, the lookup that leads to the row in question, the filter of that model's
# list, and what the rows are called where that is not the model's own name.
Use = tuple[type[models.Model], str, str, str]


def count_of(model: type[models.Model], lookup: str) -> Coalesce:
    """For a list: how many rows of `model` each row has; two such counts do not multiply as joins would.

    Rows of older editions do not count, but for what belongs to such an edition itself.
    """
    rows = model._default_manager.filter(**{lookup: models.OuterRef("pk")}).order_by().values(lookup)
    if lookup != "disagreement":
        rows = rows.filter(guide__in=Guide.objects.current().values("pk"))
    return Coalesce(models.Subquery(rows.annotate(n=models.Count("pk")).values("n")), 0)


def count(number: int, model: type[models.Model], name: str = "") -> str:
    names = name.split("/") if name else [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
    return f"{number} {names[0] if number == 1 else names[-1]}"


def usage(row: models.Model, uses: Iterable[Use]) -> SafeString:
    """A list of the guides that use `row`, in the order of their titles."""
    if row.pk is None:
        return SafeString("–")
    guides: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for model, lookup, parameter, name in uses:
        current = Guide.objects.current().values("pk")
        found: Any = model._default_manager.filter(**{lookup: row.pk, "guide__in": current}).order_by()
        for guide, title, number in found.values_list("guide", "guide__title").annotate(models.Count("pk")):
            url = list_url(model, **{GUIDE_FILTER: guide, parameter: row.pk})
            guides.setdefault((title, guide), []).append((url, count(number, model, name)))
    items = [
        (title, format_html_join(", ", '<a href="{}">{}</a>', links))
        for (title, _), links in sorted(guides.items())
    ]
    if not items:
        return SafeString("No guide uses it yet.")
    return format_html('<ul class="usage">{}</ul>', format_html_join("", "<li>{}: {}</li>", items))
