"""The ways to narrow pay figures down, with the number of figures behind each choice."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import slugify

from guides.models import Place

from .models import Band
from .naming import ITSELF
from .pay import PayRow

NOT_STATED = "not-stated"
PLAIN, STEP = "plain", "step"
# A longer facet keeps as boxes what is chosen and what stands for many values; the rest is in a select.
MOST_BOXES = 15
# What a select offers at most; narrowed down by another facet, it comes to those that matter.
MOST_IN_SELECT = 300
ALWAYS_BOXES = frozenset({PLAIN, STEP, NOT_STATED})


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    depth: int
    """How many larger places among the choices it lies in."""
    count: int
    chosen: bool

    @property
    def indent(self) -> str:
        """What sets it in below larger places, in a list that knows no other way."""
        return 2 * self.depth * "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Facet:
    """One way to narrow the figures down: a parameter, its possible values and those that a row has."""

    name: str
    label: str
    noun: str
    """What a value is that makes sense, as in "is not a role here"."""
    options: Mapping[str, str]
    values_of: Callable[[PayRow], Collection[str]]
    depths: Mapping[str, int] = field(default_factory=dict)

    def admits(self, row: PayRow, chosen: Collection[str]) -> bool:
        return not chosen or any(value in chosen for value in self.values_of(row))

    def chip_label(self, value: str) -> str:
        label = self.options[value]
        return f"{self.label}: {label[0].lower()}{label[1:]}" if value == NOT_STATED else label


@dataclass(frozen=True)
class Offer:
    """A facet as the page offers it: boxes to tick, and for a long one a select of what else would show figures."""

    facet: Facet
    boxes: list[Choice]
    more: list[Choice]
    left_off: int
    is_long: bool

    @property
    def choices(self) -> list[Choice]:
        return [*self.boxes, *self.more]


def facets_of(
    rows: Iterable[PayRow], titles: Mapping[str, tuple[str, str]], places: Iterable[Place]
) -> list[Facet]:
    """The facets of all rows. `titles` gives each role's address and title by its URL."""
    rows = list(rows)
    steps = step_names(rows)
    within, place_names, depths = place_tree(places, {row.place_slug for row in rows if row.place_slug})
    last = {NOT_STATED: "Not stated"}
    return [
        Facet("role", "Role", "role", dict(titles.values()), lambda row: (titles[row.role_url][0],)),
        Facet(
            "step",
            "Title or step",
            "kind of title",
            {PLAIN: ITSELF, STEP: "Steps and levels"} | steps,
            lambda row: (PLAIN,) if row.plain else (STEP, step_slug(row)),
            dict.fromkeys(steps, 1),
        ),
        Facet(
            "place",
            "Place",
            "place",
            place_names | last,
            lambda row: within[row.place_slug] if row.place_slug else (NOT_STATED,),
            depths,
        ),
        Facet(
            "source",
            "Source",
            "source",
            source_labels(rows),
            lambda row: (row.source_slug,),
        ),
        Facet(
            "basis",
            "Base or total pay",
            "kind of pay",
            {str(basis.value): str(basis.label) for basis in Band.Basis} | last,
            lambda row: (row.basis or NOT_STATED,),
        ),
    ]


def step_slug(row: PayRow) -> str:
    """The tier or level by its name: steps of two roles that are called the same are one choice.

    A tier's own slug would not do: "senior" is a step of many roles, with a title of its own in each.
    """
    slug = slugify(row.step)
    return f"{slug}-{STEP}" if slug in (PLAIN, STEP) else slug


def step_names(rows: Iterable[PayRow]) -> dict[str, str]:
    """The tiers and levels that the rows are of, by slug, in alphabetical order."""
    names = {slug: row.step for row in rows if not row.plain and (slug := step_slug(row))}
    return dict(sorted(names.items(), key=lambda item: (item[1].casefold(), item[0])))


def source_labels(rows: Iterable[PayRow]) -> dict[str, str]:
    """The sources by name; those of one name also with their titles."""
    sources = {row.source_slug: row for row in rows}
    names = Counter(row.source_name for row in sources.values())
    labels = {
        slug: row.source_name if names[row.source_name] == 1 else f"{row.source_name}: {row.source_title}"
        for slug, row in sources.items()
    }
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))


def place_tree(
    places: Iterable[Place], used: Collection[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str], dict[str, int]]:
    """Each used place with all that it lies in; names, the larger place before those in it; depths."""
    by_id = {place.pk: place for place in places}
    within: dict[str, tuple[str, ...]] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for place in by_id.values():
        if place.slug not in used:
            continue
        line: list[Place] = []
        at: Place | None = place
        # A circle of places must not hang the page.
        while at is not None and at not in line:
            line.append(at)
            at = by_id.get(at.parent_id) if at.parent_id is not None else None
        within[place.slug] = tuple(one.slug for one in line)
        for number, one in enumerate(line):
            paths[one.slug] = tuple(larger.name for larger in reversed(line[number:]))
    ordered = sorted(paths, key=lambda slug: (paths[slug], slug))
    names = {slug: paths[slug][-1] for slug in ordered}
    depths = {slug: len(paths[slug]) - 1 for slug in ordered}
    return within, names, depths


def offer_of(
    facet: Facet, counts: Mapping[str, int], occurring: Collection[str], chosen: Collection[str]
) -> Offer:
    """The facet's values that occur, each with the number of figures it would show, given the other choices."""
    values = [value for value in facet.options if value in occurring or value in chosen]

    def choice(value: str) -> Choice:
        return Choice(
            value, facet.options[value], facet.depths.get(value, 0), counts.get(value, 0), value in chosen
        )

    if len(values) <= MOST_BOXES:
        return Offer(facet, [choice(value) for value in values], [], 0, False)
    boxes = [value for value in values if value in chosen or value in ALWAYS_BOXES]
    more = [value for value in values if counts.get(value) and value not in boxes]
    return Offer(
        facet,
        [choice(value) for value in boxes],
        [choice(value) for value in more[:MOST_IN_SELECT]],
        len(more[MOST_IN_SELECT:]),
        True,
    )
