from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.kept import kept
from guides.models import Claim, Guide, Requirement, Role, Skill, Tier
from guides.pages import PAGE_SIZE, Pages, read_page
from guides.parameters import sentences, with_odd
from guides.tally import Column, both, in_order
from guides.views.role_page import first_claim
from guides.views.source import by_guide
from salaries.models import Band
from salaries.pay import PayRow
from salaries.views.reading import everything

NOT_STATED = "not-stated"
# Yearly pay in US dollars and years of experience: value, label, from, below.
PAY_CLASSES = (
    ("under-60k", "Under $60,000", 0, 60_000),
    ("60k-100k", "$60,000 to $100,000", 60_000, 100_000),
    ("100k-150k", "$100,000 to $150,000", 100_000, 150_000),
    ("over-150k", "$150,000 and more", 150_000, None),
)
EXPERIENCE_CLASSES = (
    ("0-2", "Up to 2 years", 0, 3),
    ("3-5", "3 to 5 years", 3, 6),
    ("6-9", "6 to 9 years", 6, 10),
    ("10", "10 years and more", 10, None),
)


@dataclass
class RoleItem:
    """A role as the list shows it."""

    role: Role
    guide: Guide
    pay: PayRow | None = None
    experience: Claim | None = None
    plain_tier: Tier | None = None


class RoleValues(NamedTuple):
    """What a role is found and sorted by; `pay` is in US dollars a year, `guide` the key of its guide."""

    guide: int
    title: str
    depth: str
    family: str
    pay: Decimal | None
    years: Decimal | None
    skills: set[str]


@dataclass
class Choice:
    value: str
    label: str
    count: int
    chosen: bool
    query: str
    """The query string that adds this choice, or takes it away where it is chosen."""


@dataclass
class Facet:
    name: str
    label: str
    choices: list[Choice]


SORTS: dict[str, tuple[str, Callable[[RoleValues], tuple[object, ...]]]] = {
    "depth": ("Full guides first", lambda role: (role.depth != Guide.Depth.FULL, role.title)),
    "title": ("Title", lambda role: (role.title,)),
    "pay": ("Highest pay first", lambda role: (-(role.pay or 0), role.title)),
    "experience": (
        "Least experience first",
        lambda role: (role.years is None, role.years or 0, role.title),
    ),
}


@dataclass(frozen=True)
class Index:
    """All published roles, each by a number: what the list counts and sorts by."""

    guides: list[int]
    headlines: dict[int, PayRow]
    """The figures that stand for roles, by the keys of their guides."""
    columns: dict[str, Column]
    labels: dict[str, dict[str, str]]
    orders: dict[str, list[int]]

    def matching(self, chosen: dict[str, list[str]], *, but: str = "") -> bytes | None:
        """The roles that have one of the chosen values in every facet, `but` one left out of account; None is all."""
        found = None
        for name, values in chosen.items():
            if name != but:
                found = both(found, self.columns[name].having(values))
        return found


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    index = role_index()
    chosen, odd = choose(request.GET, index.labels)
    sort = request.GET.get("sort", "")
    if sort and sort not in SORTS:
        odd.append((sort, "way to sort"))
    sort = sort if sort in SORTS else "depth"
    selected = index.matching(chosen)
    found = list(in_order(index.orders[sort], selected))
    number, odd_page = read_page(request.GET, len(found), PAGE_SIZE)
    odd += odd_page
    start = (number - 1) * PAGE_SIZE
    shown = list_items([index.guides[one] for one in found[start : start + PAGE_SIZE]], index.headlines)
    context = {
        "items": shown,
        "count": len(found),
        "total": len(index.guides),
        "facets": facets_of(index, chosen, sort),
        "removals": removals_of(index.labels, chosen, sort),
        "dropped": list(sentences(odd)),
        "pages": Pages(number, len(found), lambda page: query_of(chosen, sort, page), PAGE_SIZE),
        "sort": sort,
        "sorts": [(value, label) for value, (label, _) in SORTS.items()],
        "kept": [(name, value) for name, values in chosen.items() if name != "skill" for value in values],
    }
    return with_odd(render(request, "guides/role_list.html", context), odd)


@kept
def role_index() -> Index:
    """Made of plain values: a record of each of ten thousand roles would take seconds to make."""
    known = everything()
    by_url = {row.role_url: row for row in known.index.rows if row.is_headline}
    headlines = {guide: by_url[home.url] for guide, home in known.roles.items() if home.url in by_url}
    roles, families = role_values(headlines)
    numbers = range(len(roles))
    return Index(
        guides=[role.guide for role in roles],
        headlines=headlines,
        columns={
            "family": Column.of((role.family,) for role in roles),
            "depth": Column.of((role.depth,) for role in roles),
            "pay": Column.of((classed(role.pay, PAY_CLASSES),) for role in roles),
            "experience": Column.of((classed(role.years, EXPERIENCE_CLASSES),) for role in roles),
            "skill": Column.of(sorted(role.skills) or (NOT_STATED,) for role in roles),
        },
        labels=facet_labels(roles, families),
        orders={
            sort: sorted(numbers, key=lambda number: key(roles[number])) for sort, (_, key) in SORTS.items()
        },
    )


def role_values(headlines: dict[int, PayRow]) -> tuple[list[RoleValues], dict[str, str]]:
    """All published roles by title, and the names of their families by slug."""
    claims = experience_claims().only("guide", "topic", "said_of", "tier", "low", "unit")
    experience = {guide: first_claim(Claim.Topic.EXPERIENCE, own) for guide, own in by_guide(claims).items()}
    plain = dict(Tier.objects.public().filter(plain=True).values_list("guide", "years_min"))
    asked = Requirement.objects.public().asked_for().order_by().values_list("guide", "skill__slug").distinct()
    skills: dict[int, set[str]] = {}
    for guide, skill in asked:
        skills.setdefault(guide, set()).add(skill)
    columns = ("published", "published__title", "published__depth", "family__slug", "family__name")
    roles, families = [], {}
    for guide, title, depth, family, families[family] in Role.objects.for_list().values_list(*columns):
        years = years_of(experience.get(guide), plain.get(guide))
        row = RoleValues(
            guide, title, depth, family, yearly_dollars(headlines.get(guide)), years, skills.get(guide, set())
        )
        roles.append(row)
    return roles, families


