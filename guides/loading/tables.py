"""Which tables there are, which keys each may hold, and how they hang together."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from guides.models import (
    Address,
    Claim,
    Disagreement,
    Family,
    Guide,
    Link,
    Place,
    Point,
    Question,
    Requirement,
    Role,
    Section,
    Skill,
    Source,
    Tier,
)
from salaries.models import Band, Currency, ExchangeRate

from .build import Builder, Built
from .problems import Problems
from .read import Entry, Folder

STATEMENT_KEYS = (
    "slug source method attributed_to series place period as_of condition tier disagreement review_by said_of"
)

# Shared tables in the order of writing: table, model, the key that names a row, keys, required keys.
SHARED_TABLES: list[tuple[str, type[models.Model], str, str, str]] = [
    (
        "source",
        Source,
        "slug",
        "slug title publisher kind published note capture_note licence_note",
        "slug title kind",
    ),
    ("place", Place, "slug", "slug name code parent", "slug name"),
    ("family", Family, "slug", "slug name summary", "slug name"),
    ("currency", Currency, "code", "code name", "code name"),
    ("skill", Skill, "slug", "slug name kind abbreviation summary", "slug name kind"),
]
ROLE_TABLES = {
    "role", "address", "guide", "tier", "section", "requirement", "question", "link", "disagreement", "claim", "band"
}  # fmt: skip


@dataclass
class BuiltGuide:
    """All of one role's folder, checked and ready to be written."""

    folder: Folder
    address: str
    family: Family
    guide: Guide
    addresses: list[Built] = field(default_factory=list)
    tiers: list[Built] = field(default_factory=list)
    disagreements: list[Built] = field(default_factory=list)
    sections: list[Built] = field(default_factory=list)
    requirements: list[Built] = field(default_factory=list)
    questions: list[Built] = field(default_factory=list)
    links: list[Built] = field(default_factory=list)
    claims: list[Built] = field(default_factory=list)
    bands: list[Built] = field(default_factory=list)


def build_shared(folder: Folder, known: dict[type[models.Model], dict[str, Any]], problems: Problems) -> list[Built]:
    """The shared vocabulary; what is built joins `known`, in place of rows that the database has already."""
    unknown_tables(folder, {name for name, *_ in SHARED_TABLES} | {"rate"}, problems)
    built: list[Built] = []
    for table, model, key, keys, required in SHARED_TABLES:
        builder = Builder(known, problems)
        names = UniqueNames(problems)
        for entry in folder.tables.get(table, []):
            if names.taken(entry, key, entry.values.get(key)) or names.taken(entry, "name", entry.values.get("name")):
                continue
            if one := builder.build(model, entry, keys, required=required):
                known[model][getattr(one.instance, key)] = one.instance
                built.append(one)
    rates = UniqueNames(problems)
    for entry in folder.tables.get("rate", []):
        pair = f"{entry.values.get('currency')} in {entry.values.get('base')}"
        if rates.taken(entry, "currency", pair):
            continue
        keys = "currency base rate date source note"
        if one := Builder(known, problems).build(ExchangeRate, entry, keys, required="currency base rate source"):
            if one.instance.rate <= 0 or one.instance.currency == one.instance.base:
                problems.add(entry.file, entry.name, "rate", "A rate is above 0 and joins two currencies.")
            built.append(one)
    return built


def build_guide(
    folder: Folder, known: dict[type[models.Model], dict[str, Any]], problems: Problems
) -> BuiltGuide | None:
    """One role's folder; its own tiers, disagreements and bands are known to it alone."""
    unknown_tables(folder, ROLE_TABLES, problems)
    role_entry, guide_entry = single(folder, "role", problems), single(folder, "guide", problems)
    if role_entry is None or guide_entry is None:
        return None
    own: dict[type[models.Model], dict[str, Any]] = {**known, Tier: {}, Disagreement: {}, Band: {}, Section: {}}
    builder = Builder(own, problems)
    keys = "title depth summary reviewed_on review_by"
    guide = builder.build(Guide, guide_entry, keys, required="title depth summary")
    family = builder.reference(role_entry, "family", Family, role_entry.values.get("family"))
    for key in role_entry.values.keys() - {"address", "family"}:
        builder.note(role_entry, key, "This key is not known here. Known are: address, family.")
    if guide is None or family is None:
        return None

    result = BuiltGuide(folder, str(role_entry.values.get("address")), family, guide.instance)
    for target, table, make in (
        (result.addresses, "address", build_address),
        (result.tiers, "tier", build_tier),
        (result.disagreements, "disagreement", build_disagreement),
        (result.sections, "section", build_section),
        (result.requirements, "requirement", build_requirement),
        (result.questions, "question", build_question),
        (result.links, "link", build_link),
        (result.claims, "claim", build_claim),
        (result.bands, "band", build_band),
    ):
        names = UniqueNames(problems)
        for entry in folder.tables.get(table, []):
            if "slug" in entry.values and names.taken(entry, "slug", entry.values["slug"]):
                continue
            if one := make(builder, entry, guide.instance):
                if hasattr(one.instance, "position"):
                    one.instance.position = len(target) + 1
                if type(one.instance) in own:
                    own[type(one.instance)][one.instance.slug] = one.instance
                target.append(one)
    order = list(Section.Kind)
    result.sections.sort(key=lambda one: order.index(one.instance.kind))
    for position, one in enumerate(result.sections, 1):
        one.instance.position = position
    once_only(result, problems)
    return result


