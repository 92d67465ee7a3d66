from collections.abc import Iterable, Mapping, Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import compare_address
from guides.models import Section
from guides.parameters import tidied, with_odd
from guides.views.compare.selection import FEWEST, MOST
from salaries.comparison import PAGE_SIZE, Scale, scales_of
from salaries.conversion import by_reason
from salaries.filters import Facet, Offer, offer_of
from salaries.index import Index
from salaries.models import Currency
from salaries.pay import HEADLINE_RULE
from salaries.selection import DEFAULT_SORT, DEFAULTS, GROUPS, PERIODS, SORTS, Selection

from .reading import Asked, read

# Where guides say what a figure leaves out: bonuses and benefits, tax and the cost of living.
BEYOND_PAY = (Section.Kind.PACKAGE, Section.Kind.WORLD)


# So many roles without pay, and sections on what else counts, are named.
MOST_NAMED = 100


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = read(request.GET)
    selection, comparison = asked.selection, asked.comparison
    scales = scales_of(comparison, selection.page, asked.currencies)
    drawn = [scale for scale in scales if scale.is_drawn] if len(scales) > 1 else scales
    index = asked.index
    without_pay = asked.everything.without_pay
    nothing = not comparison.rows and not comparison.apart
    context = {
        "nav": "salaries",
        "selection": selection,
        "offers": [offer_for(facet, index, selection) for facet in asked.facets],
        "currencies": asked.offered.values(),
        "periods": PERIODS.items(),
        "target": asked.currencies.get(selection.currency),
        "groups": groups_of(selection),
        "sorts": [(key, label, selection.query(sort=key)) for key, (label, *_) in SORTS.items()],
        "chips": chips_of(selection, asked.facets, asked.currencies),
        "wider": wider_choices(asked) if nothing else [],
        "scales": scales,
        "drawn": drawn,
        "listed": [
            row for scale in scales if scale not in drawn for part in scale.parts for row in part.rows
        ],
        "listed_heading": listed_heading(scales, drawn),
        "dollars": selection.query(currency="USD")
        if "USD" in asked.offered and not selection.currency
        else None,
        "apart": [(reason, rows[:PAGE_SIZE], len(rows)) for reason, rows in by_reason(comparison.apart)],
        "used_rates": comparison.rates,
        "pages": pages_of(asked),
        "everything": selection.query(),
        "compared": compared(selection.chosen.get("role", ())),
        "grouped_by_role": selection.grouping == "role",
        "count": len(comparison.rows),
        "shown_count": sum(scale.count for scale in scales),
        "file_count": len(comparison.rows) + len(comparison.apart),
        "role_count": len({row.role_url for row in comparison.rows}),
        "source_count": len({row.source_slug for row in comparison.rows}),
        "without_pay": without_pay[:MOST_NAMED],
        "without_pay_count": len(without_pay),
        "beyond_pay": Section.objects.public()
        .filter(kind__in=BEYOND_PAY)
        .select_related("guide__role__address")
        .order_by("guide__title", "position", "id")[:MOST_NAMED],
        "headline_rule": HEADLINE_RULE,
    }
    response = render(request, "salaries/compare.html", context)
    tidy = tidied(request.GET, DEFAULTS)
    if tidy is not None:
        response["HX-Push-Url"] = f"{request.path}{tidy}"
    return with_odd(response, selection.dropped)


def offer_for(facet: Facet, index: Index, selection: Selection) -> Offer:
    counts = index.count(facet, index.matching(selection.chosen, but=facet.name))
    return offer_of(facet, counts, index.columns[facet.name].all, selection.chosen[facet.name])


def compared(roles: Sequence[str]) -> str:
    """The address of the comparison of the roles chosen; empty where they are too few or too many for it."""
    return compare_address(*roles) if FEWEST <= len(roles) <= MOST else ""


def pages_of(asked: Asked) -> dict[str, object] | None:
    """The figures of this page by number, and the queries that lead to the others; None for a single page."""
    paginator = Paginator(asked.comparison.rows, PAGE_SIZE)
    if paginator.num_pages == 1:
        return None
    page = paginator.page(asked.selection.page)

    def query(number: int) -> QueryDict:
        return asked.selection.query(page=str(number))

    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "previous": query(page.number - 1) if page.has_previous() else None,
        "next": query(page.number + 1) if page.has_next() else None,
        "links": [
            (number, query(number) if isinstance(number, int) else None, number == page.number)
            for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    }


def groups_of(selection: Selection) -> list[tuple[str, str, QueryDict]]:
    """The ways to group: a value, a label, and the query. Sorted by role, the rows stand by role anyhow."""
    ungrouped = [] if selection.sort == DEFAULT_SORT else [("", "Nothing")]
    return [(value, label, selection.query(group=value)) for value, label in [*GROUPS.items(), *ungrouped]]


def listed_heading(scales: list[Scale], drawn: list[Scale]) -> str:
    """What the scales that are too few for a chart differ in."""
    if not drawn:
        return "Too few of one kind for a chart"
    of_currencies = len({scale.currency.code for scale in scales}) > 1
    of_periods = len({scale.pay_period for scale in scales}) > 1
    if of_currencies and of_periods:
        return "Other currencies and pay periods"
    return "Other currencies" if of_currencies else "Other pay periods"


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
    if selection.per:
        chips.append(("per", PERIODS[selection.per], selection.query(per="")))
    return chips


def wider_choices(asked: Asked) -> list[tuple[str, int, QueryDict]]:
    """For a reader whose choices match nothing: which of them to give up, and how many figures that shows."""
    wider = []
    for facet in asked.facets:
        if not asked.selection.chosen[facet.name]:
            continue
        found = asked.index.once(asked.index.matching(asked.selection.chosen, but=facet.name))
        if count := len(asked.index.rows) if found is None else sum(found):
            wider.append((facet.label, count, asked.selection.query(**{facet.name: ()})))
    return wider
