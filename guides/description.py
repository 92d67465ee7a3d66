"""Job descriptions, composed from a guide's records: for the role, or for one step of its ladder.

Sentences come from the records as they stand; only headings and joining words are written here, and
placeholders in square brackets where the employer knows and we do not. Where a source is itself a job
description, what it says about schooling and experience goes before what other sources advise a job seeker.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .markdown import to_text
from .models import Guide, Point, Requirement, Section, Skill, Source, Tier
from .search.text import read
from .wording import counted, span

Kind = Section.Kind
KINDS = (Kind.DEFINITION, Kind.DUTIES_PRIMARY, Kind.ENVIRONMENT, Kind.EDUCATION, Kind.EXPERIENCE)

DUTIES = 10
DUTIES_OF_ROLE_AT_A_STEP = 5
LINES_OF_SKILLS = 8
LINES_OF_TOOLS = 6
OF_THE_ROLE_IN_A_LINE = 4
OF_A_STEP_IN_A_LINE = 5
EXAMPLES = 3
POINTS_ON_WORK = 2

# How a line of skills begins: by the level asked for, else by the group.
AT_LEVEL = {
    Requirement.Level.AWARENESS: "A basic understanding of",
    Requirement.Level.WORKING: "Working knowledge of",
    Requirement.Level.PRACTITIONER: "Practical experience of",
    Requirement.Level.EXPERT: "Expert knowledge of",
}
IN_GROUP = {
    "Compliance": "Knowledge of",
    "Metrics": "Experience of metrics such as",
    "On the rise": "Familiarity with",
    "People": "Strength in",
    "Technical": "Command of",
}
IN_ANY_GROUP = "Skill in"
# The groups from which a step at the top of the ladder takes what the role as a whole asks for.
LEADING = ("People", "Strategy")

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
    """`remarks` are for whoever publishes the text, and no part of it."""

    title: str
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]
    sources: tuple[Source, ...]
    updated_on: date


def compose(guide: Guide, tier: Tier | None = None) -> Description:
    """The job description of a guide's role, or of one of its steps.

    Reads only relations of the guide that are prefetched: tiers, requirements, and sections of the KINDS and
    of steps. A step at the top of the ladder has only its own duties and skills, and of the role's skills
    those of leaders.
    """
    sections = list(guide.sections.all())
    top = tier is not None and is_top(tier, guide.tiers.all())
    requirements = [
        one
        for one in guide.requirements.all()
        if one.is_asked_for
        and (one.tier_id == tier_id(tier) or (one.tier_id is None and (not top or is_for_leaders(one))))
    ]
    parts = [
        about(guide, sections, tier),
        *duties(guide, sections, tier, top=top),
        bring(requirements, top=top),
        good_to_have(requirements),
        education_and_experience(sections, tier),
        tools(requirements),
        how_we_work(sections),
        Part("Pay", (Line("[Pay range]"),)),
    ]
    cited = {source.pk: source for part in parts for line in part.lines for source in line.sources}
    if tier is not None:
        cited[tier.source_id] = tier.source
    return Description(
        title=tier.title if tier else guide.title,
        parts=tuple(part for part in parts if part.lines),
        remarks=tuple(remarks(sections, tier)) if tier else (),
        sources=tuple(sorted(cited.values(), key=lambda source: (source.short_name, source.slug))),
        updated_on=guide.updated_at.date(),
    )


def is_top(tier: Tier, tiers: Iterable[Tier]) -> bool:
    """Whether the step manages the managers above the plain title: two steps of management above it, or more."""
    managers = [one for one in tiers if one.track == Tier.Track.MANAGEMENT]
    plain = next((place for place, one in enumerate(managers) if one.plain), None)
    return plain is not None and tier in managers[plain + 2 :]


def is_for_leaders(requirement: Requirement) -> bool:
    if requirement.necessity == Requirement.Necessity.PREFERRED:
        return requirement.skill.kind == Skill.Kind.SKILL
    return requirement.group in LEADING


def about(guide: Guide, sections: Iterable[Section], tier: Tier | None) -> Part:
    """What the role is, for it and for the step with its plain title; what sets any other step apart; what it does."""
    what_it_does = introductions(of_kind(sections, Kind.TIER_DUTIES if tier else Kind.DUTIES_PRIMARY, tier))
    if tier is None or tier.plain:
        return Part("About the role", introductions(of_kind(sections, Kind.DEFINITION)) + what_it_does)
    new = tuple(line for line in what_it_does if not says_again(tier.summary, line.text, guide.title))
    summary = (Line(in_a_sentence(tier), sources=(tier.source,)),) if tier.summary else ()
    return Part("About the role", summary + new)


def in_a_sentence(tier: Tier) -> str:
    """The summary, which begins with a verb, with the step as its subject."""
    summary = one_line(tier.summary)
    return f"The {tier.title} {in_lower_case(summary)}"


def duties(guide: Guide, sections: Sequence[Section], tier: Tier | None, *, top: bool) -> list[Part]:
    """What the step does and where its focus lies, then what the role does as a whole.

    The role's own duties are those of the step with the plain title. To a step below they are what it grows
    into, to the manager above what is in their charge; a step further up, or one that manages nobody, has
    only its own.
    """
    # A range in a duty ("8 to 20 engineers") is one source's figure, not the employer's.
    general = [
        point
        for point in points_of(of_kind(sections, Kind.DUTIES_PRIMARY))
        if not re.search(r"\d to \d", point.text)
    ]
    if tier is None:
        return [Part("What you will do", items=lines(choose(general, DUTIES)))]
    own = points_of(of_kind(sections, Kind.TIER_DUTIES, tier))
    focus = of_kind(sections, Kind.TIER_FOCUS, tier)
    items = lines(points_of(focus))
    focus_part = Part("Where your focus lies", () if items else introductions(focus), items)
    if not own:
        return [Part("What you will do", items=lines(choose(general, DUTIES))), focus_part]
    new = [one for one in general if not any(says_again(one.text, other.text, guide.title) for other in own)]
    plain = next((other for other in guide.tiers.all() if other.plain), None)
    if plain is None or plain == tier:
        return [Part("What you will do", items=lines(own + choose(new, DUTIES - len(own)))), focus_part]
    parts = [Part("What you will do", items=lines(own)), focus_part]
    if tier.track == plain.track and not top:
        above = (tier.position, tier.pk) > (plain.position, plain.pk)
        heading = "Duties in your charge" if above else "Duties you grow into"
        parts.append(Part(heading, items=lines(choose(new, DUTIES_OF_ROLE_AT_A_STEP))))
    return parts


def bring(requirements: Sequence[Requirement], *, top: bool) -> Part:
    required = [
        one
        for one in requirements
        if one.necessity == Requirement.Necessity.REQUIRED and one.skill.kind != Skill.Kind.TOOL
    ]
    return Part("What you bring", items=skill_lines(required, share_last=True, in_a_group=2 if top else 1))


def good_to_have(requirements: Sequence[Requirement]) -> Part:
    required = {one.skill_id for one in requirements if one.necessity == Requirement.Necessity.REQUIRED}
    preferred = [
        one
        for one in requirements
        if one.necessity == Requirement.Necessity.PREFERRED and one.skill_id not in required
    ]
    return Part("Good to have", items=skill_lines(preferred))


def education_and_experience(sections: Iterable[Section], tier: Tier | None) -> Part:
    """A step has its own years, so the role's do not stand beside them."""
    experience = asked_for(of_kind(sections, Kind.EXPERIENCE))
    if tier and (tier.years_min is not None or tier.years_max is not None):
        experience = (Line(f"You have {in_lower_case(years(tier))}", sources=(tier.source,)),)
    elif tier or not experience:
        experience = (Line("[Years of experience]"),)
    return Part(
        "Education and experience", items=(*experience, *asked_for(of_kind(sections, Kind.EDUCATION)))
    )


