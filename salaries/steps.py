"""The steps of a ladder by years, and what pay changes from one to the next by the same source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from guides.models import Tier
from guides.steps import ahead

from .difference import difference
from .pay import PayRow


@dataclass(frozen=True)
class Change:
    """From one step's figure to the next one's, as the same source states both."""

    row: PayRow
    """The next step's."""
    before: PayRow
    words: str


def fitting(tiers: Iterable[Tier], years: Decimal | None) -> list[Tier]:
    """All steps whose years hold these, both ends included: at 6 years one may stand on two."""
    if years is None:
        return []
    return [
        tier
        for tier in tiers
        if (tier.years_min, tier.years_max) != (None, None)
        and (tier.years_min is None or tier.years_min <= years)
        and (tier.years_max is None or years <= tier.years_max)
    ]


def next_steps(tiers: Sequence[Tier], steps: Sequence[Tier]) -> list[tuple[Tier, list[Tier]]]:
    """The steps that come after these, each on its own track, with those that they come after."""
    following: dict[int, tuple[Tier, list[Tier]]] = {}
    for tier in steps:
        later = (one for one in ahead(tier, tiers) if one not in steps)
        if (found := next(later, None)) is not None:
            following.setdefault(found.pk, (found, []))[1].append(tier)
    return list(following.values())


def changes_between(before: Iterable[Tier], after: Tier, rows: Iterable[PayRow]) -> list[Change]:
    """What the next step changes, for each pair of figures that one source states alike."""
    rows = list(rows)
    slugs = [tier.slug for tier in before]
    changes = []
    for row in (row for row in rows if row.tier_slug == after.slug):
        for slug in slugs:
            for earlier in (one for one in rows if one.tier_slug == slug and says_who(one) == says_who(row)):
                if words := in_words(earlier, row):
                    changes.append(Change(row, earlier, words))
    return changes


def says_who(row: PayRow) -> tuple[str, str]:
    return row.source_slug, row.attributed_to


def in_words(earlier: PayRow, later: PayRow) -> str:
    """ "median $20,000 (22 per cent) more, average the same": each figure that both state; empty if not alike."""
    return ", ".join(f"{apart.kind} {apart.words}" for apart in difference(earlier, later).figures)
