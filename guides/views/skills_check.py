"""The skills check: what a role or one of its steps asks for, and how far a reader's own skills go.

What readers say of themselves stands in the address. It is computed with and forgotten: no store, no cache, no log.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guides.models import Guide, Requirement, Role, Skill, Source, Tier
from guides.models.role import RoleQuerySet
from guides.skills_answers import CODES, LONGEST_REASON, MOST_REASONS, Answers, read
from guides.skills_check import (
    ASKED,
    Fit,
    Line,
    Outcome,
    blocks_of,
    fit_of,
    highest,
    lines_of,
    required_levels,
    results_of,
)
from guides.skills_check_file import as_file
from guides.structured_data import breadcrumbs

from .finding import find_role
from .pages import not_found

# So many other roles are listed with what the answers meet of them, and so many skills of other roles looked up.
MOST_ROLES, MOST_LOOKED_UP = 12, 500
CODE_OF = {answer: code for code, answer in CODES.items()}


@dataclass(frozen=True)
class Check:
    """What is asked for, and what the reader answered."""

    role: Role
    guide: Guide
    tier: Tier | None
    answers: Answers
    lines: list[Line]
    left_out: list[str]
    is_long: bool

    @property
    def title(self) -> str:
        return self.tier.title if self.tier else self.guide.title

    @property
    def url(self) -> str:
        return check_address(self.role, self.tier)

    @property
    def sources(self) -> list[Source]:
        found = {source.slug: source for line in self.lines for source in line.sources}
        return [found[slug] for slug in sorted(found)]


def keeps_nothing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whatever a page answers to an address with parameters is kept nowhere, and the address passed on to nobody."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:
            response = not_found(request, missing)
        if request.META.get("QUERY_STRING"):
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@require_safe
@keeps_nothing
def role_check(request: HttpRequest, slug: str) -> HttpResponse:
    return check_page(request, slug)


@require_safe
@keeps_nothing
def tier_check(request: HttpRequest, slug: str, tier: str) -> HttpResponse:
    return check_page(request, slug, tier)


@require_safe
@keeps_nothing
def role_check_file(request: HttpRequest, slug: str) -> HttpResponse:
    return check_file(request, slug)


@require_safe
@keeps_nothing
def tier_check_file(request: HttpRequest, slug: str, tier: str) -> HttpResponse:
    return check_file(request, slug, tier)


def check_page(request: HttpRequest, slug: str, tier_slug: str = "") -> HttpResponse:
    check = find_check(request, slug, tier_slug)
    if isinstance(check, HttpResponse):
        return check
    if check.is_long and not check.left_out:
        # What was left out would go unsaid behind a redirect; then the page says so where it is.
        return HttpResponseRedirect(check.url + check.answers.query)
    answers, sources = check.answers, check.sources
    here = {line.skill.slug for line in check.lines}
    elsewhere = answers.but_for(here)
    steps = other_steps(check)
    fits, more_roles = role_fits(check) if answers.given else ([], 0)
    context = {
        "check": check,
        "role": check.role,
        "guide": check.guide,
        "tier": check.tier,
        "blocks": blocks_of(check.lines, check.title),
        "results": results_of(check.lines),
        "answered": sum(line.outcome != Outcome.UNANSWERED for line in check.lines),
        "without_level": sum(not line.level for line in check.lines),
        "elsewhere": elsewhere,
        "codes": CODE_OF,
        "explainable": explainable(check.lines),
        "longest_reason": LONGEST_REASON,
        "steps": [(title, url) for title, url, _ in steps],
        "step_fits": step_fits(check, steps) if answers.given else [],
        "role_fits": fits,
        "more_roles": more_roles,
        "file_url": file_address(check.role, check.tier) + answers.query,
        "sources": sources,
        "numbers": {source.slug: number for number, source in enumerate(sources, 1)},
        "structured_data": [
            breadcrumbs([("Roles", "guides:roles")], f"{check.title}: skills check", check.url),
        ],
    }
    return render(request, "guides/skills_check.html", context)


def check_file(request: HttpRequest, slug: str, tier_slug: str = "") -> HttpResponse:
    check = find_check(request, slug, tier_slug)
    if isinstance(check, HttpResponse):
        return check
    address = settings.SITE_URL + check.url + check.answers.query
    text = as_file(check.title, results_of(check.lines), check.left_out, address, check.sources)
    name = "-".join(filter(None, [check.role.slug, tier_slug, "skills-check.md"]))
    return HttpResponse(
        text,
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def find_check(request: HttpRequest, slug: str, tier_slug: str) -> Check | HttpResponse:
    """The check that an address asks for, in four queries and one more with answers; or what to answer instead."""
    role = find_role(request, slug, roles_to_check())
    if isinstance(role, HttpResponse):
        return role
    guide = role.public_guide
    tier = next((one for one in guide.tiers.all() if one.slug == tier_slug), None)
    requirements = guide.requirements.all()
    asked = {line.skill.slug for line in lines_of(requirements, tier.pk if tier else None)}
    if not requirements or (tier_slug and tier is None):
        raise Http404(f"No source here states what {guide.title} asks for at that address.")
    reading = read(request.GET)
    known = asked | known_elsewhere(set(reading.given) - asked) if reading.given else asked
    answers, left_out = reading.settled(known, first=asked)
    lines = lines_of(requirements, tier.pk if tier else None, answers)
    return Check(role, guide, tier, answers, lines, left_out, reading.is_long)


def roles_to_check() -> RoleQuerySet:
    """Published roles with all that they ask for, in four queries."""
    asking = Requirement.objects.filter(necessity__in=ASKED)
    return Role.objects.published().prefetch_related(
        "published__tiers",
        Prefetch("published__requirements", asking.select_related("skill").prefetch_related("sources")),
    )


def explainable(lines: list[Line]) -> set[str]:
    """The skills marked as not applicable whose reason the page asks for; all that have one are among them."""
    set_aside = [line for line in lines if line.outcome == Outcome.NOT_APPLICABLE]
    return {line.skill.slug for line in sorted(set_aside, key=lambda line: not line.reason)[:MOST_REASONS]}


def known_elsewhere(slugs: set[str]) -> set[str]:
    """Those of the slugs that name a skill which a public guide asks for."""
    asking = Requirement.objects.public().filter(necessity__in=ASKED)
    some = sorted(slugs)[:MOST_LOOKED_UP]
    return set(Skill.objects.filter(slug__in=some, requirements__in=asking).values_list("slug", flat=True))


def other_steps(check: Check) -> list[tuple[str, str, list[Line]]]:
    """What else of this ladder one can check against, with the same answers: title, address, what is asked for."""
    steps = []
    for tier in [None, *check.guide.tiers.all()]:
        lines = lines_of(check.guide.requirements.all(), tier.pk if tier else None)
        if lines and tier != check.tier:
            title = tier.title if tier else f"{check.guide.title}: the role as a whole"
            steps.append((title, check_address(check.role, tier) + check.answers.query, lines))
    return steps


def step_fits(check: Check, steps: list[tuple[str, str, list[Line]]]) -> list[Fit]:
    fits = []
    for title, url, lines in steps:
        levels, own = required_levels(lines), required_levels(lines, own=True)
        if levels:
            whole = fit_of(title, url, levels, check.answers)
            fits.append(replace(whole, own=fit_of(title, url, own, check.answers) if own else None))
    return fits


def role_fits(check: Check) -> tuple[list[Fit], int]:
    """The other roles that require something the answers meet, those of which most is met, and how many more there
    are; in two queries."""
    required = (
        Requirement.objects.public()
        .filter(
            necessity=Requirement.Necessity.REQUIRED,
            tier=None,
            skill__slug__in=check.answers.given,
        )
        .exclude(guide=check.guide)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for guide_id, slug, level in required.values_list("guide_id", "skill__slug", "level"):
        found.setdefault(guide_id, {}).setdefault(slug, []).append(level)
    levels = {
        guide_id: {slug: highest(stated) for slug, stated in by_slug.items()}
        for guide_id, by_slug in found.items()
    }
    met = {guide_id: fit_of("", "", by_slug, check.answers).met for guide_id, by_slug in levels.items()}
    best = sorted(
        (guide_id for guide_id in met if met[guide_id]), key=lambda guide_id: (-met[guide_id], guide_id)
    )
    whole = Q(requirements__necessity=Requirement.Necessity.REQUIRED, requirements__tier=None)
    guides = Guide.objects.public().filter(pk__in=best[:MOST_ROLES]).select_related("role__address")
    fits = [
        fit_of(
            guide.title,
            check_address(guide.role, None) + check.answers.query,
            levels[guide.pk],
            check.answers,
            total=guide.asked,
        )
        for guide in guides.annotate(asked=Count("requirements__skill", filter=whole, distinct=True))
    ]
    return sorted(fits, key=lambda fit: (-fit.met, fit.title)), len(best) - len(fits)


def check_address(role: Role, tier: Tier | None) -> str:
    if tier is None:
        return reverse("guides:skills-check", args=[role.slug])
    return reverse("guides:tier-skills-check", args=[role.slug, tier.slug])


def file_address(role: Role, tier: Tier | None) -> str:
    if tier is None:
        return reverse("guides:skills-check-file", args=[role.slug])
    return reverse("guides:tier-skills-check-file", args=[role.slug, tier.slug])
