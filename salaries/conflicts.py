"""Statements of one guide on one thing whose figures differ, though no disagreement says so: a list for editors."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from guides.models import Claim, Guide
from guides.templatetags.guides import claim_number

from .models import Band
from .pay import PayRow, row_of
from .templatetags.pay import amount_words

# Each case story has results of its own: two of them do not contradict each other.
TOPICS_OF_MANY = {Claim.Topic.STORY_RESULT}

StatementModel = TypeVar("StatementModel", Band, Claim)


@dataclass(frozen=True)
class Statement:
    slug: str
    value: str
    source: str
    disagreement: str
    """The slug of the disagreement that it belongs to; empty for none."""
    part: Claim | Band = field(repr=False)


@dataclass(frozen=True)
class Conflict:
    """What differs in a guide, on a topic or of a thing; at least one of the statements is in no disagreement."""

    guide: str
    topic: str
    statements: list[Statement]


def unmarked_conflicts(guides: Iterable[Guide]) -> list[Conflict]:
    """In the guides' order: their claims' numbers, then their pay. Two queries, however many guides."""
    guides = list(guides)
    claims, bands = statements_of(guides)
    return [
        conflict
        for guide in guides
        for conflict in conflicts_of(guide, claims.get(guide.pk, []), bands.get(guide.pk, []))
    ]


def statements_of(guides: list[Guide]) -> tuple[dict[int, list[Claim]], dict[int, list[Band]]]:
    """The claims and the bands of each guide, by its key, with all that is read of them here."""
    claims: dict[int, list[Claim]] = {}
    bands: dict[int, list[Band]] = {}
    for claim in Claim.objects.filter(guide__in=guides).select_related("source", "tier", "disagreement"):
        claims.setdefault(claim.guide_id, []).append(claim)
    for band in Band.objects.for_rows().filter(guide__in=guides):
        bands.setdefault(band.guide_id, []).append(band)
    return claims, bands


def conflicts_of(guide: Guide, claims: list[Claim], bands: list[Band]) -> list[Conflict]:
    """Those of one guide, whose claims and bands these are."""
    settled = settled_by(claims, bands)
    return conflicts_of_claims(guide, claims, settled) + conflicts_of_bands(guide, bands, settled)


def settled_by(claims: list[Claim], bands: list[Band]) -> set[int]:
    """The disagreements that readers see: one with a single statement shows nowhere, so that counts as in none."""
    shown = Counter(one.disagreement_id for one in (*claims, *bands) if one.disagreement_id)
    return {pk for pk, number in shown.items() if number > 1}


def conflicts_of_claims(guide: Guide, claims: Iterable[Claim], settled: set[int]) -> list[Conflict]:
    """Claims on one topic, of one step or role, in one unit."""
    groups: dict[Hashable, list[Claim]] = {}
    for claim in claims:
        if claim.low is not None and claim.topic not in TOPICS_OF_MANY:
            key = claim.topic, claim.tier_id, claim.said_of, claim.unit, claim.currency
            groups.setdefault(key, []).append(claim)
    found = []
    for group in groups.values():
        numbers = {
            claim.pk: {"low": low, "high": claim.high or low}
            for claim in group
            if (low := claim.low) is not None
        }
        if open_ones := differing(group, numbers, settled):
            first = group[0]
            words = (first.get_topic_display(), first.tier.title if first.tier else first.said_of)
            statements = [statement_of(claim, claim_number(claim)) for claim in open_ones]
            found.append(Conflict(guide.title, ", ".join(filter(None, words)), statements))
    return found


def conflicts_of_bands(guide: Guide, bands: list[Band], settled: set[int]) -> list[Conflict]:
    """Pay of one step, level or role, for one place, on one scale and one basis."""
    found = []
    for group in bands_by_thing(guide, bands):
        own = [band for _, band in group]
        if open_ones := differing(own, {band.pk: band.figures for band in own}, settled):
            values = {band.pk: amount_words(row) for row, band in group}
            statements = [statement_of(band, values[band.pk]) for band in open_ones]
            found.append(Conflict(guide.title, f"Pay, {group[0][0].thing}", statements))
    return found


def bands_by_thing(guide: Guide, bands: list[Band]) -> list[list[tuple[PayRow, Band]]]:
    """A guide's bands with their rows, in groups that can be compared; what a source converted stands in none."""
    groups: dict[Hashable, list[tuple[PayRow, Band]]] = {}
    for band in bands:
        if band.converts_id is None:
            row = row_of(band, role_title=guide.title, role_url="")
            key = row.tier_slug, row.label, row.said_of, row.place_slug, row.scale, row.basis
            groups.setdefault(key, []).append((row, band))
    return list(groups.values())


def differing(
    group: list[StatementModel], figures: Mapping[int, dict[str, Decimal]], settled: set[int]
) -> list[StatementModel]:
    """Those that differ from another in a figure that both state, where one of the two is in no disagreement."""
    found = set()
    for one, other in combinations(group, 2):
        is_settled = one.disagreement_id in settled and other.disagreement_id in settled
        if not is_settled and of_one_thing(one, other):
            mine, theirs = figures[one.pk], figures[other.pk]
            both = mine.keys() & theirs.keys()
            if any(mine[name] != theirs[name] for name in both) or (both and one.open_top != other.open_top):
                found |= {one.pk, other.pk}
    return [one for one in group if one.pk in found]


def of_one_thing(one: Claim | Band, other: Claim | Band) -> bool:
    """Two conditions, or two places, are about two things; one and none may be about the same."""
    pairs = ((one.condition, other.condition), (one.place_id, other.place_id))
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def statement_of(one: Claim | Band, value: str) -> Statement:
    disagreement = one.disagreement.slug if one.disagreement else ""
    return Statement(one.slug, value, str(one.source), disagreement, one)
