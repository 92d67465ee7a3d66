"""All bands that readers see as plain values: of tens of thousands, a record of each would take seconds to make."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from guides.models import Place, Role, Source, Tier
from guides.models.statement import is_relayed_from_agency

from .models import Band
from .models.band import FIGURES

COLUMNS = (
    *(
        "pk",
        "guide_id",
        "slug",
        "label",
        "said_of",
        "converts_id",
        "currency_id",
        "pay_period",
        "open_top",
        "basis",
    ),
    *("attributed_to", "series", "as_of", "period", "method", "condition"),
)


class Home(NamedTuple):
    """A published role: its key, its address, and its title."""

    role: int
    slug: str
    title: str
    url: str


class BandValues(NamedTuple):
    """What a pay row reads of a band, by the same names."""

    tier: Tier | None
    place: Place | None
    source: Source
    figures: dict[str, Decimal]
    pk: int
    guide_id: int
    slug: str
    label: str
    said_of: str
    converts_id: int | None
    currency_id: str
    pay_period: str
    open_top: bool
    basis: str
    attributed_to: str
    series: str
    as_of: str
    period: str
    method: str
    condition: str

    @property
    def is_relayed_from_agency(self) -> bool:
        return is_relayed_from_agency(self)


def homes() -> dict[int, Home]:
    """All published roles by the keys of their guides, in the order of lists."""
    # One address tells all: to make each anew takes most of the time that this takes.
    before, after = reverse("guides:role", args=["-"]).rsplit("-", 1)
    roles = Role.objects.for_list().values_list("published", "pk", "address__slug", "published__title")
    return {guide: Home(pk, slug, title, f"{before}{slug}{after}") for guide, pk, slug, title in roles}


def bands_by_guide(places: Mapping[int, Place]) -> dict[int, list[BandValues]]:
    """All bands of the guides that readers see, in their order, in three queries; `places` are all by key."""
    # Bands first: what is published meanwhile may name a source that an earlier reading would not have.
    rows = list(Band.objects.public().values_list("tier_id", "place_id", "source_id", *FIGURES, *COLUMNS))
    sources = Source.objects.in_bulk()
    tiers = {
        tier.pk: tier
        for tier in Tier.objects.public().filter(bands__isnull=False).select_related("role").distinct()
    }
    found: dict[int, list[BandValues]] = {}
    for tier, place, source, *values in rows:
        figures = {name: value for name, value in zip(FIGURES, values, strict=False) if value is not None}
        band = BandValues(
            tiers.get(tier), places.get(place), sources[source], figures, *values[len(FIGURES) :]
        )
        found.setdefault(band.guide_id, []).append(band)
    return found