def asked_for(sections: Sequence[Section]) -> tuple[Line, ...]:
    """What the job descriptions among the sources ask for; without one, the sections' answers."""
    stated = [point for point in points_of(sections) if from_job_description(point)]
    if not stated:
        return introductions(sections)
    return tuple(Line(as_demand(point), sources=tuple(point.sources.all())) for point in stated)


def as_demand(point: Point) -> str:
    """A point as the employer says it. A lead with a number begins the sentence that the text ends."""
    text = one_line(point.text)
    if re.search(r"\d", point.lead):
        text = f"{point.lead} {in_lower_case(text)}"
    return f"You have {in_lower_case(text)}" if re.match(r"\d|At least ", text) else text


def tools(requirements: Iterable[Requirement]) -> Part:
    """Kinds of tools with some of their names: no employer uses all that the sources list."""
    used = [
        one
        for one in requirements
        if one.skill.kind == Skill.Kind.TOOL and one.necessity != Requirement.Necessity.PREFERRED
    ]
    groups = [group for group in by_group(used) if len(group) > 1]
    return Part("Tools you will work with", items=tuple(map(tool_line, most_cited(groups, LINES_OF_TOOLS))))


def how_we_work(sections: Iterable[Section]) -> Part:
    found = of_kind(sections, Kind.ENVIRONMENT)
    points = points_of(found)
    stated = [point for point in points if from_job_description(point)] or points[:POINTS_ON_WORK]
    to_fill_in = (Line("[Place]", lead="Place"), Line("[Hours]", lead="Hours"))
    return Part("How we work", introductions(found), (*to_fill_in, *lines(stated)))


