from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.models import Guide, Point, Requirement, Section, Source, Tier
from guides.previews import Preview
from guides.steps import ahead, beside
from guides.structured_data import breadcrumbs
from salaries.headline import Choice, choose_for_tier
from salaries.models import Band
from salaries.pay import PayRow, rows_of

from .finding import find_role
from .ways import ways_on


@dataclass
class Step:
    """A tier with what its ladder shows of it. Positions are per cent of the axis of years."""

    tier: Tier
    sections: list[Section] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    pay: list[PayRow] = field(default_factory=list)
    ahead: list[Tier] = field(default_factory=list)
    beside: list[Tier] = field(default_factory=list)
    choice: Choice | None = None
    """The figure that stands for the step, and why."""
    start: float | None = None
    width: float | None = None

    @property
    def is_open(self) -> bool:
        return self.tier.years_min is not None and self.tier.years_max is None


@dataclass
class Lane:
    track: Tier.Track
    steps: list[Step]


@require_safe
def role_ladder(request: HttpRequest, slug: str) -> HttpResponse:
    role = find_role(request, slug)
    if isinstance(role, HttpResponse):
        return role
    return render_ladder(request, role.public_guide)


def render_ladder(request: HttpRequest, guide: Guide, *, preview: Preview | None = None) -> HttpResponse:
    """The ladder of one edition: the published one for readers, any other only as a preview."""
    role = guide.role
    rows = rows_of(
        Band.objects.for_rows().filter(guide=guide), role_title=guide.title, role_url=role.get_absolute_url()
    )
    steps = steps_of(guide, rows)
    if not steps:
        raise Http404(f"No source here states a ladder for {guide.title}.")
    axis_end = place_on_axis(steps)
    ways = ways_on(guide)
    cited_here = [source for step in steps for source in cited(step)]
    cited_here += [
        one for way in ways.values() for others in way.values() for other in others for one in other.sources
    ]
    sources = {source.slug: source for source in cited_here}
    context = {
        "role": role,
        "guide": guide,
        "steps": steps,
        "lanes": lanes_of(steps),
        "ticks": ticks_of(axis_end),
        "ways": ways,
        "levels": [row for row in rows if row.label and not row.tier_slug and not row.said_of],
        "progression": guide.sections.filter(kind=Section.Kind.PROGRESSION).first(),
        "sources": [sources[key] for key in sorted(sources)],
        "numbers": {key: number for number, key in enumerate(sorted(sources), 1)},
        "structured_data": [
            breadcrumbs([("Roles", "guides:roles")], f"{guide.title}: the ladder", request.path),
        ],
        **(preview.context if preview else {}),
    }
    return render(request, "guides/role_ladder.html", context)


def steps_of(guide: Guide, rows: Collection[PayRow]) -> list[Step]:
    sections = Section.objects.filter(kind__in=Section.TIER_KINDS).prefetch_related(
        "sources", Prefetch("points", Point.objects.prefetch_related("sources"))
    )
    requirements = Requirement.objects.asked_for().select_related("skill").prefetch_related("sources")
    tiers = list(
        guide.tiers.select_related("source", *Tier.JOINED).prefetch_related(
            Prefetch("sections", sections), Prefetch("requirements", requirements)
        )
    )
    for tier in tiers:
        if tier.role_id == guide.role_id:
            tier.role = guide.role  # which a preview takes for published
    return [
        Step(
            tier,
            list(tier.sections.all()),
            list(tier.requirements.all()),
            [row for row in rows if row.tier_slug == tier.slug],
            ahead(tier, tiers),
            beside(tier, tiers),
            choice=choose_for_tier(rows, tier.slug),
        )
        for tier in tiers
    ]


def lanes_of(steps: Iterable[Step]) -> list[Lane]:
    """The steps that have a place on the axis, by track."""
    placed = [step for step in steps if step.start is not None]
    lanes = (Lane(track, [step for step in placed if step.tier.track == track]) for track in Tier.Track)
    return [lane for lane in lanes if lane.steps]


def ticks_of(axis_end: int) -> list[tuple[float, int]]:
    """Every fifth year with its place in per cent of the axis."""
    return [(round(100 * year / axis_end, 2), year) for year in range(0, axis_end + 1, 5)]


def cited(step: Step) -> list[Source]:
    """Every source that a step names, as often as it names it."""
    asked = [source for requirement in step.requirements for source in requirement.sources.all()]
    told = [source for section in step.sections for source in section.cited_sources()]
    return [step.tier.source, *asked, *told]


def place_on_axis(steps: list[Step]) -> int:
    """Give each step its place on one axis of years and return the axis's end, a multiple of five.

    A step that is open upwards runs to the end of the axis.
    """
    last = max((max(step.tier.years_min or 0, step.tier.years_max or 0) for step in steps), default=0)
    end = 5 * (last // 5 + 1)
    for step in steps:
        if step.tier.years_min is None and step.tier.years_max is None:
            continue
        first = step.tier.years_min or 0
        until = step.tier.years_max if step.tier.years_max is not None else end
        step.start = float(round(Decimal(100 * first) / end, 2))
        step.width = float(round(Decimal(100 * (until - first)) / end, 2))
    return end
