"""Job descriptions, composed from a guide's records: for the role, or for one step of its ladder.

Sentences come from the records as they stand; only headings and joining words are written here. Where a
source is itself a job description, what it says about schooling, experience and working hours goes before
what other sources advise a job seeker.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .models import Claim, Guide, Point, Requirement, Section, Skill, Source, Tier
from .search.text import read
from .wording import counted, span

Kind = Section.Kind
KINDS = (Kind.DEFINITION, Kind.DUTIES_PRIMARY, Kind.ENVIRONMENT, Kind.EDUCATION, Kind.EXPERIENCE, Kind.TOOLS)
TOPICS = (Claim.Topic.EXPERIENCE, Claim.Topic.EDUCATION)

DUTIES = 10
DUTIES_OF_ROLE_AT_A_STEP = 5
SKILLS_IN_A_GROUP = 6
PREFERRED_IN_A_GROUP = 5
TOOLS_IN_A_GROUP = 5

TERMS = (
    "You may copy, change and publish this text, whole or in part, without asking us. Its facts come from the"
    " sources named; we cannot and do not license the sources' own wording."
)


@dataclass(frozen=True)
class Line:
    """A paragraph or a list item: an optional lead, a text on one line, and the sources that state it."""

    text: str
    lead: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Part:
    heading: str
    paragraphs: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.paragraphs + self.items


@dataclass(frozen=True)
class Description:
    title: str
    standfirst: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    updated_on: date


def compose(guide: Guide, tier: Tier | None = None, *, pay: Line | None = None) -> Description:
    """The job description of a guide's role, or of one of its steps.

    Reads only relations of the guide that are prefetched: tiers, requirements, claims on TOPICS, and sections
    of the KINDS and of steps. `pay` is our guide's figure in words, without a full stop.
    """
    sections = list(guide.sections.all())
    requirements = [one for one in guide.requirements.all() if one.tier_id in (None, tier_id(tier))]
    parts = [
        about(sections, tier),
        *duties(guide, sections, tier),
        bring(requirements),
        good_to_have(requirements),
        education_and_experience(guide, sections, tier),
        tools(sections, requirements, tier),
        how_we_work(sections),
        pay_part(pay, tier),
    ]
    cited = {source.pk: source for part in parts for line in part.lines for source in line.sources}
    if tier is not None:
        cited[tier.source_id] = tier.source
    return Description(
        title=tier.title if tier else guide.title,
        standfirst=standfirst(guide, tier, parts[0]) if tier else "",
        parts=tuple(part for part in parts if part.lines),
        sources=tuple(sorted(cited.values(), key=lambda source: (source.short_name, source.slug))),
        updated_on=guide.updated_at.date(),
    )


def standfirst(guide: Guide, tier: Tier, about: Part) -> str:
    """What sets the step apart, where the paragraph below does not say it again."""
    repeated = any(says_again(tier.summary, line.text, guide.title) for line in about.paragraphs)
    return "" if repeated else one_line(tier.summary)


def about(sections: Iterable[Section], tier: Tier | None) -> Part:
    """What the role is, for the role and for the step with its plain title; then what it or the step does."""
    what_it_is = of_kind(sections, Kind.DEFINITION) if tier is None or tier.plain else []
    what_it_does = of_kind(sections, Kind.TIER_DUTIES if tier else Kind.DUTIES_PRIMARY, tier)
    return Part("About the role", introductions([*what_it_is, *what_it_does]))


def duties(guide: Guide, sections: Sequence[Section], tier: Tier | None) -> list[Part]:
    """What the step does and where its focus lies, then what the role does as a whole.

    The role's own duties are those of the step with the plain title. To a step below they are what it grows
    into, to a manager above what is in their charge; a step that manages nobody has only its own.
    """
    general = points_of(of_kind(sections, Kind.DUTIES_PRIMARY))
    if tier is None:
        return [Part("What you will do", items=lines(choose(general, DUTIES)))]
    own = points_of(of_kind(sections, Kind.TIER_DUTIES, tier))
    focus = of_kind(sections, Kind.TIER_FOCUS, tier)
    items = lines(points_of(focus))
    focus_part = Part("Where your focus lies", () if items else introductions(focus), items)
    if not own:
        remark = Line("Our sources name no duties for this step alone; these are the duties of the role.")
        return [Part("What you will do", (remark,), lines(choose(general, DUTIES))), focus_part]
    new = [one for one in general if not any(says_again(one.text, other.text, guide.title) for other in own)]
    plain = next((other for other in guide.tiers.all() if other.plain), None)
    if plain is None or plain == tier:
        return [Part("What you will do", items=lines(own + choose(new, DUTIES - len(own)))), focus_part]
    parts = [Part("What you will do", items=lines(own)), focus_part]
    if tier.track == plain.track:
        above = (tier.position, tier.pk) > (plain.position, plain.pk)
        heading = "Duties in your charge" if above else "Duties you grow into"
        parts.append(Part(heading, items=lines(choose(new, DUTIES_OF_ROLE_AT_A_STEP))))
    return parts


def bring(requirements: Sequence[Requirement]) -> Part:
    required = [
        one
        for one in requirements
        if one.necessity == Requirement.Necessity.REQUIRED and one.skill.kind != Skill.Kind.TOOL
    ]
    return Part("What you bring", items=grouped(required, at_most=SKILLS_IN_A_GROUP, at_least=3))


def good_to_have(requirements: Sequence[Requirement]) -> Part:
    required = {one.skill_id for one in requirements if one.necessity == Requirement.Necessity.REQUIRED}
    preferred = [
        one
        for one in requirements
        if one.necessity == Requirement.Necessity.PREFERRED and one.skill_id not in required
    ]
    return Part("Good to have", items=grouped(preferred, at_most=PREFERRED_IN_A_GROUP, at_least=2))


def education_and_experience(guide: Guide, sections: Sequence[Section], tier: Tier | None) -> Part:
    """A step has its own years, so the role's do not stand beside them."""
    claims = [claim for claim in guide.claims.all() if not claim.said_of and claim.tier_id is None]
    found: list[Line] = []
    for topic, kind in ((Claim.Topic.EXPERIENCE, Kind.EXPERIENCE), (Claim.Topic.EDUCATION, Kind.EDUCATION)):
        if tier and topic == Claim.Topic.EXPERIENCE:
            found.append(Line(years(tier), sources=(tier.source,)))
            continue
        stated = [
            Line(one_line(claim.text), sources=(claim.source,))
            for claim in claims
            if claim.topic == topic and claim.source.kind == Source.Kind.JOB_DESCRIPTION
        ]
        found += stated or introductions(of_kind(sections, kind))
    return Part("Education and experience", items=tuple(found))


