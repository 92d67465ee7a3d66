"""What somebody gives to be placed among the figures: read from the query string, and kept nowhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from guides.parameters import sentences

from .amounts import read_amount, read_years
from .conversion import YEAR
from .models import Band, Currency
from .selection import PERIODS

NO_ROLE = "Choose the role."
NO_CURRENCY = "Choose the currency."
FIELDS = ("role", "amount", "currency", "per", "years", "place", "basis")
# So much of what was typed is given back to be mended.
LONGEST_KEPT = 60


@dataclass(frozen=True)
class Given:
    """What was given and makes sense; `errors` says at which field something does not."""

    typed: Mapping[str, str]
    """What the fields show."""
    errors: Mapping[str, str]
    odd: tuple[tuple[str, str], ...]
    role: str = ""
    amount: Decimal | None = None
    currency: str = ""
    per: str = YEAR
    years: Decimal | None = None
    place: str = ""
    basis: str = ""

    @property
    def dropped(self) -> tuple[str, ...]:
        """A sentence on each value that is none of those to choose from."""
        return tuple(sentences(list(self.odd)))

    @property
    def is_complete(self) -> bool:
        return self.amount is not None and not self.errors


def read_given(
    query: QueryDict,
    *,
    roles: Collection[str],
    currencies: Mapping[str, Currency],
    places: Collection[str],
    renamed: Mapping[str, str],
) -> Given:
    """What a query string gives, whatever it holds; a link that names a role only is no question yet."""
    odd = [(name, "field") for name in query if name and name not in FIELDS]

    def one_of(name: str, noun: str, options: Collection[str]) -> str:
        value = query.get(name, "")
        value = renamed.get(value, value) if name == "role" else value
        if value and value not in options:
            odd.append((value, noun))
            return ""
        return value

    role = one_of("role", "role", roles)
    currency = one_of("currency", "currency", currencies)
    per = one_of("per", "pay period", PERIODS) or str(YEAR)
    place = one_of("place", "place", places)
    basis = one_of("basis", "kind of pay", Band.Basis.values)
    amount, meant, wrong = read_amount(query.get("amount", ""), currencies)
    if not currency and len(meant) == 1:
        [currency] = meant
    years, wrong_years = read_years(query.get("years", ""))
    errors = {
        "role": "" if role else NO_ROLE,
        "amount": wrong or disagreement(meant, currency, currencies),
        "currency": "" if currency else NO_CURRENCY,
        "years": wrong_years,
    }
    typed = {name: kept(query.get(name, "")) for name in ("amount", "years")}
    typed |= {"role": role, "currency": currency, "per": per, "place": place, "basis": basis}
    asked = "amount" in query
    found = {name: sentence for name, sentence in errors.items() if sentence and asked}
    return Given(typed, found, tuple(odd), role, amount, currency, per, years, place, basis)


def disagreement(meant: Collection[str], currency: str, currencies: Mapping[str, Currency]) -> str:
    """Where the sign beside the amount cannot be of the chosen currency: a sentence that says so."""
    if not meant or not currency or currency in meant:
        return ""
    names = " or ".join(sorted(currencies[code].name for code in meant))
    return f"The amount is marked as {names}, and the currency chosen is {currencies[currency].name}."


def kept(text: str) -> str:
    """The start of what was typed, without control characters."""
    return "".join(one for one in text[:LONGEST_KEPT] if one.isprintable())
