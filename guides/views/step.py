"""The page of a step from one tier of a ladder to another: what changes, side by side, and what comes next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from guides.models import Guide, Point, Requirement, Role, Section, Source, Tier
from guides.models.requirement import LEVEL_RULE
from guides.steps import Change, Changes, ahead, asked_for, beside, changes, opposite, years_between
from guides.structured_data import breadcrumbs
from salaries.difference import Difference, difference
from salaries.models import Band
from salaries.pay import PayRow, headline_of_tier, rows_of

from .finding import find_role
from .ways import Ways, ways_on

SIDES = ((Section.Kind.TIER_DUTIES, "Duties"), (Section.Kind.TIER_FOCUS, "Focus"))
# The five sets in the order of the page: name, heading, what its skills have in common, what is said of none.
SETS = (
    ("new", "New", "Named for the {after}, not for the {before}.", "No skill is new."),
    (
        "deeper",
        "Deeper",
        "Named for both, and needed at a higher level by the {after}.",
        "No skill is known to be needed at a higher level.",
    ),
    (
        "handed_over",
        "Handed over",
        "Named for the {before}; further up, others do it.",
        "Nothing: no source here says so of any of these skills, nor do our editors conclude it.",
    ),
    ("stays", "Stays", "Named for both.", "No other skill is named for both."),
    (
        "no_longer",
        "No longer mentioned",
        "Named for the {before} only. A source that does not repeat a skill need not mean that it ends.",
        "Every other skill is named again.",
    ),
)


@dataclass
class Part:
    """One of the five sets, as the page shows it."""

    anchor: str
    label: str
    words: str
    changes: list[Change]


@dataclass
class Pay:
    """The figure that stands for each end, and how far apart the two are."""

    before: PayRow | None
    after: PayRow | None

    @property
    def difference(self) -> Difference | None:
        return difference(self.before, self.after) if self.before and self.after else None

    @property
    def is_told_alike(self) -> bool:
        """Whether one line on where a figure comes from does for both."""
        if not self.before or not self.after:
            return False
        one, other = (
            (row.provenance, row.condition, row.basis, row.median is None)
            for row in (self.before, self.after)
        )
        return one == other


@require_safe
def step(request: HttpRequest, slug: str, from_tier: str, to_tier: str) -> HttpResponse:
    role = find_role(request, slug)
    if isinstance(role, HttpResponse):
        return role
    guide = role.public_guide
    ladder = ladder_of(guide)
    tiers = {tier.slug: tier for tier in ladder}
    unknown = [one for one in (from_tier, to_tier) if one not in tiers]
    if unknown:
        return missing(request, role, guide, ladder, unknown)
    before, after = tiers[from_tier], tiers[to_tier]
    if before is after:
        return HttpResponsePermanentRedirect(f"{reverse('guides:ladder', args=[role.slug])}#{before.slug}")
    bands = list(Band.objects.for_rows().filter(guide=guide))
    rows = rows_of(bands, role_title=guide.title, role_url=role.get_absolute_url())
    pay = Pay(headline_of_tier(rows, before.slug), headline_of_tier(rows, after.slug))
    parts = parts_of(changes(before, after, ladder), before, after)
    general, ways = general_sections(guide), ways_on(guide)
    title = f"From {before.title} to {after.title}"
    context = {
        "role": role,
        "guide": guide,
        "title": title,
        "before": before,
        "after": after,
        "ladder": ladder,
        "ends": [before, after],
        "years_told": years_between(before, after),
        "pay": pay,
        "has_pay": any(not row.said_of for row in rows),
        "parts": parts,
        "silent": [tier for tier in (before, after) if not asked_for(tier)],
        "level_rule": LEVEL_RULE if any(one.concluded for part in parts for one in part.changes) else (),
        "sides": [(label.lower(), label, opposite(before, after, kind)) for kind, label in SIDES],
        "told": sections_of((before, after), Section.STEP_KINDS),
        "general": general,
        "ways": ways,
        "ahead": ahead(after, ladder),
        "beside": beside(after, ladder),
        **sources_of(cited_parts(before, after, pay, bands, parts, general, ways)),
        "structured_data": [crumbs(role, guide, title, request.path)],
    }
    return render(request, "guides/step.html", context)


def missing(
    request: HttpRequest, role: Role, guide: Guide, ladder: list[Tier], unknown: list[str]
) -> HttpResponse:
    """404, with the steps that there are."""
    if not ladder:
        raise Http404(f"No source here states a ladder for {guide.title}.")
    context = {"role": role, "guide": guide, "ladder": ladder, "unknown": list(dict.fromkeys(unknown))}
    return render(request, "guides/step_missing.html", context, status=404)


def ladder_of(guide: Guide) -> list[Tier]:
    """All tiers in order, with what the comparison of two of them reads."""
    kinds = [*Section.TIER_KINDS, *Section.STEP_KINDS]
    points = Prefetch("points", Point.objects.prefetch_related("sources"))
    sections = Section.objects.filter(kind__in=kinds).prefetch_related("sources", points)
    requirements = Requirement.objects.select_related("skill").prefetch_related("sources")
    return list(
        guide.tiers.select_related("source", "role__address", "role__published").prefetch_related(
            Prefetch("sections", sections), Prefetch("requirements", requirements)
        )
    )


def general_sections(guide: Guide) -> list[Section]:
    """How one moves up, and the advice, mistakes and stories that no source ties to one step."""
    kinds = [Section.Kind.PROGRESSION, *Section.STEP_KINDS]
    return list(guide.sections.filter(kind__in=kinds, tier=None).prefetch_related("sources"))


def parts_of(found: Changes, before: Tier, after: Tier) -> list[Part]:
    parts = []
    for name, label, words, of_none in SETS:
        some = getattr(found, name)
        said = words.format(before=before.title, after=after.title) if some else of_none
        parts.append(Part(name.replace("_", "-"), label, said, some))
    return parts


def sections_of(tiers: Iterable[Tier], kinds: Collection[Section.Kind]) -> list[Section]:
    return [section for tier in tiers for section in tier.sections.all() if section.kind in kinds]


def cited_parts(
    before: Tier,
    after: Tier,
    pay: Pay,
    bands: Iterable[Band],
    parts: Iterable[Part],
    general: Iterable[Section],
    ways: Ways,
) -> list[tuple[str, str, list[Source]]]:
    """The parts of the page as anchor and label, each with the sources that it cites, as often as it does."""
    shown = {row.slug for row in (pay.before, pay.after) if row}
    first = [before.source, after.source, *(band.source for band in bands if band.slug in shown)]
    sides = sections_of((before, after), Section.TIER_KINDS)
    told = sections_of((before, after), Section.STEP_KINDS)
    advice = [source for one in told for source in one.cited_sources()]
    advice += [source for one in general for source in one.sources.all()]
    links = [other for way in ways.values() for some in way.values() for other in some]
    return [
        ("content", "Years and pay", first),
        *(
            (part.anchor, part.label, [source for change in part.changes for source in change.sources])
            for part in parts
        ),
        ("side-by-side", "Duties and focus", [source for one in sides for source in one.cited_sources()]),
        ("advice", "Advice, mistakes and stories", advice),
        ("next", "What next", [source for link in links for source in link.sources]),
    ]


def sources_of(cited: list[tuple[str, str, list[Source]]]) -> dict[str, Any]:
    """The sources with their numbers, and for each, by its slug, the parts that cite it: the ways back."""
    sources = {source.slug: source for _, _, some in cited for source in some}
    parts: dict[str, dict[str, str]] = {slug: {} for slug in sorted(sources)}
    for anchor, label, some in cited:
        for source in some:
            parts[source.slug][anchor] = label
    return {
        "sources": [sources[slug] for slug in parts],
        "numbers": {slug: number for number, slug in enumerate(parts, 1)},
        "citing": {slug: list(places.items()) for slug, places in parts.items()},
    }


def crumbs(role: Role, guide: Guide, title: str, path: str) -> SafeString:
    ladder = reverse("guides:ladder", args=[role.slug])
    parents = [("Roles", "guides:roles"), (guide.title, role.get_absolute_url()), ("Ladder", ladder)]
    return breadcrumbs(parents, title, path)
