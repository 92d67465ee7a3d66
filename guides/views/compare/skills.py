"""Requirements side by side: what all ask for, alike or to different degrees, what some do, and what only one does."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.text import slugify

from guides.choosing import Choice
from guides.models import Requirement, Skill

from .cells import NO_STEP, NOT_STATED, Cell, Row

# What counts as asked for; a step may name skills for other reasons too.
ASKED = (Requirement.Necessity.REQUIRED, Requirement.Necessity.PREFERRED, Requirement.Necessity.USED)
KINDS = {Skill.Kind.SKILL: "Skills", Skill.Kind.TOOL: "Tools", Skill.Kind.CERTIFICATE: "Certificates"}
# What goes without saying of a kind; any other necessity is added to the name.
USUAL = {
    Skill.Kind.SKILL: Requirement.Necessity.REQUIRED,
    Skill.Kind.TOOL: Requirement.Necessity.USED,
    Skill.Kind.CERTIFICATE: Requirement.Necessity.PREFERRED,
}
CONCLUDED, CONCLUDED_WORDS = "*", "Our editors’ conclusion from the source’s wording"
Asked = Mapping[int, Requirement]


@dataclass(frozen=True)
class Asker:
    """A column with what it asks for, by skill. One that is no step asks for nothing at its step."""

    choice: Choice
    asked: Asked
    counts: bool = True
    of_role: bool = False

    @property
    def voice(self) -> str:
        """Whose words these are: the step's, or its role's."""
        return self.choice.role.slug if self.of_role else self.choice.value

    @property
    def url(self) -> str:
        """Where the guide lists these with why they count."""
        if self.choice.tier and not self.of_role:
            return self.choice.url
        return f"{self.choice.role.get_absolute_url()}#requirements"


def skill_rows(columns: Sequence[tuple[Choice, Iterable[Requirement]]]) -> list[Row]:
    """First what the steps among them ask for, then, by kind, what the roles ask for at every step."""
    rows = []
    if any(choice.tier for choice, _ in columns):
        steps = [
            Asker(
                choice, asked_of(own, choice.tier.pk) if choice.tier else {}, counts=choice.tier is not None
            )
            for choice, own in columns
        ]
        rows += rows_for("step-skills", "Skills of the step", steps)
    for kind, label in KINDS.items():
        askers = [
            Asker(choice, of_kind(asked_of(own, None), kind), of_role=choice.tier is not None)
            for choice, own in columns
        ]
        rows += rows_for(f"{kind.value}s", label, askers)
    return rows


def asked_of(requirements: Iterable[Requirement], tier_id: int | None) -> dict[int, Requirement]:
    """By skill, in the order of the guide; a skill that stands in two groups counts as it stands in the first."""
    found: dict[int, Requirement] = {}
    for one in requirements:
        if one.tier_id == tier_id and one.necessity in ASKED:
            found.setdefault(one.skill_id, one)
    return found


def of_kind(asked: Asked, kind: str) -> dict[int, Requirement]:
    return {skill: one for skill, one in asked.items() if one.skill.kind == kind}


def rows_for(slug: str, label: str, askers: Sequence[Asker]) -> list[Row]:
    """Up to four rows, parted by who asks for a skill. Those for which no skill is stated do not count."""
    # Two steps of one role ask for what the role asks: that is one voice, not two.
    stating = list({asker.voice: asker for asker in askers if asker.asked}.values())
    number = Counter(skill for asker in stating for skill in asker.asked)
    if len(stating) < 2:
        return [Row(slug, label, tuple(names_cell(asker, number, linked=True) for asker in askers))]
    of_all = [skill for skill in number if number[skill] == len(stating)]
    alike = {skill for skill in of_all if len({degree(asker.asked[skill]) for asker in stating}) == 1}
    both = "both" if len(stating) == len(askers) == 2 else "all"
    parts = {
        f"in {both}": alike,
        f"in {both}, to different degrees": set(of_all) - alike,
        "in some": {skill for skill in number if 1 < number[skill] < len(stating)},
        "only here": {skill for skill in number if number[skill] == 1},
    }
    shared = names_of([asker.asked[skill] for asker in stating for skill in asker.asked if skill in alike])
    rows = []
    for words, skills in parts.items():
        cells = [names_cell(asker, skills, linked=words == "only here") for asker in askers]
        if skills is alike:  # in one list, with the sources of all of them
            cells = [replace(shared, of_role=cell.of_role) if cell.is_stated else cell for cell in cells]
        rows += [Row(f"{slug}-{slugify(words)}", f"{label} {words}", tuple(cells))] if skills else []
    return rows


def degree(requirement: Requirement) -> tuple[str, str, bool]:
    return requirement.necessity, requirement.level, is_concluded(requirement)


def names_cell(asker: Asker, skills: Collection[int], *, linked: bool) -> Cell:
    """Those of the skills that this column asks for, by name; `linked` to where the guide says why they count."""
    if not asker.counts:
        return Cell(instead=NO_STEP)
    own = [requirement for skill, requirement in asker.asked.items() if skill in skills]
    if not own:
        return Cell(instead="none" if asker.asked else NOT_STATED)
    more = ("Each with its note", asker.url) if linked else None
    return replace(names_of(own), of_role=asker.of_role, more=more)


def names_of(requirements: Iterable[Requirement]) -> Cell:
    """A cell with each skill once, by alphabet, and all sources that ask for any of them."""
    requirements = list(requirements)
    sources = {source.slug: source for one in requirements for source in one.sources.all()}
    names = sorted({named(one) for one in requirements}, key=str.casefold)
    return Cell(
        names=tuple(names),
        name_sources=tuple(sources[slug] for slug in sorted(sources)),
        name_remark=f"{CONCLUDED} {CONCLUDED_WORDS}" if any(map(is_concluded, requirements)) else "",
    )


def named(requirement: Requirement) -> str:
    """ "SQL (awareness)", "Jira (required)": what is asked beyond what goes without saying of its kind."""
    usual = USUAL.get(Skill.Kind(requirement.skill.kind)) == requirement.necessity
    parts = ["" if usual else requirement.get_necessity_display(), requirement.get_level_display()]
    tag = ", ".join(part.lower() for part in parts if part)
    name = f"{requirement.skill.name} ({tag})" if tag else requirement.skill.name
    return f"{name}{CONCLUDED}" if is_concluded(requirement) else name


def is_concluded(requirement: Requirement) -> bool:
    """Whether the level is our editors' conclusion, and no source's."""
    return bool(requirement.conclusion)
