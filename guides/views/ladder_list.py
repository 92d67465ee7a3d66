"""Ladders of several roles on one axis of years, chosen by links."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import compare_address
from guides.models import Role, Tier
from guides.pages import Pages, read_page
from guides.parameters import sentences, with_odd
from guides.steps import ahead

from .compare.selection import MOST
from .ladder import Lane, Step, lanes_of, place_on_axis, ticks_of

# So many ladders stand on one page, and so many roles are offered to choose from.
PAGE_SIZE = 25


@dataclass
class Ladder:
    """One role's ladder as the page shows it; positions of its steps are on the axis that all ladders share."""

    role: Role
    steps: list[Step]

    @property
    def lanes(self) -> list[Lane]:
        return lanes_of(self.steps)


@dataclass
class Choice:
    role: Role
    steps: int
    chosen: bool
    query: str
    """The query string that adds this role, or takes it away where it is chosen."""


@require_safe
def ladder_list(request: HttpRequest) -> HttpResponse:
    """All ladders in pages, or those of the roles chosen; roles that no source gives one are counted."""
    have_ladder = Exists(Tier.objects.filter(guide=OuterRef("published")))
    found = dict(Role.objects.for_list().filter(have_ladder).values_list("address__slug", "pk"))
    chosen, odd = choose(request.GET, found)
    slugs = [slug for slug in found if slug in chosen or not chosen]
    number, odd_page = read_page(request.GET, len(slugs), PAGE_SIZE)
    dropped = list(sentences([*odd, *odd_page]))
    shown = slugs[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    offered = offered_of(found, chosen, shown)
    tiers = Prefetch("published__tiers", Tier.objects.select_related("source"))
    some = Role.objects.for_list().filter(pk__in=[found[slug] for slug in {*shown, *offered}])
    roles = {role.slug: role for role in some.prefetch_related(tiers)}
    ladders = [Ladder(roles[slug], steps_of(roles[slug])) for slug in shown if slug in roles]
    steps = [step for ladder in ladders for step in ladder.steps]
    axis_end = place_on_axis(steps)
    context = {
        "ladders": ladders,
        "choices": [choice_of(roles[slug], chosen) for slug in offered if slug in roles],
        "chosen": chosen,
        "count": len(slugs),
        "dropped": dropped,
        "compared": compare_address(*(one.role.slug for one in ladders)) if 0 < len(ladders) <= MOST else "",
        "pages": Pages(number, len(slugs), lambda page: query_of(chosen, page), PAGE_SIZE),
        "ticks": ticks_of(axis_end),
        "unplaced": sum(step.start is None for step in steps),
        "is_placed": any(step.start is not None for step in steps),
        "total": len(found),
        "others": Role.objects.published().count() - len(found),
    }
    return with_odd(render(request, "guides/ladder_list.html", context), dropped)


def offered_of(found: dict[str, int], chosen: list[str], shown: list[str]) -> list[str]:
    """The roles to choose from: all while they are few; else those chosen and as many others, first those shown."""
    if len(found) <= PAGE_SIZE:
        return list(found)
    others = [slug for slug in (found if chosen else shown) if slug not in chosen]
    offered = {*chosen, *others[:PAGE_SIZE]}
    return [slug for slug in found if slug in offered]


def choose(query: QueryDict, found: dict[str, int]) -> tuple[list[str], list[tuple[str, str]]]:
    """The roles chosen, each once, and the values that make no sense here, with the noun of what would."""
    asked = list(dict.fromkeys(value for value in query.getlist("role") if value))
    odd = [(value, "role with a ladder") for value in asked if value not in found]
    odd += [(name, "choice") for name in query if name not in ("role", "page")]
    return [value for value in asked if value in found], odd


def choice_of(role: Role, chosen: list[str]) -> Choice:
    is_chosen = role.slug in chosen
    then = [slug for slug in chosen if slug != role.slug] if is_chosen else [*chosen, role.slug]
    return Choice(role, len(role.public_guide.tiers.all()), is_chosen, query_of(then))


def query_of(chosen: list[str], page: int = 1) -> str:
    query = QueryDict(mutable=True)
    query.setlist("role", chosen)
    if page > 1:
        query["page"] = str(page)
    return f"?{query.urlencode()}"


def steps_of(role: Role) -> list[Step]:
    tiers = list(role.public_guide.tiers.all())
    return [Step(tier, ahead=ahead(tier, tiers)) for tier in tiers]
