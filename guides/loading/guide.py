"""One guide from its folder: which tables it has, which keys each may hold, and how they hang together."""

from dataclasses import dataclass

from guides.models import Claim, Disagreement, Guide, Link, Point, Question, Requirement, Section, Tier
from guides.models.section import TIER_FITS_KIND
from guides.models.tier import MAX_YEARS, TOO_MANY_YEARS
from salaries.models import Band, Currency

from .build import Builder, Built, Known, Note, Table
from .problems import Entry, Once, Problems, did_you_mean, quoted
from .read import single
from .roles import Home


def check_tier(one: Built, note: Note) -> None:
    first, last = one.instance.years_min, one.instance.years_max
    for name, years in (("years_min", first), ("years_max", last)):
        if years is not None and years > MAX_YEARS:
            note(name, TOO_MANY_YEARS)
    if first is not None and last is not None and first > last:
        note("years_max", "The years must not end before they begin.")


def check_section(one: Built, note: Note) -> None:
    has_tier, kind = "tier" in one.entry.values, one.instance.kind
    if has_tier != (kind in Section.TIER_KINDS) and kind not in Section.STEP_KINDS:
        note("tier", TIER_FITS_KIND)
    if one.instance.introduction and not one.sources:
        note("sources", "Name at least one source that states this.")


def check_requirement(one: Built, note: Note) -> None:
    requirement = one.instance
    if not requirement.is_asked_for and ("tier" not in one.entry.values or requirement.level):
        note("necessity", "What is handed over names the step at which it is, and has no level.")
    if requirement.conclusion and requirement.is_asked_for and not requirement.level:
        note("conclusion", "A conclusion is about a level, or about what is handed over. Give one.")


def check_claim(one: Built, note: Note) -> None:
    claim = one.instance
    if claim.high is not None and (claim.low is None or claim.low > claim.high):
        note("high", "Give the lower number first; one number alone goes into `low`.")
    elif (claim.low is not None) != bool(claim.unit):
        note("unit", "A number needs its unit, and a unit its number.")
    if (claim.unit == Claim.Unit.AMOUNT) != bool(claim.currency):
        note("currency", "An amount of money names its currency; nothing else does.")


STATEMENT = (
    "slug source method attributed_to? series? place? period? as_of? condition? tier? disagreement?"
    " review_by? said_of?"
)
FIGURES = "low? p10? p25? median? mean? p75? p90? high? open_top?"
GUIDE = Table(Guide, "title depth summary reviewed_on? review_by?")
POINT = Table(Point, "lead? text sources")
# In the order of building and writing: what comes later may refer to what came before.
PARTS = {
    "tier": Table(Tier, "slug title track years_min? years_max? plain? role? source summary?", check_tier),
    "disagreement": Table(Disagreement, "slug topic explanation?"),
    "section": Table(Section, "kind slug heading introduction? tier? sources?", check_section),
    "requirement": Table(
        Requirement, "skill necessity level? group? note? conclusion? tier? sources", check_requirement
    ),
    "question": Table(Question, "slug question answer sources"),
    "link": Table(Link, "kind name role? difference? note? sources"),
    "claim": Table(Claim, f"{STATEMENT} topic text low? high? open_top? unit? currency?", check_claim),
    "band": Table(Band, f"{STATEMENT} label? currency pay_period? {FIGURES} basis? converts?"),
}


@dataclass
class BuiltGuide:
    """All of one role's folder, checked and ready to be written; `parts` stand in the order of writing."""

    home: Home
    guide: Guide
    parts: list[list[Built]]


