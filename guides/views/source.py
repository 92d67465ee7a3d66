from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guides.models import Claim, Guide, Link, Point, Question, Requirement, Section, Source, Tier
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
    links: int = 0

    @property
    def numbers(self) -> list[str]:
        """What there is, counted: "2 pay figures", "1 step"; nothing of which there is none."""
        counted = {
            "pay figure": len(self.rows),
            "statement": sum(map(len, self.claims.values())),
            "step": len(self.tiers),
            "section": len(self.sections),
            "skill": self.requirements,
            "question": self.questions,
            "link": self.links,
        }
        return [f"{number} {noun}{'' if number == 1 else 's'}" for noun, number in counted.items() if number]

    @property
    def is_empty(self) -> bool:
        return not self.numbers


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources that published guides cite, each with the number of figures and statements it gives them."""
    bands, claims = (
        dict(model.objects.public().values_list("source_id").annotate(number=Count("id")).order_by())
        for model in (Band, Claim)
    )
    rows = [(source, bands.get(source.pk, 0), claims.get(source.pk, 0)) for source in Source.objects.cited()]
    return render(request, "guides/source_list.html", {"rows": rows})


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures and statements that a source gives published guides, and where they differ from others'."""
    source = get_object_or_404(Source.objects.cited(), slug=slug)
    context = {
        "source": source,
        "stated": stated_by(source),
        "rates": source.rates.all(),
        "structured_data": [breadcrumbs([("Sources", "guides:sources")], source.title, request.path)],
    }
    return render(request, "guides/source_detail.html", context)


def stated_by(source: Source) -> list[Stated]:
    """By published guide, full ones first; eight queries whatever there is."""
    guides = Guide.objects.public().select_related("role__address").order_by("title", "id")
    found = {guide.pk: Stated(guide) for guide in sorted(guides, key=lambda guide: not guide.is_full)}
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
    for section in Section.objects.public().filter(cites).select_related("tier").distinct():
        section.guide = found[section.guide_id].guide
        found[section.guide_id].sections.append(section)
    for rows, name in (
        (Question.objects.public(), "questions"),
        (Requirement.objects.public().asked_for(), "requirements"),
        (Link.objects.public(), "links"),
    ):
        counted = rows.filter(sources=source).values_list("guide_id").annotate(number=Count("id"))
        for guide_id, number in counted.order_by():
            setattr(found[guide_id], name, number)
    return [one for one in found.values() if not one.is_empty]
