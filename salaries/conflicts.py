"""Statements of one guide on one thing whose figures differ, though no disagreement says so: a list for editors."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from guides.models import Claim, Guide
from guides.templatetags.guides import claim_number

from .models import Band
from .pay import PayRow, rows_of
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


@dataclass(frozen=True)
class Conflict:
    """What differs in a guide, on a topic or of a thing; at least one of the statements is in no disagreement."""

    guide: str
    topic: str
    statements: list[Statement]


def unmarked_conflicts(guides: Iterable[Guide]) -> list[Conflict]:
    """In the guides' order: their claims' numbers, then their pay. Two queries a guide."""
    found = []
    for guide in guides:
        claims = list(guide.claims.select_related("source", "tier", "disagreement"))
        bands = list(Band.objects.for_rows().filter(guide=guide))
        shown = Counter(one.disagreement_id for one in (*claims, *bands) if one.disagreement_id)
        # A disagreement with one statement is shown nowhere, so that one counts as in none.
        settled = {pk for pk, number in shown.items() if number > 1}
        found += conflicts_of_claims(guide, claims, settled) + conflicts_of_bands(guide, bands, settled)
    return found


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
    by_slug = {band.slug: band for band in bands}
    groups: dict[Hashable, list[PayRow]] = {}
    for row in rows_of(bands, role_title=guide.title, role_url=""):
        key = row.tier_slug, row.label, row.said_of, row.place_slug, row.scale, row.basis
        groups.setdefault(key, []).append(row)
    found = []
    for group in groups.values():
        own = [by_slug[row.slug] for row in group]
        if open_ones := differing(own, {band.pk: band.figures for band in own}, settled):
            values = {row.slug: amount_words(row) for row in group}
            statements = [statement_of(band, values[band.slug]) for band in open_ones]
            found.append(Conflict(guide.title, f"Pay, {group[0].thing}", statements))
    return found


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
    return Statement(one.slug, value, str(one.source), one.disagreement.slug if one.disagreement else "")
