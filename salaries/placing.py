"""Where somebody's pay lies among the figures of a role: step by step, source by source, nothing averaged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.text import get_text_list

from guides.models import Tier
from guides.templatetags.guides import years as years_in_words

from .charts import Bar, Chart, chart_of
from .conversion import Apart, Rates, Reason, by_reason, in_one_measure
from .given import Given
from .models import ExchangeRate
from .naming import ITSELF
from .pay import PayRow
from .steps import Change, changes_between, fitting, next_steps
from .verdicts import Lies, verdict_of

# An amount so many times beyond the highest figure would leave no room for the figures on the chart.
FAR_BEYOND = 3

OTHER_BASIS = Reason(
    "basis",
    "Another kind of pay",
    "You gave base pay where these sources state total pay, or total pay where they state base pay.",
)
LEVEL = Reason(
    "level",
    "Levels and titles without years",
    "These sources name a level or a title of their own and not how many years it takes. Nobody can say whether it"
    " is yours.",
)


@dataclass(frozen=True)
class Group:
    """Figures of one step, or of the role itself, each with its verdict."""

    heading: str
    bars: list[Bar]
    counts: str
    """ "Of 3 figures, your amount lies below 1 and within 2." """


@dataclass(frozen=True)
class Next:
    """The step after those that fit: its figures, and what changes by the same sources."""

    tier: Tier
    before: list[Tier]
    group: Group
    changes: list[Change]


@dataclass(frozen=True)
class Placing:
    steps: list[Tier]
    """The steps that the years fit; empty where none were given or none fits."""
    groups: list[Group]
    elsewhere: list[Group]
    """For other places than the one given, or for none."""
    onwards: list[Next]
    apart: list[tuple[Reason, list[PayRow]]]
    rates: list[ExchangeRate]
    chart: Chart | None
    """The scale of all groups, with the reader's own amount on it unless that lies far beyond."""

    @property
    def is_far_beyond(self) -> bool:
        return self.chart is not None and self.chart.marker is None

    @property
    def count(self) -> int:
        """How many figures the amount is placed beside."""
        onwards = (one.group for one in self.onwards)
        return sum(len(group.bars) for group in (*self.groups, *self.elsewhere, *onwards))


class Beside:
    """The rows of one role, each with its bar on one chart and the verdict on an amount."""

    def __init__(self, rows: list[PayRow], amount: Decimal) -> None:
        highest = max((row.high for row in rows), default=Decimal(0))
        self.chart = chart_of(rows, marker=amount if amount <= FAR_BEYOND * highest else None)
        bars = self.chart.bars if self.chart else []
        self.bars = {
            bar.row.slug: replace(bar, title=by_source(bar.row), verdict=verdict_of(bar.row, amount))
            for bar in bars
        }

    def group(self, heading: str, rows: Iterable[PayRow]) -> Group:
        bars = [self.bars[row.slug] for row in rows]
        return Group(heading, bars, in_counts(Counter(bar.verdict.lies for bar in bars if bar.verdict)))


def placing_of(
    rows: Iterable[PayRow],
    tiers: Sequence[Tier],
    given: Given,
    within: Mapping[str, Sequence[str]],
    rates: Rates,
) -> Placing:
    """The rows of one role beside what was given. `within` names all places that each place lies in.

    Raises ValueError where what was given is not complete.
    """
    if given.amount is None:
        raise ValueError("there is nothing to place")
    steps = fitting(tiers, given.years)
    onwards = next_steps(tiers, steps)
    asked, levels = asked_rows(rows, steps, [tier for tier, _ in onwards])
    measured = in_one_measure(asked, given.currency, given.per, rates)
    likely = [replace(row, is_headline=False) for row in measured.rows if has_basis(row, given.basis)]
    others = [
        Apart(row.stated or row, OTHER_BASIS) for row in measured.rows if not has_basis(row, given.basis)
    ]
    beside = Beside(likely, given.amount)
    here = [row for row in likely if is_for(row, given.place, within)]
    later = {tier.slug for tier, _ in onwards}
    now = [row for row in here if row.tier_slug not in later]
    there = [row for row in likely if row.tier_slug not in later and not is_for(row, given.place, within)]
    return Placing(
        steps=steps,
        groups=groups_of(now, tiers, steps, beside),
        elsewhere=groups_of(there, tiers, [], beside),
        onwards=[
            Next(
                tier,
                after,
                beside.group(titled(tier), [row for row in here if row.tier_slug == tier.slug]),
                changes_between(after, tier, here),
            )
            for tier, after in onwards
        ],
        apart=by_reason([*measured.apart, *others, *levels]),
        rates=measured.rates,
        chart=beside.chart,
    )


def asked_rows(
    rows: Iterable[PayRow], steps: list[Tier], onwards: list[Tier]
) -> tuple[list[PayRow], list[Apart]]:
    """The rows of the role itself and of the steps asked for; apart those of levels whose years nobody states.

    Without steps to look for, every row.
    """
    rows = list(rows)
    if not steps:
        return rows, []
    slugs = {tier.slug for tier in (*steps, *onwards)}
    asked = [row for row in rows if row.tier_slug in slugs or is_of_all(row)]
    return asked, [Apart(row, LEVEL) for row in rows if is_of_level(row)]


def groups_of(
    rows: Sequence[PayRow], tiers: Iterable[Tier], steps: Sequence[Tier], beside: Beside
) -> list[Group]:
    """The steps asked for first, with or without figures; else the role itself, its steps and other levels."""
    by_tier = [
        beside.group(titled(tier), [row for row in rows if row.tier_slug == tier.slug])
        for tier in (steps or tiers)
    ]
    itself = beside.group(ITSELF, filter(is_of_all, rows))
    levels = beside.group("Levels that sources name", filter(is_of_level, rows))
    if steps:
        return [*by_tier, itself]
    return [one for one in (itself, *by_tier, levels) if one.bars]


def has_basis(row: PayRow, basis: str) -> bool:
    """What a source does not state may be either."""
    return not basis or row.basis in ("", basis)


def is_for(row: PayRow, place: str, within: Mapping[str, Sequence[str]]) -> bool:
    return not place or place in within.get(row.place_slug, ())


def is_of_all(row: PayRow) -> bool:
    """Whether the row is of the role as a whole."""
    return not row.step


def is_of_level(row: PayRow) -> bool:
    """Whether the row is of a level or title that is no step of the ladder."""
    return bool(row.step) and not row.tier_slug


def by_source(row: PayRow) -> str:
    """What a row is called among those of one step: whose figure it is, and what tells it from others."""
    who = f"{row.attributed_to}, relayed by {row.source_name}" if row.attributed_to else row.source_name
    apart = [word for word in row.apart if word != row.source_name]
    level = f"{row.step}: " if is_of_level(row) else ""
    return level + ", ".join([who, *apart])


def titled(tier: Tier) -> str:
    has_years = (tier.years_min, tier.years_max) != (None, None)
    return f"{tier.title} ({years_in_words(tier)})" if has_years else tier.title


def in_counts(counts: Mapping[Lies, int]) -> str:
    """ "Of 3 figures, your amount lies below 1 and within 2." Figures of unlike sources have no average."""
    total = sum(counts.values())
    if total < 2:
        return ""
    parts = [f"{lies} {counts[lies]}" for lies in Lies if counts.get(lies)]
    return f"Of {total} figures, your amount lies {get_text_list(parts, 'and')}."
