"""What the comparison of pay and its files read: the database, and the query string."""

from dataclasses import dataclass

from django.http import QueryDict

from guides.choosing import current_addresses
from guides.kept import kept
from guides.models import Place
from salaries.bands import Home, bands_by_guide, homes
from salaries.comparison import Comparison, compared, pay_rows
from salaries.filters import Facet, facets_of
from salaries.index import Index
from salaries.models import Currency, ExchangeRate
from salaries.selection import Selection, read_selection


@dataclass(frozen=True)
class Everything:
    """All figures, all roles by the keys of their guides, and those that have no figure."""

    index: Index
    roles: dict[int, Home]
    without_pay: list[Home]


@dataclass(frozen=True)
class Asked:
    """Everything there is, what was chosen of it, and what that shows."""

    everything: Everything
    currencies: dict[str, Currency]
    offered: dict[str, Currency]
    """The currencies in which a figure is stated or which a rate leads to."""
    selection: Selection
    comparison: Comparison

    @property
    def index(self) -> Index:
        return self.everything.index

    @property
    def facets(self) -> list[Facet]:
        return self.index.facets


def read(query: QueryDict) -> Asked:
    """In three queries and the five of all figures, where those are not kept; and one more where a role is asked for
    by an address that is not its current one.
    """
    found = everything()
    index = found.index
    rates = {(rate.currency_id, rate.base_id): rate for rate in ExchangeRate.objects.select_related("source")}
    currencies = {currency.code: currency for currency in Currency.objects.all()}
    stated = {currency for currency, _ in index.order("role", None)}
    within_reach = stated | {code for pair in rates for code in pair}
    offered = {code: currency for code, currency in currencies.items() if code in within_reach}
    renamed = current_addresses(query.getlist("role"), index.facets[0].options)
    selection = read_selection(query, index.facets, offered, renamed)
    comparison = compared(index, selection, rates)
    selection = selection.on_page(comparison.last_page)
    return Asked(found, currencies, offered, selection, comparison)


@kept
def everything() -> Everything:
    places = Place.objects.in_bulk()
    roles = homes()
    rows = pay_rows(roles, bands_by_guide(places))
    facets = facets_of(rows, {one.url: (one.slug, one.title) for one in roles.values()}, places.values())
    with_pay = {row.role_url for row in rows}
    without_pay = [one for one in roles.values() if one.url not in with_pay]
    return Everything(Index.of(rows, facets), roles, without_pay)
