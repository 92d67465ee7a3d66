"""What the comparison of pay and its files read: the database, and the query string."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import QueryDict

from guides.choosing import current_addresses
from guides.models import Place, Role
from salaries.comparison import Comparison, compared, pay_rows
from salaries.filters import Facet, facets_of
from salaries.models import Band, Currency, ExchangeRate
from salaries.pay import PayRow
from salaries.selection import Selection, read_selection


@dataclass(frozen=True)
class Asked:
    """Everything there is, what was chosen of it, and what that shows."""

    roles: list[Role]
    rows: list[PayRow]
    currencies: dict[str, Currency]
    offered: dict[str, Currency]
    """The currencies in which a figure is stated or which a rate leads to."""
    facets: list[Facet]
    selection: Selection
    comparison: Comparison


def read(query: QueryDict) -> Asked:
    """In seven queries, and one more where a role is asked for by an address that is not its current one.

    Sources and places are fetched apart: each band would else bring copies of its own.
    """
    bands = Prefetch(
        "published__bands", Band.objects.select_related("tier__role").prefetch_related("source", "place")
    )
    roles = list(Role.objects.for_list().prefetch_related(bands))
    rows = pay_rows(roles)
    rates = {(rate.currency_id, rate.base_id): rate for rate in ExchangeRate.objects.select_related("source")}
    currencies = {currency.code: currency for currency in Currency.objects.all()}
    within_reach = {row.currency for row in rows} | {code for pair in rates for code in pair}
    offered = {code: currency for code, currency in currencies.items() if code in within_reach}
    facets = facets_of(rows, titles_by_url(roles), Place.objects.all())
    renamed = current_addresses(query.getlist("role"), roles)
    selection = read_selection(query, facets, offered, renamed)
    comparison = compared(rows, facets, selection, rates)
    selection = selection.on_page(comparison.last_page)
    return Asked(roles, rows, currencies, offered, facets, selection, comparison)


def titles_by_url(roles: Iterable[Role]) -> dict[str, tuple[str, str]]:
    """Each role's address and title, by its URL."""
    return {role.get_absolute_url(): (role.slug, role.published.title) for role in roles if role.published}
