"""Links in longer prose that lead to no page of this site, or to no place on the page, that readers see."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve

from guides.markdown import links_in
from guides.models import Address, Disagreement, Guide, Question, Requirement, Section, Source, Tier
from guides.models.section import is_reserved

PROSE: dict[type[models.Model], str] = {
    Section: "introduction",
    Question: "answer",
    Disagreement: "explanation",
}
READERS = {"guides", "salaries"}


def lost_links(guides: list[Guide]) -> dict[int, list[tuple[Any, str]]]:
    """Those of each guide by its key, each with the row it stands in. Three queries; where there are links, eight."""
    links: list[tuple[Any, str]] = []
    for model, name in PROSE.items():
        rows: Any = model._default_manager.filter(guide__in=guides, **{f"{name}__contains": "]("})
        links += [(row, link) for row in rows for link in map(own, links_in(getattr(row, name))) if link]
    found: dict[int, list[tuple[Any, str]]] = {}
    if links:
        site = Site(guides, {word for _, link in links for word in words_of(link)})
        for row, link in links:
            if not site.has(link, row.guide_id):
                found.setdefault(row.guide_id, []).append((row, link))
    return found


def own(link: str) -> str:
    """The link without the site's name; empty if it leads elsewhere."""
    link = link.removeprefix(settings.SITE_URL)
    return link if re.match(r"/(?!/)|#", link) else ""


def words_of(link: str) -> list[str]:
    """Whatever of an address may be the slug of something."""
    parts = urlsplit(link)
    return [*parts.path.split("/"), parts.fragment]


class Site:
    """What there is under some slugs: for readers, and in the guides that are read here."""

    def __init__(self, guides: list[Guide], slugs: set[str]) -> None:
        addresses = Address.objects.filter(slug__in=slugs)
        public = addresses.filter(role__published__isnull=False, role__address__isnull=False)
        here = addresses.filter(role__guides__in=guides)
        asked_for = Requirement.objects.public().asked_for().filter(skill__slug__in=slugs)
        # Each with the steps of its ladder, or None for one without.
        self.public = {*public.values_list("slug", "role__published__tiers__slug")}
        self.here = {*here.values_list("role__guides", "slug", "role__guides__tiers__slug")}
        self.named = {
            "skills": {*asked_for.values_list("skill__slug", flat=True)},
            "sources": {*Source.objects.cited().filter(slug__in=slugs).values_list("slug", flat=True)},
        }
        sections, tiers = (
            model._default_manager.filter(guide__in=guides, slug__in=slugs)
            .order_by()
            .values_list("guide", "slug")
            for model in (Section, Tier)
        )
        self.places = {*sections.union(tiers)}

    def has(self, link: str, guide: int) -> bool:
        """Whether a link in a guide leads somewhere; of places, only those on the guide's own page are known."""
        parts = urlsplit(link)
        if not parts.path:
            return is_reserved(parts.fragment) or (guide, parts.fragment) in self.places
        try:
            match = resolve(parts.path if parts.path.endswith("/") or "." in parts.path else f"{parts.path}/")
        except Resolver404:
            return False
        if match.namespace not in READERS or "token" in match.kwargs:
            return False
        slug = match.kwargs.get("slug")
        kind = match.route.split("/")[0]
        if slug is None or kind in self.named:
            return slug is None or slug in self.named[kind]
        # A guide that is being written may link to its own steps, which readers do not see yet.
        steps = {tier for key, one, tier in self.here if (key, one) == (guide, slug)}
        steps = steps or {tier for one, tier in self.public if one == slug}
        asked = {value for name, value in match.kwargs.items() if name.endswith("tier")}
        return bool(steps) and asked <= steps and (match.url_name != "ladder" or steps != {None})