def remarks(sections: Iterable[Section], tier: Tier) -> Iterable[str]:
    if not points_of(of_kind(sections, Kind.TIER_DUTIES, tier)):
        yield "Our sources name no duties for this step alone; those in the text are the duties of the role."
    if tier.years_min is None and tier.years_max is None:
        yield "Our sources name no years of experience for this step."


def years(tier: Tier) -> str:
    low, high = tier.years_min, tier.years_max
    if high is None:
        return f"{low} or more years of experience in total."
    if not low:
        return f"Up to {counted(high or 0, 'years')} of experience in total."
    return f"{counted(span(low, high), 'years')} of experience in total."


def tier_id(tier: Tier | None) -> int | None:
    return tier.pk if tier else None


def of_kind(sections: Iterable[Section], kind: Section.Kind, tier: Tier | None = None) -> list[Section]:
    return [section for section in sections if section.kind == kind and section.tier_id == tier_id(tier)]


def introductions(sections: Iterable[Section]) -> tuple[Line, ...]:
    return tuple(
        Line(one_line(to_text(section.introduction)), sources=tuple(section.sources.all()))
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


def skill_lines(
    requirements: Iterable[Requirement], *, share_last: bool = False, in_a_group: int = 1
) -> tuple[Line, ...]:
    """Lines of skills of one group and level. What a step asks for goes first, and all of it stands.

    Of what the role asks for at every step, those skills and groups that most sources name, in as many lines
    `in_a_group`. With `share_last`, groups of one skill share a last line.
    """
    groups = by_group(requirements)
    own = [part for group in groups if group[0].tier_id for part in in_parts(group, OF_A_STEP_IN_A_LINE)]
    general = [group for group in groups if not group[0].tier_id]
    if share_last:
        alone = [group for group in general if len(group) == 1 and not group[0].stated_level]
        if len(alone) > 1:
            general = [group for group in general if group not in alone] + [[one for [one] in alone]]
    best = [
        sorted(group, key=lambda one: -len(one.sources.all()))[: OF_THE_ROLE_IN_A_LINE * in_a_group]
        for group in most_cited(general, LINES_OF_SKILLS - len(own))
    ]
    chosen = [*own, *(part for group in best for part in in_parts(group, OF_THE_ROLE_IN_A_LINE))]
    return tuple(map(skill_line, chosen))


def by_group(requirements: Iterable[Requirement]) -> list[list[Requirement]]:
    """What stands under one heading at one level; those of a step first, each skill once.

    An employer is told only of levels that a source states.
    """
    groups: dict[tuple[bool, str, str], list[Requirement]] = {}
    seen: set[int] = set()
    for one in sorted(requirements, key=lambda one: one.tier_id is None):
        if one.skill_id not in seen and one.skill.name.casefold() != group_name(one).casefold():
            groups.setdefault((one.tier_id is None, one.group, one.stated_level), []).append(one)
            seen.add(one.skill_id)
    return list(groups.values())


def most_cited(groups: Sequence[list[Requirement]], count: int) -> list[list[Requirement]]:
    """The groups whose best skill most sources name, in page order."""

    def citations(group: list[Requirement]) -> int:
        return max(len(one.sources.all()) for one in group)

    places = sorted(range(len(groups)), key=lambda place: -citations(groups[place]))[: max(count, 0)]
    return [groups[place] for place in sorted(places)]


def in_parts(group: list[Requirement], at_most: int) -> list[list[Requirement]]:
    """The group, or nearly equal parts of it."""
    size = -(-len(group) // -(-len(group) // at_most))
    return [group[start : start + size] for start in range(0, len(group), size)]


def group_name(requirement: Requirement) -> str:
    """The group without what it shares with all groups of tools."""
    return requirement.group.removeprefix("Tools: ")


def skill_line(group: Sequence[Requirement]) -> Line:
    """ "Strength in hiring and coaching", or "A qualification such as PMP or COBIT"."""
    if all(one.skill.kind == Skill.Kind.CERTIFICATE for one in group):
        return such_as("A qualification", group)
    name = group[0].group if len({one.group for one in group}) == 1 else ""
    level = group[0].stated_level
    opening = AT_LEVEL[Requirement.Level(level)] if level else IN_GROUP.get(name, IN_ANY_GROUP)
    return Line(f"{opening} {listed([skill_name(one.skill) for one in group])}", sources=sources_of(group))


def tool_line(group: Sequence[Requirement]) -> Line:
    name = group_name(group[0])
    kind = name if re.search(r"(?<!ic)s$", name) else f"{name} tools"
    level = group[0].stated_level
    opening = f"{AT_LEVEL[Requirement.Level(level)]} {kind}" if level else kind[:1].upper() + kind[1:]
    return such_as(opening, group)


def such_as(opening: str, group: Sequence[Requirement]) -> Line:
    """Three examples: products before kinds of products, then those that most sources name."""
    best = sorted(group, key=lambda one: (in_small_letters(one.skill), -len(one.sources.all())))[:EXAMPLES]
    return Line(
        f"{opening} such as {listed([skill_name(one.skill) for one in best], 'or')}", sources=sources_of(best)
    )


def sources_of(group: Iterable[Requirement]) -> tuple[Source, ...]:
    return tuple({source.pk: source for one in group for source in one.sources.all()}.values())


def listed(names: Sequence[str], word: str = "and") -> str:
    """ "a, b and c", with a comma before the last word where a name holds that word itself."""
    if len(names) == 1:
        return names[0]
    comma = "," if any(f" {word} " in name for name in names) else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def skill_name(skill: Skill) -> str:
    """The skill as it stands in a sentence: "database queries (SQL)", "ITIL" for the ITIL framework."""
    name = in_lower_case(skill.name) if in_small_letters(skill) else skill.name
    if skill.kind == Skill.Kind.TOOL or not skill.abbreviation:
        return name
    if name.startswith(skill.abbreviation):
        return skill.abbreviation
    return name if skill.abbreviation in name else f"{name} ({skill.abbreviation})"


def in_small_letters(skill: Skill) -> bool:
    """Whether its name is a common noun: not TCP/IP, Six Sigma, Zendesk or Power BI."""
    rest = skill.name[1:]
    if skill.kind == Skill.Kind.TOOL:
        return " " in rest and rest == rest.lower()
    return skill.kind == Skill.Kind.SKILL and rest[:1].islower() and not re.search(r"\b[A-Z][a-z]", rest)


def one_line(text: str) -> str:
    return " ".join(text.split())


def in_lower_case(text: str) -> str:
    return text[:1].lower() + text[1:]
