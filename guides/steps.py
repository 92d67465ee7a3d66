"""What changes from one step of a ladder to another. Plain functions on tiers that are loaded; no queries.

Two tiers, A and B, are compared by the skills that their own requirements ask for (what the role asks for at every
step changes nothing). Each skill that A or B asks for falls into exactly one of five sets:

- new: B asks for it, A does not.
- deeper: both do, the level is known at both ends, and B's is higher.
- stays: both do, all others. A level that falls, or is known at one end only, is part of what is said of it.
- handed over: A asks for it, B does not, and on the way up from A to B a tier records that others do it from there
  on. Tiers on the way are those after A up to B, in the order of the ladder, of A's track or B's. Of several that
  mention the skill the last one decides: what is handed over and then asked for again is not handed over.
- no longer mentioned: A asks for it, B does not, all others. That a source falls silent does not mean it ends.

Up is towards the end of the ladder, across tracks too. On the way down nothing is handed over: what is new on the way
up is then no longer mentioned, and what was handed over or fell silent is new again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .models import Point, Requirement, Section, Skill, Source, Tier
from .wording import counted, span


@dataclass(frozen=True)
class Change:
    """One skill between two tiers: what each asks for, and the record by which it was handed over."""

    skill: Skill
    before: Requirement | None = None
    after: Requirement | None = None
    handing_over: Requirement | None = None

    @property
    def ends(self) -> list[Requirement]:
        return [one for one in (self.before, self.after) if one]

    @property
    def records(self) -> list[Requirement]:
        return [*self.ends, *([self.handing_over] if self.handing_over else [])]

    @property
    def is_deeper(self) -> bool:
        first, last = self._ranks
        return first is not None and last is not None and last > first

    @property
    def falls(self) -> bool:
        first, last = self._ranks
        return first is not None and last is not None and last < first

    @property
    def levels(self) -> str:
        """ "awareness", "from awareness to expert", "expert at both": as far as levels are known; else empty."""
        words = [one.get_level_display().lower() for one in self.ends]
        if not any(words) or len(words) == 1:
            return words[0] if words else ""
        before, after = words
        if before == after:
            return f"{before} at both"
        if before and after:
            return f"from {before} to {after}"
        return f"{before or 'level not known'}, then {after or 'level not known'}"

    @property
    def concluded(self) -> list[Requirement]:
        """The ends whose level our editors conclude."""
        return [one for one in self.ends if one.conclusion]

    @property
    def sources(self) -> list[Source]:
        """Each source of its records once."""
        cited = (source for one in self.records for source in one.sources.all())
        return list({source.pk: source for source in cited}.values())

    @property
    def _ranks(self) -> tuple[int | None, int | None]:
        return self.before.rank if self.before else None, self.after.rank if self.after else None


@dataclass(frozen=True)
class Changes:
    """The five sets, in the order of the tier that asks for them: B's for what B asks for, else A's."""

    new: list[Change] = field(default_factory=list)
    deeper: list[Change] = field(default_factory=list)
    handed_over: list[Change] = field(default_factory=list)
    stays: list[Change] = field(default_factory=list)
    no_longer: list[Change] = field(default_factory=list)

    @property
    def all(self) -> list[Change]:
        return [*self.new, *self.deeper, *self.handed_over, *self.stays, *self.no_longer]


def asked_for(tier: Tier) -> dict[int, Requirement]:
    """What a tier asks for, by skill."""
    return {one.skill_id: one for one in tier.requirements.all() if one.is_asked_for}


def changes(before: Tier, after: Tier, ladder: Sequence[Tier]) -> Changes:
    """The five sets between two tiers of `ladder`, which holds all its tiers in order with their requirements."""
    first, last = asked_for(before), asked_for(after)
    handed_over = handed_over_between(before, after, ladder)
    found = Changes()
    for skill, requirement in last.items():
        change = Change(requirement.skill, first.get(skill), requirement)
        (found.new if skill not in first else found.deeper if change.is_deeper else found.stays).append(
            change
        )
    for skill, requirement in first.items():
        if skill not in last:
            record = handed_over.get(skill)
            (found.handed_over if record else found.no_longer).append(
                Change(requirement.skill, requirement, handing_over=record)
            )
    return found


def handed_over_between(before: Tier, after: Tier, ladder: Sequence[Tier]) -> dict[int, Requirement]:
    """By skill, the records of handing over that hold at B on the way up from A; none on the way down."""
    tracks = {before.track, after.track}
    way = [
        tier for tier in ladder[ladder.index(before) + 1 : ladder.index(after) + 1] if tier.track in tracks
    ]
    last_word = {one.skill_id: one for tier in way for one in tier.requirements.all()}
    return {skill: one for skill, one in last_word.items() if not one.is_asked_for}


def years_between(before: Tier, after: Tier) -> list[str]:
    """What the years of two tiers say of each other, in sentences: how far apart they start, where they overlap."""
    if before.years_min is None or after.years_min is None:
        unknown = [tier for tier in (before, after) if tier.years_min is None]
        return [f"No source here states from when on one is {tier.title}." for tier in unknown]
    start, end = before.years_min, before.years_max
    other_start, other_end = after.years_min, after.years_max
    apart = counted(abs(other_start - start), "years")
    if start == other_start:
        told = f"Both start at {counted(start, 'years')}."
    else:
        told = f"Starts {apart} {'later' if other_start > start else 'earlier'}."
    first_end = end if start < other_start else other_end
    second_start = max(start, other_start)
    if start != other_start and first_end is not None and first_end <= second_start:
        if first_end == second_start:
            return [told, f"One ends where the other begins, at {counted(second_start, 'years')}."]
        gap = counted(second_start - first_end, "years")
        return [told, f"From the end of one to the start of the other: {gap}."]
    ends = [one for one in (end, other_end) if one is not None]
    if not ends:
        return [told, f"They overlap from {counted(second_start, 'years')} on; neither has an upper end."]
    return [told, f"They overlap: both cover {counted(span(second_start, min(ends)), 'years')}."]


def overlap(one: Tier, other: Tier) -> bool:
    """Whether the years of two tiers share more than a point; False where they are not stated."""
    if one.years_min is None or other.years_min is None:
        return False
    end = min((tier.years_max for tier in (one, other) if tier.years_max is not None), default=None)
    return end is None or max(one.years_min, other.years_min) < end


def ahead(tier: Tier, ladder: Sequence[Tier]) -> list[Tier]:
    """The steps of the same track that come after this one, the next one first."""
    return [one for one in ladder[ladder.index(tier) + 1 :] if one.track == tier.track]


def beside(tier: Tier, ladder: Iterable[Tier]) -> list[Tier]:
    """The steps of another track whose years overlap this one's."""
    return [one for one in ladder if one.track != tier.track and overlap(one, tier)]