def build_guide(home: Home, known: Known, titles: Once, problems: Problems) -> BuiltGuide | None:
    """The guide of one folder; its own tiers, disagreements and bands are known to it alone."""
    builder = Builder({**known, Tier: {}, Disagreement: {}, Band: {}}, problems)
    entry = single(home.folder, "guide", problems)
    built = builder.build(GUIDE, entry) if entry else None
    if built:
        titles.taken(built.entry, "title", quoted(built.instance.title))
    guide = built.instance if built else Guide()
    parts: list[list[Built]] = []
    for name, table in PARTS.items():
        entries = home.folder.tables.get(name, [])
        if table.model is Section:
            parts += build_sections(builder, table, entries, guide, by_kind=not home.folder.is_one_file)
        else:
            parts.append(build_part(builder, table, entries, guide))
    check_together([one for part in parts for one in part], known, problems)
    return BuiltGuide(home, guide, parts) if built else None


def build_part(builder: Builder, table: Table, entries: list[Entry], guide: Guide) -> list[Built]:
    found: list[Built] = []
    slugs = Once(builder.problems)
    own = builder.known.get(table.model, {})
    own.update(dict.fromkeys(slug for entry in entries if isinstance(slug := entry.values.get("slug"), str)))
    conversions = [entry.values.get("slug") for entry in entries if "converts" in entry.values]
    # Bands that others convert come first, wherever they stand in the file.
    for position, entry in sorted(enumerate(entries, 1), key=lambda pair: "converts" in pair[1].values):
        slug = entry.values.get("slug")
        if isinstance(slug, str) and slugs.taken(entry, "slug", quoted(slug)):
            continue
        if "converts" in entry.values and entry.values["converts"] in conversions:
            reason = "That band is a conversion itself. Name the one that it was converted from."
            builder.problems.add(entry, "converts", reason)
            continue
        one = builder.build(table, entry, guide=guide, position=position)
        if one:
            found.append(one)
        if one and isinstance(slug, str):
            own[slug] = one.instance
    return found


def build_sections(
    builder: Builder, table: Table, entries: list[Entry], guide: Guide, *, by_kind: bool
) -> list[list[Built]]:
    """The sections, in the order of their kinds if asked to, and all their points."""
    points: list[Built] = []
    without = [
        Entry(e.file, e.name, {key: e.values[key] for key in e.values if key != "point"}) for e in entries
    ]
    sections = build_part(builder, table, without, guide)
    section_of = {str(one.entry): one.instance for one in sections}
    for entry in entries:
        given = entry.values.get("point", [])
        if not isinstance(given, list) or not all(isinstance(values, dict) for values in given):
            builder.problems.add(entry, "point", "Write each point as [[section.point]].")
            continue
        section = section_of.get(str(entry), Section())
        for number, values in enumerate(given, 1):
            point = Entry(entry.file, f"{entry.name}, point {number}", values)
            if one := builder.build(POINT, point, section=section, position=number):
                points.append(one)
    kinds = list(Section.Kind)
    if by_kind:
        sections.sort(key=lambda one: kinds.index(one.instance.kind))
    for position, one in enumerate(sections, 1):
        one.instance.position = position
    return [sections, points]


def check_together(parts: list[Built], known: Known, problems: Problems) -> None:
    """What a guide may state only once, and the currencies of its claims, which are codes, not references."""
    once, anchors = Once(problems), Once(problems)
    for one in parts:
        if isinstance(one.instance, Tier) or getattr(one.instance, "kind", "") in Section.TIER_KINDS:
            anchors.taken(one.entry, "slug", f"{quoted(one.instance.slug)} on the page of the ladder")
        match one.instance:
            case Tier(plain=True):
                once.taken(one.entry, "plain", "The plain title")
            case Requirement(skill=skill, tier=tier, group=group):
                within = f"at the step {quoted(tier.slug)}" if tier else f"in the group {quoted(group)}"
                once.taken(one.entry, "skill", f"{quoted(skill.slug)} {within}")
            case Link(kind=kind, name=name):
                once.taken(one.entry, "name", f"{quoted(name)} as a link of the kind {kind}")
            case Claim(currency=code) if code and code not in known[Currency]:
                problems.add(
                    one.entry,
                    "currency",
                    f"There is no currency {quoted(code)}.{did_you_mean(code, known[Currency])}",
                )
