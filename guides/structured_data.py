"""JSON-LD that says what the page shows, and nothing else."""

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from salaries.models import Band

if TYPE_CHECKING:
    from .views.role_page import RolePage

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data: dict[str, Any]) -> SafeString:
    """Data for a script element of type application/ld+json; no text in it can end that element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return SafeString(text.translate(ESCAPES))


def occupation(page: "RolePage") -> SafeString:
    """The role as a schema.org Occupation, with the headline pay as far as its source states it."""
    data: dict[str, Any] = {
        "@type": "Occupation",
        "name": page.guide.title,
        "description": page.guide.summary,
        "mainEntityOfPage": settings.SITE_URL + page.url,
    }
    if also := [address.title for address in page.also_called]:
        data["alternateName"] = also
    row = page.headline
    if row is not None:
        names = {"p10": "percentile10", "p25": "percentile25", "p75": "percentile75", "p90": "percentile90"}
        salary: dict[str, Any] = {
            "@type": "MonetaryAmountDistribution",
            "name": "base" if row.basis == Band.Basis.BASE else "pay",
            "currency": row.currency,
        }
        salary |= {
            names.get(name, name): float(value)
            for name, value in row.figures.items()
            if name in (*names, "median")
        }
        if row.is_range:
            salary |= {"minValue": float(row.low)} | ({} if row.open_top else {"maxValue": float(row.high)})
        if row.pay_period:
            salary["duration"] = {"year": "P1Y", "month": "P1M", "hour": "PT1H"}[row.pay_period]
        if salary.keys() & {*names.values(), "median", "minValue"}:
            data["estimatedSalary"] = [salary]
        if row.place_name:
            data["occupationLocation"] = [{"@type": "AdministrativeArea", "name": row.place_name}]
    return as_script(data)


def breadcrumbs(parents: list[tuple[str, str]], title: str, path: str) -> SafeString:
    """The way from the home page: `parents` are names with their routes or paths, then the page itself."""
    above = ((name, way if way.startswith("/") else reverse(way)) for name, way in parents)
    trail = [("Career Guide", reverse("guides:home")), *above]
    return as_script(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": settings.SITE_URL + url}
                for number, (name, url) in enumerate([*trail, (title, path)], 1)
            ],
        }
    )
