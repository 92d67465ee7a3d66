from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Requirement, Role, Source, Tier
from .steps import ahead, beside


class SiteMap(Sitemap):
    """Addresses on SITE_URL, whatever host the request names. Dates are those of the last change of a guide."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class Roles(SiteMap):
    def items(self) -> list[tuple[str, dict[str, str], datetime]]:
        """A role's page, and of full guides the job description; where there is a ladder, it and its steps.

        Of the steps those from one tier to a neighbour: its pages lead to all others.
        """
        entries = []
        for role in Role.objects.for_list().prefetch_related("published__tiers"):
            guide = role.public_guide
            kwargs = {"slug": role.slug}
            entries.append(("guides:role", kwargs, guide.updated_at))
            if guide.tiers.all():
                entries.append(("guides:ladder", kwargs, guide.updated_at))
                entries += [
                    (
                        "guides:step",
                        {**kwargs, "from_tier": first.slug, "to_tier": last.slug},
                        guide.updated_at,
                    )
                    for first, last in neighbours(list(guide.tiers.all()))
                ]
            if guide.is_full:
                entries.append(("guides:description", kwargs, guide.updated_at))
                entries += [
                    ("guides:tier-description", {**kwargs, "tier": tier.slug}, guide.updated_at)
                    for tier in guide.tiers.all()
                ]
        return entries

    def location(self, item: tuple[str, dict[str, str], datetime]) -> str:
        return reverse(item[0], kwargs=item[1])

    def lastmod(self, item: tuple[str, dict[str, str], datetime]) -> datetime:
        return item[2]


def neighbours(ladder: list[Tier]) -> list[tuple[Tier, Tier]]:
    """Each tier with the next of its track, and with those beside it on another."""
    return [(tier, other) for tier in ladder for other in (*ahead(tier, ladder)[:1], *beside(tier, ladder))]


class Lists(SiteMap):
    """Index pages: they change with any guide, so no date is given that might not be true."""

    def items(self) -> list[str]:
        names = ("home", "about", "roles", "compare", "ladders", "descriptions", "skills", "sources")
        return [f"guides:{name}" for name in names] + ["salaries:compare", "salaries:place-me"]

    def location(self, item: str) -> str:
        return reverse(item)


class Skills(SiteMap):
    def items(self) -> list[str]:
        return sorted(set(Requirement.objects.public().asked_for().values_list("skill__slug", flat=True)))

    def location(self, item: str) -> str:
        return reverse("guides:skill", args=[item])


class Sources(SiteMap):
    def items(self) -> list[str]:
        return list(Source.objects.cited().order_by("slug").values_list("slug", flat=True))

    def location(self, item: str) -> str:
        return reverse("guides:source", args=[item])


SITEMAPS = {"roles": Roles, "lists": Lists, "skills": Skills, "sources": Sources}
