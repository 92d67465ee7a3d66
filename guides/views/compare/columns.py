"""What is compared: a column for each role or step, with all that its guide says, and the currency of pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from guides.choosing import Choice
from guides.models import Claim, Guide, Link, Point, Requirement, Section, Tier
from guides.views.role_page import Differing, first_claim, gather_differing
from salaries.models import Band, ExchangeRate
from salaries.pay import PayRow, converted, headline, headline_of_tier, rates_between, rows_of

Rates = Mapping[tuple[str, str], ExchangeRate]


@dataclass
class Material:
    """What there is of one guide for the table."""

    guide: Guide
    sections: list[Section]
    requirements: list[Requirement]
    claims: list[Claim]
    tiers: list[Tier]
    links: list[Link]
    bands: list[Band]
    rows: list[PayRow] = field(default_factory=list)
    differing: dict[int, Differing] = field(default_factory=dict)


@dataclass(frozen=True)
class Money:
    """In which currency pay is shown, and by which rates; no currency: as each source states it."""

    currency: str
    rates: Rates

    def shown(self, row: PayRow) -> PayRow | None:
        """The row in that currency; None where no rate is known."""
        if not self.currency:
            return row
        return converted(row, self.currency, {pair: rate.rate for pair, rate in self.rates.items()})

    def used(self, rows: Iterable[PayRow]) -> list[ExchangeRate]:
        pairs = {
            pair
            for row in rows
            if self.currency
            for pair in rates_between(row.currency, self.currency, self.rates) or ()
        }
        return [rate for pair, rate in self.rates.items() if pair in pairs]


@dataclass(frozen=True)
class Column:
    """One of the roles or steps that are compared, with the material of its guide."""

    choice: Choice
    material: Material

    @property
    def tier(self) -> Tier | None:
        return self.choice.tier

    @property
    def is_step(self) -> bool:
        return self.tier is not None

    def section(self, kind: Section.Kind) -> Section | None:
        """The guide's first section of this kind; of kinds that belong to steps, that of this step."""
        tier_id = self.tier.pk if self.tier and kind in Section.TIER_KINDS else None
        fitting = (one for one in self.material.sections if one.kind == kind and one.tier_id == tier_id)
        return next(fitting, None)

    def claim(self, topic: Claim.Topic) -> Claim | None:
        """The first statement on the topic about this step, else about its role."""
        own = (one for one in self.material.claims if one.topic == topic and one.tier_id and not one.said_of)
        of_tier = next((claim for claim in own if self.tier and claim.tier_id == self.tier.pk), None)
        return of_tier or first_claim(topic, self.material.claims)

    def pay(self) -> PayRow | None:
        own = [row for row in self.material.rows if not row.said_of]
        return headline_of_tier(own, self.tier.slug) if self.tier else headline(own)

    def differing(self, record_id: int | None) -> tuple[str, str] | None:
        found = self.material.differing.get(record_id) if record_id else None
        if found is None:
            return None
        url = f"{self.choice.role.get_absolute_url()}#differ-{found.record.slug}"
        return f"{found.count} {found.noun} differ", url


def gather(
    choices: Iterable[Choice], opened: Iterable[Section.Kind], listed: Iterable[Section.Kind]
) -> dict[int, Material]:
    """By guide what the columns of these can hold, in eleven queries.

    Of sections of the kinds `opened` only the introduction is loaded, of those `listed` the points too.
    """
    choices = list(choices)
    by_id = {choice.guide.pk: choice.guide for choice in choices}
    fits = Q(tier=None) | Q(tier__in=[choice.tier.pk for choice in choices if choice.tier])
    points = Prefetch(
        "points", Point.objects.filter(section__kind__in=list(listed)).prefetch_related("sources")
    )
    sections = Section.objects.filter(fits, kind__in=[*opened, *listed])
    requirements = Requirement.objects.filter(fits).select_related("skill")
    found = {pk: Material(guide, [], [], [], [], [], []) for pk, guide in by_id.items()}
    parts = (
        ("sections", sections.prefetch_related("sources", points)),
        ("requirements", requirements.prefetch_related("sources")),
        ("claims", Claim.objects.select_related("source", "place", "tier", "disagreement")),
        ("tiers", Tier.objects.select_related("source")),
        ("links", Link.objects.exclude(difference="").select_related("role").prefetch_related("sources")),
        ("bands", Band.objects.for_rows()),
    )
    for name, queryset in parts:
        for part in queryset.filter(guide__in=by_id):
            part.guide = by_id[part.guide_id]
            getattr(found[part.guide_id], name).append(part)
    for one in found.values():
        url = one.guide.role.get_absolute_url()
        one.rows = rows_of(one.bands, role_title=one.guide.title, role_url=url)
        one.differing = gather_differing(one.rows, one.bands, one.claims)
    return found
