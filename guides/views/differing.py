"""Where statements differ: each disagreement with all its statements, in one table and on one axis."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import ceil, floor

from django.utils.text import capfirst

from guides.models import Claim, Disagreement
from guides.wording import counted, plain_number
from salaries.charts import chart_of, nice_step
from salaries.models import Band
from salaries.pay import PayRow
from salaries.templatetags.pay import amount_words, short_money, short_number

NOT_STATED = "not stated"
THIS_ROLE = "This role"
# What an empty cell says, by column. Columns that no statement fills are left out; a source that names nobody
# and no condition has simply said nothing of the kind.
EMPTY = {"Attributed to": "", "Place": NOT_STATED, "Date": NOT_STATED, "Method": NOT_STATED, "Condition": ""}


@dataclass(frozen=True)
class Mark:
    """A figure on its axis; positions are per cent of the axis's width, None where there is no such figure."""

    start: float
    end: float
    is_range: bool
    points: list[float]
    open_top: bool
    median: float | None = None
    mean: float | None = None

    @property
    def width(self) -> float:
        return round(self.end - self.start, 2)


@dataclass(frozen=True)
class Axis:
    """One scale for all statements that can stand on it: labels of its even ticks, and marks by statement."""

    unit: str
    labels: list[str]
    marks: dict[tuple[str, str], Mark]

    @property
    def parts(self) -> int:
        return len(self.labels) - 1


@dataclass(frozen=True)
class Line:
    """A statement as its disagreement's table shows it; `facts` are the columns that come after the source."""

    text: str
    said_of: str
    source_slug: str
    source_name: str
    source_url: str
    is_derived: bool
    is_headline: bool
    facts: dict[str, str]
    mark: Mark | None


@dataclass
class Differing:
    """A disagreement with all its statements: pay as rows, the rest as claims."""

    record: Disagreement
    rows: list[PayRow] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.claims)

    @property
    def differs(self) -> bool:
        """Whether it has statements that say different things; only then do readers see it."""
        figures = {(*row.scale, row.open_top, *sorted(row.figures.items())) for row in self.rows}
        texts = {" ".join(claim.text.casefold().split()) for claim in self.claims}
        return len(figures) + len(texts) > 1

    @property
    def noun(self) -> str:
        """What differs: "figures" where every statement has a number, else "statements"."""
        return "figures" if all(claim.low is not None for claim in self.claims) else "statements"

    @property
    def is_pay(self) -> bool:
        return bool(self.rows)

    @property
    def sources(self) -> dict[str, str]:
        """The names of its sources by slug, in the order of the statements."""
        return {line.source_slug: line.source_name for line in self.lines}

    @cached_property
    def axis(self) -> Axis | None:
        """The scale that most of its figures share; None where no two do."""
        numbers = [claim for claim in self.claims if claim.low is not None]
        scales = Counter([*map(scale_of_row, self.rows), *map(scale_of_claim, numbers)])
        scale, count = next(iter(scales.most_common(1)), (("", ""), 0))
        if count < 2:
            return None
        rows = [row for row in self.rows if scale_of_row(row) == scale]
        return axis_of_rows(rows) or axis_of_claims([one for one in numbers if scale_of_claim(one) == scale])

    @cached_property
    def lines(self) -> list[Line]:
        marks = self.axis.marks if self.axis else {}
        return [line_of_row(row, marks.get(("band", row.slug))) for row in self.rows] + [
            line_of_claim(claim, marks.get(("claim", claim.slug))) for claim in self.claims
        ]

    @property
    def columns(self) -> list[str]:
        """The columns after the source that at least one statement fills."""
        return [name for name in EMPTY if any(line.facts[name] for line in self.lines)]

    @property
    def table(self) -> list[tuple[Line, list[tuple[str, str]]]]:
        """Each line with its cells by column, those that are empty in words."""
        columns = self.columns
        return [(line, [(name, line.facts[name] or EMPTY[name]) for name in columns]) for line in self.lines]

    @property
    def silent(self) -> list[str]:
        """What none of its statements says though each could."""
        return [name.lower() for name in EMPTY if EMPTY[name] == NOT_STATED and name not in self.columns]


