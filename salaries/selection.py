"""What a reader chose on the comparison of pay: read from the URL, checked, and written back to it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from guides.parameters import sentences

from .filters import Facet
from .models import Band
from .pay import PayRow

# Dates are compared as text, which for partial dates is their order.
SORTS: dict[str, tuple[str, Callable[[PayRow], tuple[object, ...]], bool]] = {
    "role": ("role", lambda row: (), False),
    "pay-high": ("pay, high to low", lambda row: (row.middle, row.high), True),
    "pay-low": ("pay, low to high", lambda row: (row.middle, row.high), False),
    "source": ("source", lambda row: (row.source_name.casefold(), row.source_slug), False),
    "date": ("date, newest first", lambda row: (row.as_of,), True),
}
DEFAULT_SORT = "role"
GROUPS = {"role": "Role", "place": "Place", "source": "Source"}
PERIODS = {str(period.value): f"Per {period.value}" for period in Band.PayPeriod}
# What says nothing in an address: the page is the same without it.
DEFAULTS = frozenset({("sort", DEFAULT_SORT), ("page", "1")})


@dataclass(frozen=True)
class Selection:
    """The choices that make sense, and what does not with the noun of what would."""

    chosen: Mapping[str, tuple[str, ...]]
    currency: str = ""
    per: str = ""
    group: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1
    odd: tuple[tuple[str, str], ...] = ()

    @property
    def grouping(self) -> str:
        """What the rows stand together by. Sorted by role, they stand by role anyhow."""
        return self.group or ("role" if self.sort == DEFAULT_SORT else "")

    @property
    def dropped(self) -> tuple[str, ...]:
        """A sentence on each value that makes no sense."""
        return tuple(sentences(list(self.odd)))

    def on_page(self, last: int) -> "Selection":
        """This selection on one of the pages that there are."""
        if self.page <= last:
            return self
        return replace(self, page=1, odd=(*self.odd, (str(self.page), "page")))

    def query(self, **changes: object) -> QueryDict:
        """The parameters of this selection with some changed; defaults are left out, and so is the page."""
        single = {"currency": self.currency, "per": self.per, "group": self.group, "sort": self.sort}
        params = {**self.chosen, **single, **changes}
        if params["group"] == "role" and params["sort"] == DEFAULT_SORT:
            params["group"] = ""
        query = QueryDict(mutable=True)
        for name, value in params.items():
            values = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else []
            if kept := [one for one in values if one and (name, one) not in DEFAULTS]:
                query.setlist(name, kept)
        return query


def read_selection(
    query: QueryDict, facets: Iterable[Facet], currencies: Collection[str], renamed: Mapping[str, str]
) -> Selection:
    """The selection in a query string, whatever that holds. `renamed` gives current addresses."""
    facets = list(facets)
    chosen: dict[str, tuple[str, ...]] = {}
    known = {*(facet.name for facet in facets), "currency", "per", "group", "sort", "page"}
    odd = [(name, "filter") for name in query if name and name not in known]
    for facet in facets:
        given = (renamed.get(value, value) for value in query.getlist(facet.name))
        values = [value for value in dict.fromkeys(given) if value]
        chosen[facet.name] = tuple(value for value in values if value in facet.options)
        odd += [(value, facet.noun) for value in values if value not in facet.options]

    def one_of(name: str, noun: str, makes_sense: Callable[[str], bool]) -> str:
        values = [value for value in dict.fromkeys(query.getlist(name)) if value]
        odd.extend((value, noun) for value in values if not makes_sense(value))
        return next((value for value in reversed(values) if makes_sense(value)), "")

    return Selection(
        chosen=chosen,
        currency=one_of("currency", "currency", currencies.__contains__),
        per=one_of("per", "pay period", PERIODS.__contains__),
        group=one_of("group", "way to group", GROUPS.__contains__),
        sort=one_of("sort", "way to sort", SORTS.__contains__) or DEFAULT_SORT,
        page=int(one_of("page", "page", is_page) or 1),
        odd=tuple(odd),
    )


def is_page(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7 and int(value) > 0


def in_order(rows: Iterable[PayRow], sort: str) -> list[PayRow]:
    """Sorted by one of SORTS; equals keep their order, so a role's figures stay as its guide has them."""
    _, key, falling = SORTS[sort]
    return sorted(rows, key=key, reverse=falling)
