"""What a role or a step asks for, held against what a reader says of their skills. Values only; no queries."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import models

from .models import Requirement, Skill, Source
from .skills_answers import HAVE, LEVELS, NOT_APPLICABLE, NOT_YET, Answers
from .wording import counted

Necessity = Requirement.Necessity
# Only these ask for a skill, the strongest first.
ASKED = (Necessity.REQUIRED, Necessity.PREFERRED, Necessity.USED)
RANK = {level: rank for rank, level in enumerate(LEVELS, 1)}
# Answers as the form shows them: in a word, since a phone has them in one row.
IN_A_WORD = {
    NOT_YET: "Not yet",
    HAVE: "I have it",
    Requirement.Level.AWARENESS: "Aware",
    Requirement.Level.WORKING: "Working",
    Requirement.Level.PRACTITIONER: "Practitioner",
    Requirement.Level.EXPERT: "Expert",
    NOT_APPLICABLE: "N/A",
}
HOW_WELL = {HAVE: "have it"} | {level.value: level.label.lower() for level in Requirement.Level}


class Outcome(models.TextChoices):
    """In one of these every skill that is asked for ends up."""

    MET = "met", "Met"
    SHORT = "short", "Short of the level"
    MISSING = "missing", "Missing"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
    UNANSWERED = "not-answered", "Not answered"


def outcome_of(level: str, answer: str) -> Outcome:
    """What an answer comes to where a skill is asked for at a level; at none stated, any level will do."""
    if answer == NOT_APPLICABLE:
        return Outcome.NOT_APPLICABLE
    if answer == NOT_YET:
        return Outcome.MISSING
    if not answer or (answer == HAVE and level):
        return Outcome.UNANSWERED
    return Outcome.SHORT if levels_short(level, answer) else Outcome.MET


def levels_short(level: str, answer: str) -> int:
    """How many levels lie between what is asked for and what there is; 0 where it suffices or none is stated."""
    return max(0, RANK[level] - RANK[answer]) if level and answer in RANK else 0


@dataclass(frozen=True)
class Line:
    """A skill that is asked for, with all requirements that ask for it, and the reader's answer."""

    skill: Skill
    requirements: tuple[Requirement, ...]
    """Those of the step before those of the role, as they stand on the page."""
    answer: str = ""
    reason: str = ""

    @property
    def necessity(self) -> Requirement.Necessity:
        return min((Necessity(one.necessity) for one in self.requirements), key=ASKED.index)

    @property
    def leading(self) -> Requirement:
        """The first that asks most strongly: under its heading the skill is listed."""
        return next(one for one in self.requirements if one.necessity == self.necessity)

    @property
    def is_own(self) -> bool:
        """Whether the step itself names it."""
        return self.requirements[0].tier_id is not None

    @property
    def deciding(self) -> Requirement | None:
        """The requirement that says how well: the step's own before the role's, the highest of the strongest."""
        stated = [one for one in self.requirements if one.level and one.necessity == self.necessity]
        own = [one for one in stated if one.tier_id is not None]
        return max(own or stated, key=lambda one: RANK[one.level], default=None)

    @property
    def level(self) -> str:
        return self.deciding.level if self.deciding else ""

    @property
    def concluded(self) -> str:
        """A sentence on what our editors conclude the level from; empty where a source states it."""
        conclusion = self.deciding.conclusion if self.deciding else ""
        return f"Level: our editors’ conclusion, since the source {conclusion}." if conclusion else ""

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.level, self.answer)

    @property
    def necessity_words(self) -> str:
        return str(self.necessity.label).lower()

    @property
    def level_words(self) -> str:
        return HOW_WELL.get(self.level, "")

    @property
    def answer_words(self) -> str:
        """How well the reader says to have it; empty where they have it not, or say nothing of it."""
        return HOW_WELL.get(self.answer, "")

    @property
    def short_words(self) -> str:
        """ "2 levels short"; empty where it is not."""
        short = levels_short(self.level, self.answer)
        return f"{counted(short, 'levels')} short" if short else ""

    @property
    def notes(self) -> list[str]:
        """Why it counts, as each requirement says it."""
        return list(dict.fromkeys(one.note for one in self.requirements if one.note))

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(one.group for one in self.requirements if one.group))

    @property
    def sources(self) -> list[Source]:
        return list({source.pk: source for one in self.requirements for source in one.sources.all()}.values())

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Answers with their words, and whether each is the reader's. A certificate one has, or has not."""
        offered = (NOT_YET, *(LEVELS if self.has_levels else (HAVE,)), NOT_APPLICABLE)
        given = HAVE if self.answer in LEVELS and not self.has_levels else self.answer
        return [(answer, IN_A_WORD[answer], answer == given) for answer in offered]

    @property
    def has_levels(self) -> bool:
        return self.skill.kind != Skill.Kind.CERTIFICATE or bool(self.level)


