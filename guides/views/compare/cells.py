"""What the table of a comparison holds: rows of cells, and in each what the sources state, in brief."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import get_text_list

from guides.choosing import Choice
from guides.markdown import to_text
from guides.models import Claim, Section, Source
from guides.templatetags.guides import claim_number, claim_provenance

# So many points of a section stand in a cell, and so many names before the rest is folded.
MOST_POINTS, MOST_NAMES = 6, 14
NOT_STATED = "not stated"
NO_STEP = "a whole role, not a step"


@dataclass(frozen=True)
class Said:
    """One thing that a cell says, with as much of its provenance as is stated."""

    text: str
    sources: tuple[Source, ...] = ()
    figure: str = ""
    """The number in brief; it goes before the text."""
    lead: str = ""
    url: str = ""
    strong: bool = False
    provenance: str = ""
    attributed_to: str = ""
    date: str = ""
    place: str = ""
    method: str = ""

    @property
    def words(self) -> str:
        """Its text without the figure."""
        return f"{self.lead}: {self.text}" if self.lead else self.text


@dataclass(frozen=True)
class Cell:
    """What is said of one role or step on one topic: paragraphs, then points, then names in a row."""

    paragraphs: tuple[Said, ...] = ()
    points: tuple[Said, ...] = ()
    names: tuple[str, ...] = ()
    name_sources: tuple[Source, ...] = ()
    name_remark: str = ""
    more: tuple[str, str] | None = None
    """The words and the address of a link to where the guide says the rest."""
    of_role: bool = False
    """Whether a step's cell repeats what is said of its role as a whole."""
    differing: tuple[str, str] | None = None
    """ "4 figures differ", and where the role's page shows them."""
    instead: str = NOT_STATED
    """What a cell without data says."""

    @property
    def is_stated(self) -> bool:
        return bool(self.paragraphs or self.points or self.names)

    def is_like(self, other: "Cell") -> bool:
        """Whether it says the same, whomever it is said of."""
        return replace(self, of_role=False) == replace(other, of_role=False)

    @property
    def said(self) -> tuple[Said, ...]:
        return (*self.paragraphs, *self.points)

    @property
    def lines(self) -> list[str]:
        """Its words without figures, one thing a line."""
        return [
            *filter(None, (said.words for said in self.said)),
            *([", ".join(self.names)] if self.names else []),
            *([self.name_remark] if self.name_remark else []),
        ]

    @property
    def figures(self) -> list[str]:
        return [said.figure for said in self.said if said.figure]

    @property
    def sources(self) -> list[Source]:
        """Each source once, in the order of their numbers on the page."""
        found = [*(source for said in self.said for source in said.sources), *self.name_sources]
        by_slug = {source.slug: source for source in found}
        return [by_slug[slug] for slug in sorted(by_slug)]

    @property
    def first_names(self) -> tuple[str, ...]:
        """The names that are not folded; a fold holds several, for one would take no less room in sight."""
        return self.names if len(self.names) <= MOST_NAMES + 3 else self.names[:MOST_NAMES]

    @property
    def other_names(self) -> tuple[str, ...]:
        return self.names[len(self.first_names) :]


@dataclass(frozen=True)
class Span:
    """Neighbouring columns whose cells are the same, shown as one."""

    cell: Cell
    choices: tuple[Choice, ...]
    of_all: bool
    repeats: Choice | None = None
    """The column, further left, of the same role that says all this already."""

    @property
    def width(self) -> int:
        return len(self.choices)

    @property
    def whose(self) -> str:
        return "All" if self.of_all else get_text_list([choice.name for choice in self.choices], "and")


@dataclass(frozen=True)
class Row:
    """One topic, with a cell for every column."""

    slug: str
    label: str
    cells: tuple[Cell, ...]
    remark: str = ""
    tells_apart: bool = False
    """Whether the row is itself about what differs, so that equal cells make it no less of a difference."""

    @property
    def has_data(self) -> bool:
        return any(cell.is_stated for cell in self.cells)

    @property
    def is_of_roles(self) -> bool:
        """Whether whatever is said of the steps here is said of their roles, so that the row can say it once."""
        stated = [cell for cell in self.cells if cell.is_stated]
        return bool(stated) and all(cell.of_role for cell in stated)

    @property
    def is_alike(self) -> bool:
        """Whether all cells say the same, word for word."""
        said = [(cell.figures, cell.lines) for cell in self.cells]
        return (
            not self.tells_apart
            and all(cell.is_stated for cell in self.cells)
            and said.count(said[0]) == len(said)
        )

    def spans(self, choices: Sequence[Choice]) -> list[Span]:
        """The cells as the table shows them: neighbours that are the same as one, what stood before only named."""
        groups: list[tuple[list[Cell], list[Choice]]] = []
        for cell, choice in zip(self.cells, choices, strict=True):
            if groups and cell.is_stated and groups[-1][0][-1].is_like(cell):
                groups[-1][0].append(cell)
                groups[-1][1].append(choice)
            else:
                groups.append(([cell], [choice]))
        spans: list[Span] = []
        for cells, own in groups:
            cell = replace(cells[0], of_role=all(one.of_role for one in cells))
            before = (
                span.choices[0]
                for span in spans
                if cell.of_role and cell.is_like(span.cell) and own[0].role == span.choices[0].role
            )
            spans.append(Span(cell, tuple(own), 1 < len(own) == len(choices), next(before, None)))
        return spans


@dataclass
class Group:
    """Rows under one heading."""

    slug: str
    label: str
    rows: list[Row] = field(default_factory=list)


def claim_said(claim: Claim) -> Said:
    return Said(
        claim.text,
        (claim.source,),
        figure=claim_number(claim) if claim.low is not None else "",
        provenance=claim_provenance(claim),
        attributed_to=claim.attributed_to,
        date=claim.date_display or claim.period,
        place=claim.place.name if claim.place else "",
        method=claim.get_method_display(),
    )


def section_cell(section: Section, *, of_role: bool = False) -> Cell:
    """How a section opens and what its first points are about; those of a step, which has few, in full."""
    points = list(section.points.all())  # prefetched: to slice the queryset would ask again
    in_full = section.kind in Section.TIER_KINDS
    said = [
        Said(
            point.text if in_full else point.lead or point.text,
            tuple(point.sources.all()),
            lead=point.lead if in_full else "",
        )
        for point in points[:MOST_POINTS]
    ]
    return Cell(opening(section), tuple(said), more=link_to(section, len(points)), of_role=of_role)


def opening(section: Section) -> tuple[Said, ...]:
    return (
        (Said(to_text(section.introduction), tuple(section.sources.all())),) if section.introduction else ()
    )


def link_to(section: Section, points: int = 0) -> tuple[str, str]:
    words = f"In full: {section.heading}"
    return (f"{words} ({points} points)" if points > MOST_POINTS else words, section.get_absolute_url())


def sources_of(cells: Iterable[Cell]) -> list[Source]:
    by_slug = {source.slug: source for cell in cells for source in cell.sources}
    return [by_slug[slug] for slug in sorted(by_slug)]
