"""The plainest page that Django makes of a role: the same rows in as many queries, printed by a template of one line.

It works nothing out: no figure is chosen, compared or drawn, no source is numbered. Its bytes are as many as the
role page's, in even pieces, one for each row.
"""

from itertools import chain
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import clear_url_caches, path
from django.utils.safestring import mark_safe

from careerguide import urls
from guides.models import Link, Point, Role, Section
from salaries.models import Band

PAGE = "/roles/technical-support-manager/"
ADDRESS = "/plainest/technical-support-manager/"
TEMPLATE = "{% for rows in parts %}{% for row in rows %}<p>{{ row.piece }}</p>\n{% endfor %}{% endfor %}"


def add(size: int) -> None:
    """Give the site such a page of so many bytes."""
    template = engines["django"].from_string(TEMPLATE)

    def page(request: HttpRequest, slug: str) -> HttpResponse:
        parts = rows_of(slug)
        rows = list(chain.from_iterable(parts))
        piece, rest = divmod(size - 8 * len(rows), len(rows))
        for number, row in enumerate(rows):
            row.piece = mark_safe("x" * (piece + (number < rest)))  # noqa: S308 - these are ours
        return HttpResponse(template.render({"parts": parts}, request))

    urls.urlpatterns.insert(0, path("plainest/<slug:slug>/", page))
    clear_url_caches()


def rows_of(slug: str) -> list[list[Any]]:
    role = Role.objects.published().select_related("family").get(address__slug=slug)
    guide = role.public_guide
    points = Prefetch("points", Point.objects.prefetch_related("sources"))
    sections = list(guide.sections.exclude(kind__in=Section.TIER_KINDS).prefetch_related("sources", points))
    requirements = guide.requirements.filter(tier=None).select_related("skill").prefetch_related("sources")
    return [
        [role],
        list(role.addresses.all()),
        sections,
        [point for section in sections for point in section.points.all()],
        list(guide.tiers.select_related("source", "role__address", "role__published")),
        list(requirements),
        list(guide.questions.prefetch_related("sources")),
        list(guide.claims.select_related("source", "place", "tier", "disagreement")),
        list(Band.objects.for_rows().filter(guide=guide)),
        list(Link.objects.seen_from(guide)),
    ]