def build_address(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    return builder.build(Address, entry, "slug title note", required="slug")


def build_tier(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = "slug title track years_min years_max plain role source summary"
    one = builder.build(Tier, entry, keys, required="slug title track source", guide=guide)
    if one and one.instance.years_max is not None and (one.instance.years_min or 0) > one.instance.years_max:
        builder.note(entry, "years_max", "The years must not end before they begin.")
    return one


def build_disagreement(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    return builder.build(Disagreement, entry, "slug topic explanation", required="slug topic", guide=guide)


def build_section(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = "kind slug heading introduction tier"
    required = "kind slug heading"
    one = builder.build(
        Section, entry, keys, required=required, cites="introduction", nested=("point",), guide=guide
    )
    points = entry.values.get("point", [])
    if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
        builder.note(entry, "point", "Write each point as [[section.point]].")
        return None
    if one is None:
        one_section = None
    else:
        one_section = one.instance
        if (one_section.kind in Section.TIER_KINDS) != (one_section.tier is not None):
            builder.note(entry, "tier", "Duties and focus of a step name their step; other sections name none.")
    for number, values in enumerate(points, 1):
        point_entry = Entry(entry.file, f"{entry.name}, point {number}", values)
        fixed = {"section": one_section} if one_section else {}
        point = builder.build(Point, point_entry, "lead text", required="text", cites="*", position=number, **fixed)
        if one and point:
            one.parts.append(point)
    return one


def build_requirement(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = "skill necessity level group note tier"
    return builder.build(Requirement, entry, keys, required="skill necessity", cites="*", guide=guide)


def build_question(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = "slug question answer"
    return builder.build(Question, entry, keys, required=keys, cites="*", guide=guide)


def build_link(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = "kind name role difference note"
    return builder.build(Link, entry, keys, required="kind name", cites="*", guide=guide)


def build_claim(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    keys = f"{STATEMENT_KEYS} topic text low high open_top unit currency"
    one = builder.build(Claim, entry, keys, required="slug source method topic text", guide=guide)
    if one is None:
        return None
    claim = one.instance
    if claim.high is not None and (claim.low is None or claim.low > claim.high):
        builder.note(entry, "high", "Give the lower number first; one number alone goes into `low`.")
    if (claim.low is not None) != bool(claim.unit):
        builder.note(entry, "unit", "A number needs its unit, and a unit its number.")
    if (claim.unit == Claim.Unit.AMOUNT) != bool(claim.currency):
        builder.note(entry, "currency", "An amount of money names its currency; nothing else does.")
    if claim.currency and claim.currency not in builder.known[Currency]:
        builder.note(entry, "currency", f'There is no currency "{claim.currency}" here.')
    return one


def build_band(builder: Builder, entry: Entry, guide: Guide) -> Built | None:
    figures = "low p10 p25 median mean p75 p90 high"
    keys = f"{STATEMENT_KEYS} label currency pay_period {figures} open_top basis converts"
    return builder.build(Band, entry, keys, required="slug source method currency", guide=guide)


class UniqueNames:
    """Notes a problem where a name comes a second time."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.seen: dict[tuple[str, str], str] = {}

    def taken(self, entry: Entry, key: str, value: object) -> bool:
        if not isinstance(value, str):
            return False
        first = self.seen.setdefault((key, value.casefold()), f"{entry.file}: {entry.name}")
        if first == f"{entry.file}: {entry.name}":
            return False
        self.problems.add(entry.file, entry.name, key, f'"{value}" is taken already by {first}.')
        return True


def once_only(result: BuiltGuide, problems: Problems) -> None:
    """What a guide may state only once: a plain title, a skill in a group or at a tier, a link of a kind."""
    names = UniqueNames(problems)
    for one in result.tiers:
        if one.instance.plain:
            names.taken(one.entry, "plain", "the plain title")
    for one in result.requirements:
        requirement = one.instance
        within = f"step {requirement.tier.slug}" if requirement.tier else f"group {requirement.group}"
        names.taken(one.entry, "skill", f"{requirement.skill.slug} in {within}")
    for one in result.links:
        names.taken(one.entry, "name", f"{one.instance.get_kind_display()}: {one.instance.name}")


def unknown_tables(folder: Folder, known: set[str], problems: Problems) -> None:
    for table, entries in folder.tables.items():
        if table not in known:
            listed = ", ".join(sorted(known))
            problems.add(entries[0].file, table, "", f"This table is not known here. Known are: {listed}.")


def single(folder: Folder, table: str, problems: Problems) -> Entry | None:
    entries = folder.tables.get(table, [])
    if len(entries) != 1:
        reason = f"A role's folder needs [{table}] exactly once; here it stands {len(entries)} times."
        problems.add(f"roles/{folder.name}", table, "", reason)
        return None
    return entries[0]


def build_role(address: str) -> Role:
    """A role that is not saved yet, so that links and tiers can point to it."""
    role = Role()
    role.address = Address(slug=address)
    return role
