from dataclasses import dataclass
from itertools import combinations, islice

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import Choice, all_choices
from guides.models import Link
from guides.parameters import tidied, with_odd
from salaries.models import Currency, ExchangeRate

from .comparison import Comparison, compare_all
from .files import as_file, file_name
from .selection import FEWEST, MOST, Selection, read_selection

# So many ready comparisons are offered to a reader who has chosen nothing yet.
MOST_READY = 6


@dataclass(frozen=True)
class Ready:
    """Roles worth comparing: full guides, or roles of which a guide says how they differ."""

    roles: tuple[Choice, ...]
    """Those to name: the two, or the one to add to what is chosen."""
    link: Link | None
    query: str


@dataclass(frozen=True)
class Request:
    """A selection with what there is to choose from."""

    selection: Selection
    choices: dict[str, Choice]
    currencies: list[Currency]
    comparison: Comparison | None


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = read(request)
    selection, comparison = asked.selection, asked.comparison
    context = {
        "selection": selection,
        "comparison": comparison,
        "most": MOST,
        "chips": [
            (choice, selection.query(role=selection.chosen.without(choice))) for choice in selection.choices
        ],
        "roles": offered(asked),
        "ready": ready_for(asked) if comparison is None else [],
        "currencies": asked.currencies,
        "switched": selection.query(differences="" if selection.only_differences else "1"),
        "query": selection.query(),
        "pay_query": pay_query(selection),
    }
    response = render(request, "guides/compare.html", context)
    tidy = tidied(request.GET)
    if tidy is not None:
        response["HX-Push-Url"] = f"{request.path}{tidy}"
    return with_odd(response, selection.dropped)


@require_safe
def compare_file(request: HttpRequest) -> HttpResponse:
    """What the page shows as CSV, one line a row and role; without two to compare there are no lines."""
    asked = read(request)
    response = HttpResponse(
        as_file(asked.comparison),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name(asked.selection.choices)}"'},
    )
    return with_odd(response, asked.selection.dropped)


def read(request: HttpRequest) -> Request:
    """Four queries, one more for addresses that a role had before, and those of the comparison, if there is one."""
    choices = all_choices()
    rates = {(rate.currency_id, rate.base_id): rate for rate in ExchangeRate.objects.select_related("source")}
    within_reach = {code for pair in rates for code in pair}
    currencies = [currency for currency in Currency.objects.all() if currency.code in within_reach]
    selection = read_selection(request.GET, choices, {currency.code for currency in currencies})
    comparison = None
    if selection.is_enough:
        comparison = compare_all(
            selection.choices,
            currency=selection.currency,
            rates=rates,
            only_differences=selection.only_differences,
        )
    return Request(selection, choices, currencies, comparison)


@dataclass(frozen=True)
class Offer:
    """What can be added, with the query that adds it."""

    choice: Choice
    query: str


@dataclass(frozen=True)
class OfferedRole:
    """A role, unless it is chosen already, and its steps."""

    choice: Choice
    itself: Offer | None
    steps: list[Offer]


def offered(asked: Request) -> list[OfferedRole]:
    """By role, all that is not chosen yet; nothing once there is no room."""
    if asked.selection.chosen.full:
        return []
    chosen = asked.selection.chosen
    found: dict[int, OfferedRole] = {}
    for choice in asked.choices.values():
        is_new = choice not in chosen.choices
        offer = Offer(choice, asked.selection.query(role=chosen.with_(choice)))
        if choice.tier is None:
            found[choice.role.pk] = OfferedRole(choice, offer if is_new else None, [])
        elif is_new:
            found[choice.role.pk].steps.append(offer)
    return [role for role in found.values() if role.itself or role.steps]


def pay_query(selection: Selection) -> str:
    """For the comparison of pay: the roles of all that is chosen."""
    query = QueryDict(mutable=True)
    query.setlist("role", [*dict.fromkeys(choice.role.slug for choice in selection.choices)])
    return f"?{query.urlencode()}"


def ready_for(asked: Request) -> list[Ready]:
    """Comparisons worth a look, from records: full guides with each other, then roles said to differ.

    Once something is chosen, what its role is compared with.
    """
    whole = {choice.role.pk: choice for choice in asked.choices.values() if choice.tier is None}
    pairs: dict[frozenset[int], Link | None] = {}
    stated = Link.objects.public().exclude(difference="").leading_to(whole)
    for link in stated.select_related("guide", "role").prefetch_related("sources").order_by("position", "id"):
        pairs.setdefault(frozenset((link.guide.role_id, link.leads_to_id or 0)), link)
    chosen = {choice.role.pk for choice in asked.selection.choices}
    place = {pk: number for number, pk in enumerate(whole)}
    full = [pk for pk, choice in whole.items() if choice.guide.is_full]
    both_full = (pair for pair in map(frozenset, combinations(full, FEWEST)) if chosen <= pair)
    # Of all pairs of full guides no more are needed than are shown.
    for pair in islice((pair for pair in both_full if pair not in pairs), MOST_READY):
        pairs[pair] = None
    found = []
    for pair, difference in pairs.items():
        named = tuple(whole[pk] for pk in sorted((pair - chosen) & whole.keys(), key=place.__getitem__))
        if chosen <= pair and len(pair) == FEWEST:
            query = asked.selection.query(
                role=[*asked.selection.chosen.values, *(one.value for one in named)]
            )
            found.append(Ready(named, difference, query))
    found.sort(key=lambda ready: sum(not choice.guide.is_full for choice in ready.roles))
    return found[:MOST_READY]
