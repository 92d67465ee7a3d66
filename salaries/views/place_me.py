from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.choosing import current_addresses
from guides.models import Place, Role, Tier
from guides.models.part import PUBLIC
from salaries.conversion import Rates
from salaries.filters import place_tree
from salaries.given import Given, read_given
from salaries.models import Band, Currency, ExchangeRate
from salaries.pay import rows_of
from salaries.placing import placing_of
from salaries.selection import PERIODS

FIELD_NAMES = {"role": "Role", "amount": "Amount", "currency": "Currency", "years": "Years of experience"}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@require_safe
def place_me(request: HttpRequest) -> HttpResponse:
    """Where an amount lies among the figures of a role. It is computed, answered and forgotten.

    Nothing on the way may keep the answer, and no page that one goes on to is told the address of this one.
    """
    with_pay = Band.objects.filter(guide=OuterRef("published"), said_of="")
    roles: list[Role] = list(Role.objects.for_list().annotate(has_pay=Exists(with_pay)))
    rates = {(rate.currency_id, rate.base_id): rate for rate in ExchangeRate.objects.select_related("source")}
    currencies = currencies_within_reach(rates)
    used = Band.objects.public().exclude(place=None).order_by().values_list("place__slug", flat=True)
    within, places, _ = place_tree(Place.objects.all(), set(used.distinct()))
    slugs = [role.slug for role in roles]
    given = read_given(
        request.GET,
        roles=slugs,
        currencies=currencies,
        places=places,
        renamed=current_addresses(request.GET.getlist("role"), set(slugs)),
    )
    role = next((role for role in roles if role.slug == given.role), None)
    context: dict[str, object] = {
        "nav": "salaries",
        "given": given,
        "errors": [(name, FIELD_NAMES[name], sentence) for name, sentence in given.errors.items()],
        "role": role,
        "place": places.get(given.place, ""),
        "period": Band.PayPeriod(given.per).label,
        "basis": Band.Basis(given.basis).label if given.basis else "",
        **options_of(given, roles, currencies),
        "places": [
            Option(slug, name, slug == given.place)
            for slug, name in sorted(places.items(), key=lambda place: (place[1].casefold(), place[0]))
        ],
    }
    if role is not None and given.is_complete:
        context |= answer(role, given, within, rates)
    response = render(request, "salaries/place_me.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def answer(role: Role, given: Given, within: dict[str, tuple[str, ...]], rates: Rates) -> dict[str, object]:
    """What the page says to a complete question, from the role's own figures and its ladder: two queries."""
    guide = role.public_guide
    bands = Band.objects.for_rows().filter(guide=guide)
    rows = rows_of(bands, role_title=guide.title, role_url=role.get_absolute_url())
    own = [row for row in rows if not row.said_of]
    tiers = list(Tier.objects.filter(guide=guide).select_related("role__address", "role__published"))
    return {
        "placing": placing_of(own, tiers, given, within, rates),
        "has_pay": bool(own),
        "has_ladder": bool(tiers),
    }


def currencies_within_reach(rates: Rates) -> dict[str, Currency]:
    """Those in which a figure is stated, or which a rate leads to."""
    stated = Band.objects.filter(PUBLIC).values("currency")
    named = {code for pair in rates for code in pair}
    found = Currency.objects.filter(Q(code__in=stated) | Q(code__in=sorted(named)))
    return {currency.code: currency for currency in found}


def options_of(given: Given, roles: list[Role], currencies: dict[str, Currency]) -> dict[str, list[Option]]:
    """What the form offers to choose from. A role without pay is on it only if a link has named it."""
    return {
        "roles": [
            Option(role.slug, role.public_guide.title, role.slug == given.role)
            for role in roles
            if getattr(role, "has_pay", False) or role.slug == given.role
        ],
        "currencies": [
            Option(code, f"{one.name} ({code})", code == given.currency) for code, one in currencies.items()
        ],
        "periods": [Option(value, label.lower(), value == given.per) for value, label in PERIODS.items()],
        "kinds": [Option(value, label, value == given.basis) for value, label in Band.Basis.choices],
    }
