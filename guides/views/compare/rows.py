"""The rows of a comparison, in the order of the page, and which records fill the cells of each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from guides.models import Claim, Section, Tier
from guides.templatetags.guides import years
from salaries.pay import PayRow
from salaries.templatetags.pay import amount, figure, typical_name

from .cells import NO_STEP, NOT_STATED, Cell, Group, Row, Said, claim_said, link_to, opening, section_cell
from .columns import Column, Money
from .skills import skill_rows

# The topics of claims that have a row of their own, each with the section that says more.
TOPICS = {
    Claim.Topic.EDUCATION: Section.Kind.EDUCATION,
    Claim.Topic.HOURS: Section.Kind.ENVIRONMENT,
    Claim.Topic.TEAM_SIZE: None,
    Claim.Topic.REMOTE: Section.Kind.REMOTE,
    Claim.Topic.DEMAND: Section.Kind.DEMAND,
    Claim.Topic.GROWTH: Section.Kind.OUTLOOK,
    Claim.Topic.OPENINGS: None,
    Claim.Topic.AI_IMPACT: Section.Kind.AI,
    Claim.Topic.STRESS: None,
    Claim.Topic.BALANCE: Section.Kind.BALANCE,
}
# The kinds of section whose opening may stand in a cell, and those whose points do too.
OPENED = (Section.Kind.DEFINITION, Section.Kind.EXPERIENCE, *filter(None, TOPICS.values()))
LISTED = (Section.Kind.DUTIES_PRIMARY, Section.Kind.PROS, Section.Kind.CONS, *Section.TIER_KINDS)


def groups_of(columns: Sequence[Column], money: Money) -> list[Group]:
    """All rows, in the order of the page."""
    topic = partial(topic_row, columns)
    any_step = any(column.is_step for column in columns)
    focus = [row_of(columns, "focus", "Focus of the step", focus_cell)] if any_step else []
    return [
        Group(
            "short",
            "In short",
            [
                row_of(columns, "summary", "What it is", summary_cell),
                pay_row(columns, money),
                row_of(columns, "experience", "Experience", experience_cell),
                topic(Claim.Topic.EDUCATION),
                differences_row(columns),
            ],
        ),
        Group(
            "work",
            "The work",
            [
                row_of(columns, "duties", "Duties", duties_cell),
                *focus,
                topic(Claim.Topic.TEAM_SIZE),
                topic(Claim.Topic.HOURS),
                topic(Claim.Topic.REMOTE),
            ],
        ),
        Group(
            "skills",
            "What is asked",
            skill_rows([(one.choice, one.material.requirements) for one in columns]),
        ),
        Group(
            "outlook",
            "Outlook",
            [
                topic(Claim.Topic.DEMAND),
                topic(Claim.Topic.GROWTH),
                topic(Claim.Topic.OPENINGS),
                topic(Claim.Topic.AI_IMPACT),
            ],
        ),
        Group(
            "life",
            "Living with it",
            [
                row_of(columns, "pros", "Advantages", partial(whole_section, Section.Kind.PROS)),
                row_of(columns, "cons", "Drawbacks", partial(whole_section, Section.Kind.CONS)),
                topic(Claim.Topic.STRESS),
                topic(Claim.Topic.BALANCE),
            ],
        ),
        Group(
            "ladder",
            "The ladder",
            [row_of(columns, "steps", "Steps and years", partial(ladder_cell, columns))],
        ),
    ]


def row_of(columns: Sequence[Column], slug: str, label: str, cell_of: Callable[[Column], Cell]) -> Row:
    return Row(slug, label, tuple(cell_of(column) for column in columns))


def topic_row(columns: Sequence[Column], topic: Claim.Topic) -> Row:
    return row_of(columns, topic.value, str(topic.label), partial(topic_cell, topic))


def topic_cell(topic: Claim.Topic, column: Column) -> Cell:
    """The first statement on the topic; without one, how the section on it opens."""
    kind = TOPICS.get(topic)
    section = column.section(kind) if kind else None
    more = link_to(section) if section else None
    claim = column.claim(topic)
    if claim is None:
        return Cell(opening(section) if section else (), more=more, of_role=column.is_step)
    return Cell(
        (claim_said(claim),),
        more=more,
        of_role=column.is_step and claim.tier_id is None,
        differing=column.differing(claim.disagreement_id),
    )


def summary_cell(column: Column) -> Cell:
    """How the guide defines the role, else its summary; of a step, what sets it apart."""
    if column.tier is not None:
        return Cell((Said(column.tier.summary, (column.tier.source,)),) if column.tier.summary else ())
    section = column.section(Section.Kind.DEFINITION)
    if section is None or not section.introduction:
        return Cell((Said(column.choice.guide.summary, provenance="Our summary of the guide"),))
    return Cell(opening(section), more=link_to(section))


def pay_row(columns: Sequence[Column], money: Money) -> Row:
    stated = [row for column in columns if (row := column.pay())]
    shown = [money.shown(row) or row for row in stated]
    return Row("pay", "Typical pay", tuple(pay_cell(column, money) for column in columns), unlike(shown))


def unlike(rows: Sequence[PayRow]) -> str:
    """A sentence on what keeps the figures from being of one kind; empty where nothing does."""
    facets: dict[str, Callable[[PayRow], str]] = {
        "Currency": lambda row: row.currency,
        "Period": lambda row: row.pay_period and row.pay_period_display,
        "Place": lambda row: row.place_name,
        "Base or total pay": lambda row: row.basis and row.basis_display.lower(),
        "Kind of figure": lambda row: typical_name(row) or ("range" if row.is_range else "single figure"),
    }
    differ = []
    for name, value_of in facets.items():
        values = dict.fromkeys(value_of(row) or NOT_STATED for row in rows)
        if len(values) > 1:
            differ.append(f"{name}: {', '.join(values)}.")
    return " ".join(["Not of one kind.", *differ]) if differ else ""


def pay_cell(column: Column, money: Money) -> Cell:
    """The headline of the role or step. A step without a figure of its own gets none."""
    row = column.pay()
    if row is None:
        return Cell()
    band = next(band for band in column.material.bands if band.slug == row.slug)
    now = money.shown(row)
    parts = [row.pay_period_display if row.pay_period else "", typical_name(row)]
    if now is None:
        parts.append(f"no rate to {money.currency} is known here")
    elif now.stated is not None:
        parts.append(f"stated as {amount(row)}")
    if row.median is not None and row.mean is not None:
        parts.append(f"average {figure(now or row, 'mean')}")
    parts += [row.basis and row.basis_display.lower(), row.condition]
    said = Said(
        ", ".join(filter(None, parts)),
        (band.source,),
        figure=amount(now or row),
        provenance=row.provenance,
        attributed_to=row.attributed_to,
        date=row.date_display or row.period,
        place=row.place_name,
        method=row.method_display,
    )
    return Cell((said,), differing=column.differing(band.disagreement_id))


def experience_cell(column: Column) -> Cell:
    """Years: at a step those of the step; of a role by its first statement, else those of its plain step."""
    if column.tier is not None:
        return years_cell(column, column.tier)
    section, claim = column.section(Section.Kind.EXPERIENCE), column.claim(Claim.Topic.EXPERIENCE)
    plain = next((one for one in column.material.tiers if one.plain and one.years_min is not None), None)
    if plain is not None and (claim is None or claim.unit != Claim.Unit.YEARS):
        cell = years_cell(column, plain)
    else:
        cell = topic_cell(Claim.Topic.EXPERIENCE, column)
    return replace(cell, more=link_to(section) if section else None)


def years_cell(column: Column, tier: Tier) -> Cell:
    """The years of a step, with whatever is known of them from the statement that says the same."""
    if tier.years_min is None and tier.years_max is None:
        return Cell()
    where = "at this step" if column.is_step else "at the step with this title"
    claims = column.material.claims
    stating = (one for one in claims if one.topic == Claim.Topic.TIER_YEARS and one.tier_id == tier.pk)
    claim = next((one for one in stating if one.source_id == tier.source_id and not one.said_of), None)
    said = claim_said(claim) if claim else Said("", (tier.source,), provenance=tier.source.short_name)
    return Cell(
        (replace(said, text=f"of experience {where}", figure=years(tier)),),
        differing=column.differing(claim.disagreement_id) if claim else None,
    )


def whole_section(kind: Section.Kind, column: Column) -> Cell:
    section = column.section(kind)
    return section_cell(section, of_role=column.is_step) if section else Cell()


def duties_cell(column: Column) -> Cell:
    own = column.section(Section.Kind.TIER_DUTIES) if column.is_step else None
    return section_cell(own) if own else whole_section(Section.Kind.DUTIES_PRIMARY, column)


def focus_cell(column: Column) -> Cell:
    if not column.is_step:
        return Cell(instead=NO_STEP)
    section = column.section(Section.Kind.TIER_FOCUS)
    return section_cell(section) if section else Cell()


def ladder_cell(columns: Sequence[Column], column: Column) -> Cell:
    """The steps of the role's ladder; those that are compared stand out."""
    compared = {one.tier.pk for one in columns if one.tier}
    steps = tuple(
        Said(f"{tier.title}, {years(tier)}", (tier.source,), strong=tier.pk in compared)
        for tier in column.material.tiers
    )
    more = ("The ladder, step by step", column.choice.ladder_url) if steps else None
    return Cell(points=steps, more=more, of_role=column.is_step)


def differences_row(columns: Sequence[Column]) -> Row:
    """For each pair of roles how they differ, in the words of the first whose guide says so; one for all."""
    by_role = {column.choice.role.pk: column.material for column in columns}
    said = []
    for first, second in combinations(by_role.values(), 2):
        links = [link for link in first.links if link.leads_to_id == second.guide.role_id]
        links += [link for link in second.links if link.leads_to_id == first.guide.role_id]
        if links:
            # Of two whole roles it need not be said that they are meant.
            needs_lead = len(columns) > 2 or any(column.is_step for column in columns)
            lead = f"{first.guide.title} and {second.guide.title}" if needs_lead else ""
            said.append(Said(links[0].difference, tuple(links[0].sources.all()), lead=lead))
    cells = (Cell(tuple(said)),) * len(columns)
    return Row("differences", "How they differ", cells, tells_apart=True)
