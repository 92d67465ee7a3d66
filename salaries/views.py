from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import current_addresses
from guides.models import Place, Role, Section
from guides.parameters import tidied

from .comparison import convert_all, each_once, pay_rows, scales_of
from .filters import (
    DEFAULT_SORT,
    SORTS,
    Facet,
    Selection,
    choices_of,
    facets_of,
    in_order,
    matching,
    read_selection,
)
from .models import Band, Currency, ExchangeRate
from .pay import HEADLINE_RULE, PayRow

# Where guides say what a figure leaves out: bonuses and benefits, tax and the cost of living.
BEYOND_PAY = (Section.Kind.PACKAGE, Section.Kind.WORLD)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    bands = Prefetch("published__bands", Band.objects.for_rows())
    roles = list(Role.objects.for_list().prefetch_related(bands))
    rows = pay_rows(roles)
    rates = {(rate.currency_id, rate.base_id): rate for rate in ExchangeRate.objects.select_related("source")}
    currencies = {currency.code: currency for currency in Currency.objects.all()}
    within_reach = {row.currency for row in rows} | {code for pair in rates for code in pair}
    offered = {code: currency for code, currency in currencies.items() if code in within_reach}

    facets = facets_of(rows, titles_by_url(roles), Place.objects.all())
    renamed = current_addresses(request.GET.getlist("role"), roles)
    selection = read_selection(request.GET, facets, offered, renamed)
    found = in_order(each_once(matching(rows, facets, selection.chosen)), selection.sort)
    used: list[ExchangeRate] = []
    unconverted: list[PayRow] = []
    if selection.currency:
        found, unconverted, used = convert_all(found, selection.currency, rates)
        found = in_order(found, selection.sort)

    scales = scales_of(found, currencies, by_role=selection.sort == "role")
    drawn = [scale for scale in scales if scale.is_drawn] if len(scales) > 1 else scales
    with_pay = {row.role_url for row in rows}
    context = {
        "nav": "salaries",
        "selection": selection,
        "facets": [(facet, choices_of(facet, rows, facets, selection.chosen)) for facet in facets],
        "currencies": offered.values(),
        "target": currencies.get(selection.currency),
        "sorts": [(key, label, selection.query(sort=key)) for key, (label, *_) in SORTS.items()],
        "chips": chips_of(selection, facets, currencies),
        "wider": wider_choices(selection, facets, rows) if not found and not unconverted else [],
        "scales": scales,
        "drawn": drawn,
        "listed": [
            row for scale in scales if scale not in drawn for part in scale.parts for row in part.rows
        ],
        "dollars": selection.query(currency="USD") if "USD" in offered and not selection.currency else None,
        "unconverted": unconverted,
        "used_rates": used,
        "count": len(found),
        "role_count": len({row.role_url for row in found}),
        "source_count": len({row.source_slug for row in found}),
        "without_pay": [role for role in roles if role.get_absolute_url() not in with_pay],
        "beyond_pay": Section.objects.public()
        .filter(kind__in=BEYOND_PAY)
        .select_related("guide__role__address")
        .order_by("guide__title", "position", "id"),
        "headline_rule": HEADLINE_RULE,
    }
    response = render(request, "salaries/compare.html", context)
    tidy = tidied(request.GET, {("sort", DEFAULT_SORT)})
    if tidy is not None:
        response["HX-Push-Url"] = f"{request.path}{tidy}"
    return response


def titles_by_url(roles: Iterable[Role]) -> dict[str, tuple[str, str]]:
    """Each role's address and title, by its URL."""
    return {role.get_absolute_url(): (role.slug, role.published.title) for role in roles if role.published}


def chips_of(
    selection: Selection, facets: Iterable[Facet], currencies: Mapping[str, Currency]
) -> list[tuple[str, str, QueryDict]]:
    """What is chosen: an id, a label, and the query that takes it away again."""
    chips: list[tuple[str, str, QueryDict]] = []
    for facet in facets:
        values = selection.chosen[facet.name]
        for value in values:
            without = selection.query(**{facet.name: [other for other in values if other != value]})
            chips.append((f"{facet.name}-{value}", facet.chip_label(value), without))
    if selection.currency:
        label = f"In {currencies[selection.currency].name}"
        chips.append(("currency", label, selection.query(currency="")))
    return chips


def wider_choices(
    selection: Selection, facets: list[Facet], rows: list[PayRow]
) -> list[tuple[str, int, QueryDict]]:
    """For a reader whose choices match nothing: which of them to give up, and how many figures that shows."""
    wider = []
    for facet in facets:
        count = len(each_once(matching(rows, facets, selection.chosen, but=facet.name)))
        if selection.chosen[facet.name] and count:
            wider.append((facet.label, count, selection.query(**{facet.name: ()})))
    return wider