@dataclass(frozen=True)
class Pair:
    """Points of two tiers on one thing: those with the same lead."""

    lead: str
    before: Point
    after: Point


@dataclass(frozen=True)
class Opposite:
    """Sections of one kind, of two tiers: pairs of points stand opposite each other, the rest beside each other."""

    before: list[Section]
    after: list[Section]

    @property
    def has_introductions(self) -> bool:
        """Whether something goes before the points: an introduction, or that one side has no section at all."""
        told = any(section.introduction for section in [*self.before, *self.after])
        return told or not (self.before and self.after)

    @property
    def pairs(self) -> list[Pair]:
        leads = {point.lead.casefold(): point for point in points_of(self.before)[::-1] if point.lead}
        return [
            Pair(point.lead, leads.pop(point.lead.casefold()), point)
            for point in points_of(self.after)
            if point.lead.casefold() in leads
        ]

    @property
    def rest_before(self) -> list[Point]:
        paired = {pair.before.pk for pair in self.pairs}
        return [point for point in points_of(self.before) if point.pk not in paired]

    @property
    def rest_after(self) -> list[Point]:
        paired = {pair.after.pk for pair in self.pairs}
        return [point for point in points_of(self.after) if point.pk not in paired]


def points_of(sections: Iterable[Section]) -> list[Point]:
    return [point for section in sections for point in section.points.all()]


def opposite(before: Tier, after: Tier, kind: Section.Kind) -> Opposite:
    """The sections of one kind of both tiers, whose sections are loaded."""
    return Opposite(
        *([section for section in tier.sections.all() if section.kind == kind] for tier in (before, after))
    )
