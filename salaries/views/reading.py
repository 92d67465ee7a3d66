"""What the comparison of pay and its files read: the database, and the query string."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import QueryDict

from guides.choosing import current_addresses
from guides.kept import kept
from guides.models import Place, Role
from salaries.comparison import Comparison, compared, pay_rows
from salaries.filters import Facet, facets_of
from salaries.index import Index
from salaries.models import Band, Currency, ExchangeRate
from salaries.selection import Selection, read_selection


@dataclass(frozen=True)
class Named:
    """A role by its title and where it leads."""

    slug: str
    title: str
    url: str


@dataclass(frozen=True)
class Everything:
    """All figures, and the roles that have none."""

    index: Index
    without_pay: list[Named]


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
    """In three queries and the four of all figures, where those are not kept; and one more where a role is asked for
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
    """Sources and places are fetched apart: each band would else bring copies of its own."""
    bands = Prefetch(
        "published__bands", Band.objects.select_related("tier__role").prefetch_related("source", "place")
    )
    roles = list(Role.objects.for_list().prefetch_related(bands))
    rows = pay_rows(roles)
    named = {
        url: Named(role.slug, role.public_guide.title, url)
        for role in roles
        for url in [role.get_absolute_url()]
    }
    facets = facets_of(
        rows, {url: (one.slug, one.title) for url, one in named.items()}, list(Place.objects.all())
    )
    with_pay = {row.role_url for row in rows}
    return Everything(Index.of(rows, facets), [one for url, one in named.items() if url not in with_pay])