def list_items(guides: list[int], headlines: dict[int, PayRow]) -> list[RoleItem]:
    """The roles of these guides, in their order, with what the list shows of them, in three queries."""
    roles = Role.objects.for_list().filter(published__in=guides)
    items = {
        role.published.pk: RoleItem(role, role.published, headlines.get(role.published.pk))
        for role in roles
        if role.published
    }
    claims = by_guide(experience_claims().filter(guide__in=items))
    plain_tiers = {tier.guide_id: tier for tier in Tier.objects.filter(plain=True, guide__in=items)}
    for guide, item in items.items():
        item.experience = first_claim(Claim.Topic.EXPERIENCE, claims.get(guide, []))
        item.plain_tier = plain_tiers.get(guide)
    return [items[pk] for pk in guides if pk in items]


def experience_claims() -> QuerySet[Claim]:
    return Claim.objects.public().filter(topic=Claim.Topic.EXPERIENCE, said_of="", tier=None)


def years_of(experience: Claim | None, plain_step: int | None) -> Decimal | None:
    """The years one needs at least: by the first statement with a number, else by the plain step."""
    if experience is not None and experience.unit == Claim.Unit.YEARS:
        return experience.low
    return Decimal(plain_step) if plain_step is not None else None


def yearly_dollars(row: PayRow | None) -> Decimal | None:
    """The headline's typical figure or the middle of its range; None unless it is in US dollars, read as yearly."""
    if row is None or row.currency != "USD" or row.pay_period not in ("", Band.PayPeriod.YEAR):
        return None
    return row.middle


def classed(number: Decimal | None, classes: Iterable[tuple[str, str, int, int | None]]) -> str:
    if number is None:
        return NOT_STATED
    return next(
        value for value, _, low, below in classes if low <= number and (below is None or number < below)
    )


def facet_labels(roles: list[RoleValues], families: dict[str, str]) -> dict[str, dict[str, str]]:
    """Every facet's possible values with their labels, in the order of the page."""
    used = set().union(*(role.skills for role in roles))
    skills = dict(Skill.objects.filter(slug__in=used).values_list("slug", "name"))
    last = {NOT_STATED: "Not stated"}
    return {
        "family": dict(sorted(families.items(), key=lambda pair: pair[1])),
        "depth": {str(depth.value): str(depth.label) for depth in Guide.Depth},
        "pay": {value: label for value, label, *_ in PAY_CLASSES} | last,
        "experience": {value: label for value, label, *_ in EXPERIENCE_CLASSES} | last,
        "skill": skills | last,
    }


FACET_TITLES = {
    "family": "Family",
    "depth": "Length of guide",
    "pay": "Typical pay",
    "experience": "Experience",
    "skill": "Skill",
}
# What a value of each would be, where one is not.
FACET_NOUNS = {
    "family": "family",
    "depth": "length of guide",
    "pay": "range of pay",
    "experience": "range of experience",
    "skill": "skill",
}


def choose(
    query: QueryDict, labels: dict[str, dict[str, str]]
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The choices that make sense, by facet, and the values that do not, each with the noun of what would."""
    chosen: dict[str, list[str]] = {}
    odd: list[tuple[str, str]] = []
    for name in query:
        if name not in labels:
            if name not in ("", "sort", "page"):
                odd.append((name, "filter"))
            continue
        for value in dict.fromkeys(query.getlist(name)):
            if value in labels[name]:
                chosen.setdefault(name, []).append(value)
            elif value:
                odd.append((value, FACET_NOUNS[name]))
    return chosen, odd


def facets_of(index: Index, chosen: dict[str, list[str]], sort: str) -> list[Facet]:
    """Each facet's choices with the number of roles they would show, given what is chosen in the others."""
    facets = []
    for name, values in index.labels.items():
        counts = index.columns[name].count(index.matching(chosen, but=name))
        choices = []
        for value, label in values.items():
            now = chosen.get(name, [])
            is_chosen = value in now
            if not counts[value] and not is_chosen:
                continue
            then = [one for one in now if one != value] if is_chosen else [*now, value]
            query = query_of({**chosen, name: then}, sort)
            choices.append(Choice(value, label, counts[value], is_chosen, query))
        if name == "skill":
            choices.sort(key=lambda choice: (choice.value == NOT_STATED, choice.label.casefold()))
        facets.append(Facet(name, FACET_TITLES[name], choices))
    return facets


def removals_of(labels: dict[str, dict[str, str]], chosen: dict[str, list[str]], sort: str) -> list[Choice]:
    """The chosen values, each with the query string that takes it away."""
    return [
        Choice(
            value,
            f"{FACET_TITLES[name]}: {labels[name][value]}",
            0,
            True,
            query_of({**chosen, name: [one for one in values if one != value]}, sort),
        )
        for name, values in chosen.items()
        for value in values
    ]


def query_of(chosen: dict[str, list[str]], sort: str, page: int = 1) -> str:
    query = QueryDict(mutable=True)
    for name in FACET_TITLES:
        if chosen.get(name):
            query.setlist(name, chosen[name])
    if sort != "depth":
        query["sort"] = sort
    if page > 1:
        query["page"] = str(page)
    return f"?{query.urlencode()}" if query else "?"
