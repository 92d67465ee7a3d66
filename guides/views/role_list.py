from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.kept import kept
from guides.models import Claim, Guide, Requirement, Role, Skill, Tier
from guides.pages import PAGE_SIZE, Pages, read_page
from guides.parameters import sentences, with_odd
from guides.tally import Column, both, in_order
from guides.views.role_page import first_claim
from salaries.models import Band
from salaries.pay import PayRow, headline, rows_of

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
    """A role in the list, with the values it has in each facet."""

    role: Role
    guide: Guide
    pay: PayRow | None = None
    experience: Claim | None = None
    plain_tier: Tier | None = None
    skills: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=dict)

    @property
    def years(self) -> Decimal | None:
        """The years one needs at least: by the first statement with a number, else by the plain step."""
        if self.experience is not None and self.experience.unit == Claim.Unit.YEARS:
            return self.experience.low
        if self.plain_tier is not None and self.plain_tier.years_min is not None:
            return Decimal(self.plain_tier.years_min)
        return None


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


SORTS: dict[str, tuple[str, Callable[[RoleItem], tuple[object, ...]]]] = {
    "depth": ("Full guides first", lambda item: (not item.guide.is_full, item.guide.title)),
    "title": ("Title", lambda item: (item.guide.title,)),
    "pay": ("Highest pay first", lambda item: (-(yearly_dollars(item.pay) or 0), item.guide.title)),
    "experience": (
        "Least experience first",
        lambda item: (item.years is None, item.years or 0, item.guide.title),
    ),
}


@dataclass(frozen=True)
class Index:
    """All published roles, each by a number: what the list counts and sorts by."""

    guides: list[int]
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
    shown = list_items([index.guides[one] for one in found[start : start + PAGE_SIZE]])
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
    items = list_items()
    numbers = range(len(items))
    return Index(
        guides=[item.guide.pk for item in items],
        columns={name: Column.of(sorted(item.values[name]) for item in items) for name in FACET_TITLES},
        labels=facet_labels(items),
        orders={
            sort: sorted(numbers, key=lambda number: key(items[number])) for sort, (_, key) in SORTS.items()
        },
    )


def list_items(guides: list[int] | None = None) -> list[RoleItem]:
    """Published roles with what the list shows of them, in five queries whatever their number.

    All of them, or those of these guides, in their order.
    """
    roles = Role.objects.for_list()
    parts: dict[str, list[int]] = {}
    if guides is not None:
        roles, parts = roles.filter(published__in=guides), {"guide__in": guides}
    items = {role.published.pk: RoleItem(role, role.published) for role in roles if role.published}
    bands: dict[int, list[Band]] = {}
    for band in Band.objects.public().filter(**parts).plain().for_rows():
        bands.setdefault(band.guide_id, []).append(band)
    claims: dict[int, list[Claim]] = {}
    own = Claim.objects.public().filter(topic=Claim.Topic.EXPERIENCE, said_of="", tier=None, **parts)
    for claim in own:
        claims.setdefault(claim.guide_id, []).append(claim)
    plain_tiers = {tier.guide_id: tier for tier in Tier.objects.public().filter(plain=True, **parts)}
    skills: dict[int, set[str]] = {}
    asked = Requirement.objects.public().asked_for().filter(**parts).values_list("guide_id", "skill__slug")
    for guide_id, skill in asked.order_by().distinct():
        skills.setdefault(guide_id, set()).add(skill)
    # What was published between two of these queries has no item yet, and is left for the next reader.
    for guide_id, item in items.items():
        item.plain_tier, item.skills = plain_tiers.get(guide_id), skills.get(guide_id, set())
        rows = rows_of(
            bands.get(guide_id, []), role_title=item.guide.title, role_url=item.role.get_absolute_url()
        )
        item.pay = headline(rows)
        item.experience = first_claim(Claim.Topic.EXPERIENCE, claims.get(guide_id, []))
        item.values = {
            "family": {item.role.family.slug},
            "depth": {item.guide.depth},
            "pay": {classed(yearly_dollars(item.pay), PAY_CLASSES)},
            "experience": {classed(item.years, EXPERIENCE_CLASSES)},
            "skill": item.skills or {NOT_STATED},
        }
    return list(items.values()) if guides is None else [items[pk] for pk in guides if pk in items]


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


def facet_labels(items: list[RoleItem]) -> dict[str, dict[str, str]]:
    """Every facet's possible values with their labels, in the order of the page."""
    families = {item.role.family.slug: item.role.family.name for item in items}
    used = set().union(*(item.skills for item in items)) if items else set()
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
