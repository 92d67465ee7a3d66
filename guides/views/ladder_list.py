"""Ladders of several roles on one axis of years, chosen by links."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import compare_address
from guides.models import Role, Tier
from guides.parameters import sentences, with_odd
from guides.steps import ahead

from .compare.selection import MOST
from .ladder import Lane, Step, lanes_of, place_on_axis, ticks_of


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
    """All ladders, or those of the roles chosen; roles that no source gives one are counted."""
    tiers = Prefetch("published__tiers", Tier.objects.select_related("source"))
    roles = list(Role.objects.for_list().prefetch_related(tiers))
    found = {role.slug: role for role in roles if role.public_guide.tiers.all()}
    chosen, dropped = choose(request.GET, found)
    ladders = [Ladder(role, steps_of(role)) for slug, role in found.items() if slug in chosen or not chosen]
    steps = [step for ladder in ladders for step in ladder.steps]
    axis_end = place_on_axis(steps)
    context = {
        "ladders": ladders,
        "choices": [choice_of(role, chosen) for role in found.values()],
        "chosen": chosen,
        "dropped": dropped,
        "compared": compare_address(*(one.role.slug for one in ladders)) if 0 < len(ladders) <= MOST else "",
        "ticks": ticks_of(axis_end),
        "unplaced": sum(step.start is None for step in steps),
        "is_placed": any(step.start is not None for step in steps),
        "total": len(found),
        "others": len(roles) - len(found),
    }
    return with_odd(render(request, "guides/ladder_list.html", context), dropped)


def choose(query: QueryDict, found: dict[str, Role]) -> tuple[list[str], list[str]]:
    """The roles chosen, each once, and a sentence on each value that makes no sense here."""
    asked = list(dict.fromkeys(value for value in query.getlist("role") if value))
    odd = [(value, "role with a ladder") for value in asked if value not in found]
    odd += [(name, "choice") for name in query if name != "role"]
    return [value for value in asked if value in found], list(sentences(odd))


def choice_of(role: Role, chosen: list[str]) -> Choice:
    is_chosen = role.slug in chosen
    then = [slug for slug in chosen if slug != role.slug] if is_chosen else [*chosen, role.slug]
    query = QueryDict(mutable=True)
    query.setlist("role", then)
    return Choice(role, len(role.public_guide.tiers.all()), is_chosen, f"?{query.urlencode()}")


def steps_of(role: Role) -> list[Step]:
    tiers = list(role.public_guide.tiers.all())
    return [Step(tier, ahead=ahead(tier, tiers)) for tier in tiers]