def gather_differing(
    rows: Iterable[PayRow], bands: Iterable[Band], claims: Iterable[Claim]
) -> dict[int, Differing]:
    """One guide's disagreements by id, in their own order, each with its statements; only those that differ."""
    by_slug = {row.slug: row for row in rows}
    found: dict[int, Differing] = {}
    for band in bands:
        if band.disagreement and band.slug in by_slug:
            record = band.disagreement
            found.setdefault(record.pk, Differing(record)).rows.append(by_slug[band.slug])
    for claim in claims:
        if claim.disagreement:
            found.setdefault(claim.disagreement.pk, Differing(claim.disagreement)).claims.append(claim)
    ordered = sorted(found.items(), key=lambda item: (item[1].record.position, item[0]))
    return {pk: differing for pk, differing in ordered if differing.differs}


def line_of_row(row: PayRow, mark: Mark | None) -> Line:
    basis = row.basis_display if row.basis else ""
    return Line(
        text=capfirst(f"{amount_words(row)}, {row.pay_period_display}"),
        said_of=said_of_row(row),
        source_slug=row.source_slug,
        source_name=row.source_name,
        source_url=row.source_url,
        is_derived=row.is_derived,
        is_headline=row.is_headline,
        facts=facts(
            [row.attributed_to, row.series],
            row.place_name,
            [row.date_display, row.period],
            row.method_display,
            [basis, row.condition],
        ),
        mark=mark,
    )


def said_of_row(row: PayRow) -> str:
    """The role or step, as exactly as the source says: "Support Manager, Entry-Level"."""
    if row.tier_title and not row.said_of:
        return row.thing
    parts = [row.said_of, row.step if row.step.casefold() != row.said_of.casefold() else ""]
    return ", ".join(filter(None, parts)) or THIS_ROLE


def line_of_claim(claim: Claim, mark: Mark | None) -> Line:
    return Line(
        text=claim.text,
        said_of=claim.said_of or (claim.tier.title if claim.tier else THIS_ROLE),
        source_slug=claim.source.slug,
        source_name=claim.source.short_name,
        source_url=claim.source.get_absolute_url(),
        is_derived=claim.method in (Claim.Method.DERIVED, Claim.Method.EDITORIAL),
        is_headline=False,
        facts=facts(
            [claim.attributed_to, claim.series],
            claim.place.name if claim.place else "",
            [claim.date_display, claim.period],
            claim.get_method_display(),
            [claim.condition],
        ),
        mark=mark,
    )


def facts(
    attributed: list[str], place: str, dates: list[str], method: str, conditions: list[str]
) -> dict[str, str]:
    values = (", ".join(filter(None, one)) for one in (attributed, [place], dates, [method], conditions))
    return dict(zip(EMPTY, values, strict=True))


def scale_of_row(row: PayRow) -> tuple[str, ...]:
    return "pay", *row.scale


def scale_of_claim(claim: Claim) -> tuple[str, ...]:
    return "claim", claim.unit, claim.currency


def axis_of_rows(rows: Collection[PayRow]) -> Axis | None:
    chart = chart_of(rows)
    if chart is None:
        return None
    zero, *others = [value for _, value in chart.ticks]
    labels = [short_money(zero, chart.currency), *(short_number(value, chart.currency) for value in others)]
    marks = {
        ("band", bar.row.slug): Mark(
            bar.start, bar.end, bar.is_range, bar.points, bar.row.open_top, bar.median, bar.mean
        )
        for bar in chart.bars
    }
    return Axis("Pay", labels, marks)


def axis_of_claims(claims: Collection[Claim]) -> Axis:
    """The numbers of claims of one unit, on an axis that begins at nothing, or below it where jobs may be lost."""
    numbers = {
        claim.slug: (low, low if claim.high is None else claim.high)
        for claim in claims
        if (low := claim.low) is not None
    }
    nothing = Decimal(0)
    bottom = min([nothing, *(low for low, _ in numbers.values())])
    top = max([nothing, *(high for _, high in numbers.values())])
    # One part less where the axis may need one more on either side of nothing.
    step = nice_step(top - bottom, ticks=4 if bottom else 5)
    first, last = floor(bottom / step), max(1, ceil(top / step))
    # Room for the arrow of a figure that is open upwards.
    last += any(claim.open_top and numbers[claim.slug][1] == step * last for claim in claims)

    def x(value: Decimal) -> float:
        return round(float(100 * (value - step * first) / (step * (last - first))), 2)

    def mark(claim: Claim) -> Mark:
        low, high = numbers[claim.slug]
        return Mark(x(low), x(high), low != high, [x(low)] if low == high else [], claim.open_top)

    unit = next(iter(claims)).get_unit_display()
    *labels, end = (plain_number(step * number) for number in range(first, last + 1))
    return Axis(
        unit.capitalize(),
        [*labels, counted(end, unit)],
        {("claim", claim.slug): mark(claim) for claim in claims},
    )
