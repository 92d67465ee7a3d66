"""Pay rows: the one plain value that charts, tables and comparisons read.

A row never touches the database, so that other kinds of figures than bands can become rows too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse

from guides.models.statement import partial_date_display
from guides.templatetags.guides import years

from .headline import HEADLINE_RULE as HEADLINE_RULE
from .headline import choose_for_role, choose_for_tier
from .models import Band
from .naming import ITSELF, in_one_line, told_apart

if TYPE_CHECKING:
    from .bands import BandValues

# The two ends of a range: of each kind, the outermost that is stated counts.
LOWER_ENDS = ("low", "p10", "p25")
UPPER_ENDS = ("high", "p90", "p75")
METHODS = {str(method.value): str(method.label) for method in Band.Method}


@dataclass(frozen=True, slots=True)
class PayRow:
    """Pay as one source states it: amounts in `currency` for one `pay_period` (empty: not stated)."""

    slug: str
    role_title: str
    role_url: str
    tier_title: str
    tier_slug: str
    years: str
    label: str
    said_of: str
    plain: bool
    currency: str
    pay_period: str
    figures: Mapping[str, Decimal]
    open_top: bool
    basis: str
    place_name: str
    place_slug: str
    source_slug: str
    source_name: str
    source_title: str
    source_url: str
    attributed_to: str
    traceable: bool
    as_of: str
    period: str
    method: str
    method_display: str
    condition: str
    source_publisher: str = ""
    own_conversions: tuple["PayRow", ...] = ()
    is_headline: bool = False
    """Whether this row stands for its role."""
    why: str = ""
    """Why it does, where it does."""
    series: str = ""
    """The agency's series or occupation, where the source names it."""
    stated: "PayRow | None" = None
    """Before conversion to another currency or period: the row as its source states it. None for such a row."""
    apart: tuple[str, ...] = ()
    """What tells the row from those of its guide that are of the same thing."""
    same_as: tuple[str, str] | None = None
    """The key of the row with which another role's page states this very figure."""
    also: tuple[str, ...] = ()
    """What else the figure is of: the rows that are the same as this one, in words."""

    def settle(self, **values: object) -> None:
        """Set what depends on the guide's other rows, before anybody sees this one; a copy would cost more."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def key(self) -> tuple[str, str]:
        return self.role_url, self.slug

    @property
    def step(self) -> str:
        """The tier or the source's level; a label that only repeats the condition names none."""
        return self.tier_title or (self.label if self.label.casefold() != self.condition.casefold() else "")

    @property
    def thing(self) -> str:
        """What the row is of, within its role: a step with its years, the source's level, or the role itself."""
        if self.tier_title and not self.said_of:
            return f"{self.tier_title} ({self.years})" if self.years else self.tier_title
        if not self.step:
            return f"{self.said_of or ITSELF}, {self.label.lower()}" if self.label else self.said_of or ITSELF
        return f"{self.said_of}, {self.step}" if self.said_of else self.step

    @property
    def name(self) -> str:
        """The row's name within its role, which no other row there has as far as brief words go."""
        return ", ".join((self.thing, *self.apart))

    @property
    def statement(self) -> tuple[object, ...]:
        """Source, scale and figures: equal where two rows state the same."""
        figures = tuple(sorted(self.figures.items()))
        return self.source_slug, *self.scale, self.basis, self.place_slug, self.open_top, figures

    @property
    def low(self) -> Decimal:
        return min(self.figures.values())

    @property
    def high(self) -> Decimal:
        return max(self.figures.values())

    @property
    def median(self) -> Decimal | None:
        return self.figures.get("median")

    @property
    def mean(self) -> Decimal | None:
        return self.figures.get("mean")

    @property
    def typical(self) -> Decimal | None:
        """The figure that stands for the row; None for a bare range."""
        if (found := self.median if self.median is not None else self.mean) is not None:
            return found
        return self.low if self.low == self.high and not self.open_top else None

    @property
    def middle(self) -> Decimal:
        """What the row is sorted by: its typical figure, or the middle of its range."""
        return self.typical if self.typical is not None else (self.low + self.high) / 2

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """The lower and the upper end; None where the source states only one of them, or none."""
        lower = next((self.figures[name] for name in LOWER_ENDS if name in self.figures), None)
        upper = next((self.figures[name] for name in UPPER_ENDS if name in self.figures), None)
        return (lower, upper) if lower is not None and upper is not None and lower != upper else None

    @property
    def is_range(self) -> bool:
        """Whether the source states two ends, and not only a median beside a mean."""
        return self.ends is not None

    @property
    def points(self) -> list[Decimal]:
        """Figures that are neither median nor mean, of a row that has no range; in rising order."""
        if self.is_range:
            return []
        return sorted({value for name, value in self.figures.items() if name not in ("median", "mean")})

    @property
    def has_percentiles(self) -> bool:
        return any(name.startswith("p") for name in self.figures)

    @property
    def scale(self) -> tuple[str, str]:
        """Currency and pay period: only rows of one scale compare. A period not stated counts as a year."""
        return self.currency, self.pay_period or Band.PayPeriod.YEAR

    @property
    def states_period(self) -> bool:
        """Whether the source says what period its figure is for, which no conversion changes."""
        return bool((self.stated or self).pay_period)

    @property
    def is_derived(self) -> bool:
        return self.method in (Band.Method.DERIVED, Band.Method.EDITORIAL)

    @property
    def date_display(self) -> str:
        return partial_date_display(self.as_of)

    @property
    def provenance(self) -> str:
        """One muted line: "BLS, relayed by Himalayas, May 2023, United States; period not stated"."""
        relayed = f"{self.attributed_to}, relayed by " if self.attributed_to else ""
        is_told = self.method == Band.Method.REPORTED or (relayed and self.method == Band.Method.RELAYED)
        return in_one_line(
            (
                f"{relayed}{self.source_name}",
                self.date_display or self.period or "date not stated",
                self.place_name or "place not stated",
                "" if self.states_period else "period not stated",
                "" if is_told else self.method_display.lower(),
            )
        )

    @property
    def pay_period_display(self) -> str:
        return Band.PayPeriod(self.pay_period).label if self.pay_period else "period not stated"

    @property
    def basis_display(self) -> str:
        return Band.Basis(self.basis).label if self.basis else "not stated"