@dataclass(frozen=True)
class Group:
    """Lines of the form that fold together."""

    heading: str
    lines: list[Line]
    is_open: bool = False

    @property
    def answered(self) -> int:
        return sum(bool(line.answer) for line in self.lines)

    @property
    def is_done(self) -> bool:
        return self.answered == len(self.lines)


@dataclass(frozen=True)
class Block:
    heading: str
    groups: list[Group]


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    lines: list[Line]

    @property
    def by_necessity(self) -> list[tuple[str, list[Line]]]:
        found = [(str(one.label), [line for line in self.lines if line.necessity == one]) for one in ASKED]
        return [(label, lines) for label, lines in found if lines]


@dataclass(frozen=True)
class Fit:
    """How many of the required skills of a role or a step the answers meet; no verdict."""

    title: str
    url: str
    total: int
    outcomes: Counter[Outcome]
    own: "Fit | None" = None
    """The same of what a step itself requires, beside what the role requires at every step."""

    @property
    def met(self) -> int:
        return self.outcomes[Outcome.MET]

    @property
    def answered(self) -> int:
        return sum(self.outcomes[one] for one in (Outcome.MET, Outcome.SHORT, Outcome.MISSING))

    @property
    def words(self) -> str:
        """ "12 met of 15 required skills that you answered; 40 not answered; 2 not applicable"."""
        set_aside = self.outcomes[Outcome.NOT_APPLICABLE]
        unanswered = self.total - self.answered - set_aside
        words = [
            f"{self.met} met of {self.answered} required skills that you answered" if self.answered else "",
            f"{unanswered} not answered" if unanswered else "",
            f"{set_aside} not applicable" if set_aside else "",
        ]
        return "; ".join(filter(None, words))


def lines_of(
    requirements: Iterable[Requirement], tier_id: int | None, answers: Answers | None = None
) -> list[Line]:
    """A line for each skill that the role asks for and, with a step's id, that step: required before preferred
    before used, and a step's own first."""
    answers = answers or Answers()
    by_skill: dict[int, list[Requirement]] = {}
    asking = [one for one in requirements if one.necessity in ASKED and one.tier_id in (None, tier_id)]
    for one in sorted(asking, key=lambda one: one.tier_id is None):
        by_skill.setdefault(one.skill_id, []).append(one)
    lines = [
        Line(
            found[0].skill,
            tuple(found),
            answers.given.get(found[0].skill.slug, ""),
            answers.reasons.get(found[0].skill.slug, ""),
        )
        for found in by_skill.values()
    ]
    return sorted(lines, key=lambda line: (ASKED.index(line.necessity), not line.is_own))


def blocks_of(lines: Iterable[Line], step: str) -> list[Block]:
    """The form: what the step itself asks for, then the rest by necessity and group. The first group that is not
    done is open, so that a long form is a short one at any time."""
    lines = list(lines)
    blocks = []
    if own := [line for line in lines if line.is_own]:
        blocks.append(Block("Of this step in particular", [Group(step, own)]))
    for necessity in ASKED:
        groups: dict[str, list[Line]] = {}
        for line in lines:
            if line.necessity == necessity and not line.is_own:
                groups.setdefault(line.leading.group or "More", []).append(line)
        if groups:
            made = [Group(name, found) for name, found in groups.items()]
            blocks.append(Block(str(necessity.label), made))
    todo = next((group for block in blocks for group in block.groups if not group.is_done), None)
    return [
        replace(block, groups=[replace(group, is_open=group is todo) for group in block.groups])
        for block in blocks
    ]


def results_of(lines: Iterable[Line]) -> list[Result]:
    """Every outcome with the lines that come to it, in their order."""
    lines = list(lines)
    return [Result(outcome, [line for line in lines if line.outcome == outcome]) for outcome in Outcome]


def fit_of(
    title: str, url: str, levels: Mapping[str, str], answers: Answers, *, total: int | None = None
) -> Fit:
    """`levels` gives the required skills by slug; without those not answered if there is a `total`."""
    outcomes = Counter(outcome_of(level, answers.given.get(slug, "")) for slug, level in levels.items())
    return Fit(title, url, len(levels) if total is None else total, outcomes)


def required_levels(lines: Iterable[Line], *, own: bool = False) -> dict[str, str]:
    """The level of each required skill, by slug; with `own`, of those that the step itself names."""
    return {
        line.skill.slug: line.level
        for line in lines
        if line.necessity == Necessity.REQUIRED and (line.is_own or not own)
    }


def highest(levels: Collection[str]) -> str:
    return max(levels, key=lambda level: RANK.get(level, 0), default="")
