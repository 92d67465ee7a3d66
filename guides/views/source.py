from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guides.models import Claim, Guide, Point, Question, Requirement, Section, Source, Tier
from guides.structured_data import breadcrumbs
from salaries.models import Band
from salaries.pay import PayRow, rows_of


@dataclass
class Stated:
    """What a source states in one guide."""

    guide: Guide
    rows: list[PayRow] = field(default_factory=list)
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    tiers: list[Tier] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    questions: int = 0
    requirements: int = 0


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources of published guides, each with the number of figures and statements it gives them."""
    published = {"guide__published_for__isnull": False}
    figures = {
        model: dict(
            model.objects.filter(**published).values_list("source_id").annotate(number=Count("id")).order_by()
        )
        for model in (Band, Claim)
    }
    sources = [source for source in Source.objects.all() if is_cited(source, figures)]
    rows = [(source, figures[Band].get(source.pk, 0), figures[Claim].get(source.pk, 0)) for source in sources]
    return render(request, "guides/source_list.html", {"rows": rows})


def is_cited(source: Source, figures: dict[Any, dict[int, int]]) -> bool:
    return any(source.pk in counted for counted in figures.values())


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures and statements that a source gives published guides, and where they differ from others'."""
    source = get_object_or_404(Source, slug=slug)
    stated = stated_by(source)
    if not stated:
        raise Http404(f"No published guide cites {source.slug}.")
    context = {
        "source": source,
        "stated": stated,
        "structured_data": [breadcrumbs([("Sources", "guides:sources")], source.title, request.path)],
    }
    return render(request, "guides/source_detail.html", context)


def stated_by(source: Source) -> list[Stated]:
    """By published guide, full ones first; seven queries whatever there is."""
    guides = Guide.objects.filter(published_for__isnull=False, published_for__address__isnull=False)
    found = {
        guide.pk: Stated(guide)
        for guide in guides.select_related("role__address").order_by("-depth", "title", "id")
    }
    bands: dict[int, list[Band]] = {}
    for band in Band.objects.public().filter(source=source).for_rows():
        bands.setdefault(band.guide_id, []).append(band)
    for guide_id, some in bands.items():
        guide = found[guide_id].guide
        found[guide_id].rows = rows_of(some, role_title=guide.title, role_url=guide.role.get_absolute_url())
    for claim in (
        Claim.objects.public().filter(source=source).select_related("source", "place", "tier", "disagreement")
    ):
        found[claim.guide_id].claims.setdefault(claim.get_topic_display(), []).append(claim)
    for tier in Tier.objects.public().filter(source=source):
        found[tier.guide_id].tiers.append(tier)
    cites = Q(sources=source) | Q(points__in=Point.objects.filter(sources=source))
    sections = Section.objects.public().filter(cites).exclude(kind__in=Section.TIER_KINDS).distinct()
    for section in sections:
        found[section.guide_id].sections.append(section)
    for model, name in ((Question, "questions"), (Requirement, "requirements")):
        counted = (
            model.objects.public().filter(sources=source).values_list("guide_id").annotate(number=Count("id"))
        )
        for guide_id, number in counted.order_by():
            setattr(found[guide_id], name, number)
    return [
        one
        for one in found.values()
        if one.rows or one.claims or one.tiers or one.sections or one.questions or one.requirements
    ]