def row_of(band: "Band | BandValues", *, role_title: str, role_url: str) -> PayRow:
    """A band as a row; reads only what `Band.objects.for_rows()` has joined."""
    tier, place, source = band.tier, band.place, band.source
    return PayRow(
        slug=band.slug,
        role_title=role_title,
        role_url=role_url,
        tier_title=tier.title if tier else "",
        tier_slug=tier.slug if tier else "",
        years=years(tier) if tier and (tier.years_min, tier.years_max) != (None, None) else "",
        label=band.label,
        said_of=band.said_of,
        plain=not band.said_of and band.converts_id is None and (tier.plain if tier else not band.label),
        currency=band.currency_id,
        pay_period=band.pay_period,
        figures=band.figures,
        open_top=band.open_top,
        basis=band.basis,
        place_name=place.name if place else "",
        place_slug=place.slug if place else "",
        source_slug=source.slug,
        source_name=source.short_name,
        source_title=source.title,
        source_url=source_address(source.slug),
        attributed_to=band.attributed_to,
        series=band.series,
        traceable=band.is_relayed_from_agency,
        as_of=band.as_of,
        period=band.period,
        method=band.method,
        method_display=METHODS[band.method],
        condition=band.condition,
        source_publisher=source.publisher,
    )


@lru_cache(maxsize=1024)
def source_address(slug: str) -> str:
    """As `Source.get_absolute_url`: of thousands of rows, most share a few sources."""
    return reverse("guides:source", args=[slug])


def rows_of(bands: "Iterable[Band | BandValues]", *, role_title: str, role_url: str) -> list[PayRow]:
    """All bands of one guide as rows; a source's own conversion stands inside the row that it converts."""
    bands = list(bands)
    conversions: dict[int, list[PayRow]] = {}
    for band in bands:
        if band.converts_id is not None:
            row = row_of(band, role_title=role_title, role_url=role_url)
            conversions.setdefault(band.converts_id, []).append(row)
    rows = [
        row_of(band, role_title=role_title, role_url=role_url) for band in bands if band.converts_id is None
    ]
    own = {band.slug: tuple(conversions[band.pk]) for band in bands if band.pk in conversions}
    choice = choose_for_role(rows)
    apart = told_apart(rows)
    for row in rows:
        row.settle(own_conversions=own.get(row.slug, ()), apart=apart[row.slug])
    if choice:
        choice.row.settle(is_headline=True, why=choice.why)
    return rows


def headline(rows: Iterable[PayRow]) -> PayRow | None:
    """The row that stands for the role, by HEADLINE_RULE; of equals the first. None without a plain row."""
    choice = choose_for_role(rows)
    return choice.row if choice else None


def headline_of_tier(rows: Iterable[PayRow], tier_slug: str) -> PayRow | None:
    """The row that stands for a step, by the same rule: of those that are said of this very role and step."""
    choice = choose_for_tier(rows, tier_slug)
    return choice.row if choice else None


def converted(row: PayRow, currency: str, rates: Mapping[tuple[str, str], Decimal]) -> PayRow | None:
    """The row in another currency, by a stated rate or one rate through USD; None where no rate is known.

    `rates` gives what one unit of the first currency is worth in the second.
    """
    rate = find_rate(row.currency, currency, rates)
    if rate is None:
        return None
    if row.currency == currency:
        return row
    figures = {name: value * rate for name, value in row.figures.items()}
    return replace(row, currency=currency, figures=figures, stated=row.stated or row)


def find_rate(from_: str, to: str, rates: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """What one unit of the first currency is worth in the second; None where no rate is known."""
    pairs = rates_between(from_, to, rates)
    if pairs is None:
        return None
    rate = Decimal(1)
    for pair in pairs:
        rate = rate * rates[pair] if pair[0] == from_ else rate / rates[pair]
        from_ = pair[1] if pair[0] == from_ else pair[0]
    return rate


def rates_between(from_: str, to: str, rates: Collection[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """The pairs whose rates lead from one currency to the other: none, one, or two that meet in USD."""
    if from_ == to:
        return []
    for pair in ((from_, to), (to, from_)):
        if pair in rates:
            return [pair]
    if "USD" in (from_, to):
        return None
    first, second = rates_between(from_, "USD", rates), rates_between("USD", to, rates)
    return first + second if first and second else None