def tools(sections: Iterable[Section], requirements: Sequence[Requirement], tier: Tier | None) -> Part:
    used = [
        one
        for one in requirements
        if one.skill.kind == Skill.Kind.TOOL and one.necessity != Requirement.Necessity.PREFERRED
    ]
    opening = introductions(of_kind(sections, Kind.TOOLS)) if tier is None or tier.plain else ()
    return Part("Tools", opening, grouped(used, at_most=TOOLS_IN_A_GROUP, at_least=2))


def how_we_work(sections: Iterable[Section]) -> Part:
    found = of_kind(sections, Kind.ENVIRONMENT)
    stated = [point for point in points_of(found) if from_job_description(point)]
    return Part("How we work", (*introductions(found), *lines(stated)))


def pay_part(pay: Line | None, tier: Tier | None) -> Part:
    no_figure = f"Our guide has no figure for this {'step' if tier else 'role'}."
    figure = f"Our guide's figure: {pay.text}." if pay else no_figure
    return Part("Pay", (Line(f"To be stated by the employer. {figure}", sources=pay.sources if pay else ()),))


def years(tier: Tier) -> str:
    low, high = tier.years_min, tier.years_max
    if low is None and high is None:
        return "Years of experience to be stated by the employer; our sources name none for this step."
    if high is None:
        return f"{low} or more years of experience in total."
    if low is None:
        return f"Up to {counted(high or 0, 'years')} of experience in total."
    return f"{counted(span(low, high), 'years')} of experience in total."


def tier_id(tier: Tier | None) -> int | None:
    return tier.pk if tier else None


def of_kind(sections: Iterable[Section], kind: Section.Kind, tier: Tier | None = None) -> list[Section]:
    return [section for section in sections if section.kind == kind and section.tier_id == tier_id(tier)]


def introductions(sections: Iterable[Section]) -> tuple[Line, ...]:
    return tuple(
        Line(one_line(section.introduction), sources=tuple(section.sources.all()))
        for section in sections
        if section.introduction
    )


def points_of(sections: Iterable[Section]) -> list[Point]:
    return [point for section in sections for point in section.points.all()]


def lines(points: Iterable[Point]) -> tuple[Line, ...]:
    """Points without their leads: the leads are for finding one's way on a long page."""
    return tuple(Line(one_line(point.text), sources=tuple(point.sources.all())) for point in points)


def choose(points: Sequence[Point], count: int) -> list[Point]:
    """The points that most sources state; among equals an even spread over the page. In page order."""
    chosen: list[Point] = []
    by_sources: dict[int, list[Point]] = {}
    for point in points:
        by_sources.setdefault(len(point.sources.all()), []).append(point)
    for number in sorted(by_sources, reverse=True):
        equals, room = by_sources[number], count - len(chosen)
        chosen += equals if len(equals) <= room else [equals[i * len(equals) // room] for i in range(room)]
    return [point for point in points if point in chosen]


def says_again(text: str, other: str, title: str) -> bool:
    """Whether they share half of the words that count, and two if there are two; the title's do not count."""
    common = {word.stem for word in read(title)}
    first, second = ({word.stem for word in read(one)} - common for one in (text, other))
    shared, shorter = len(first & second), min(len(first), len(second))
    return 0 < shorter <= 2 * shared and shared >= min(2, shorter)


def from_job_description(point: Point) -> bool:
    return any(source.kind == Source.Kind.JOB_DESCRIPTION for source in point.sources.all())


def grouped(requirements: Sequence[Requirement], *, at_most: int, at_least: int) -> tuple[Line, ...]:
    """One line a group, each skill once, in the first group that names it.

    What a step asks for goes before what the role asks for at every step, and all of it stands; of the rest
    those that most sources name. Groups with fewer than `at_least` skills share a last line.
    """
    groups: dict[str, list[Requirement]] = {}
    seen: set[int] = set()
    for requirement in sorted(requirements, key=lambda one: one.tier_id is None):
        if requirement.skill_id not in seen and requirement.skill.name != group_name(requirement):
            groups.setdefault(group_name(requirement), []).append(requirement)
            seen.add(requirement.skill_id)
    at_a_step = any(requirement.tier_id for requirement in requirements)
    found: list[Line] = []
    rest: list[Requirement] = []
    for name, group in groups.items():
        own = [requirement for requirement in group if requirement.tier_id]
        general = sorted((one for one in group if not one.tier_id), key=lambda one: -len(one.sources.all()))
        room = at_most if own or not at_a_step else at_most // 2
        chosen = own + general[: max(room - len(own), 0)]
        if name and len(chosen) >= at_least:
            found.append(skill_line(name, chosen))
        else:
            rest += chosen
    if rest:
        found.append(skill_line("Also" if found else "", rest))
    return tuple(found)


def group_name(requirement: Requirement) -> str:
    """The group without what it shares with all groups of tools, as a heading."""
    name = requirement.group.removeprefix("Tools: ")
    return name[:1].upper() + name[1:]


def skill_line(name: str, requirements: Sequence[Requirement]) -> Line:
    cited = {source.pk: source for requirement in requirements for source in requirement.sources.all()}
    names = ", ".join(skill_name(requirement) for requirement in requirements)
    return Line(names, lead=name, sources=tuple(cited.values()))


def skill_name(requirement: Requirement) -> str:
    """The skill as it stands in a list: "database queries (SQL, awareness)"."""
    skill, name = requirement.skill, requirement.skill.name
    if in_small_letters(skill):
        name = name[:1].lower() + name[1:]
    if skill.kind == Skill.Kind.TOOL:
        return name
    remarks = [] if not skill.abbreviation or skill.abbreviation in name else [skill.abbreviation]
    if requirement.level:
        remarks.append(requirement.get_level_display().lower())
    return f"{name} ({', '.join(remarks)})" if remarks else name


def in_small_letters(skill: Skill) -> bool:
    """Whether its name is a common noun: not TCP/IP, Six Sigma, Zendesk or Power BI."""
    rest = skill.name[1:]
    if skill.kind == Skill.Kind.TOOL:
        return " " in rest and rest == rest.lower()
    return skill.kind == Skill.Kind.SKILL and rest[:1].islower() and not re.search(r"\b[A-Z][a-z]", rest)


def one_line(text: str) -> str:
    return " ".join(text.split())
