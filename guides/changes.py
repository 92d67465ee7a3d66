"""What differs between two editions of a guide: part by part, field by field, point by point, in words.

The result is plain data, so that a published edition keeps what it changed whatever becomes of shared rows later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.dateformat import format as format_date

from guides.models import (
    Claim,
    Disagreement,
    Guide,
    Link,
    Point,
    Question,
    Requirement,
    Role,
    Section,
    Tier,
)
from guides.models.fields import PartialDateField
from guides.models.statement import partial_date_display
from salaries.models import Band

# The kinds of parts in the order in which changes are told: figures before texts.
KINDS: dict[type[models.Model], str] = {
    Band: "Pay",
    Claim: "Statement",
    Tier: "Step",
    Section: "Section",
    Question: "Question",
    Requirement: "Requirement",
    Link: "Link",
    Disagreement: "Disagreement",
}
# What of a guide and of its parts is no content of theirs.
NOT_COMPARED = {
    *("id", "guide", "section", "position"),
    *("state", "published_at", "published_by", "why", "copied_from"),
    *("load_digest", "created_at", "updated_at", "edited_at", "edited_by"),
}
# Points that share more of their words than this are the same point, rewritten.
ALIKE = 0.5

# {"kind": "Pay", "name": "Senior", "what": "changed", "fields": [{"name", "label", "old", "new"}], "points": [...]}
Change = dict[str, Any]


@dataclass
class Part:
    """One row as words, by field: its label and its value."""

    key: tuple[str, ...]
    name: str
    values: dict[str, tuple[str, str]]
    points: list["Part"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(value for _, value in self.values.values())


@dataclass
class Content:
    """All that an edition says, in words; the parts of a kind in their order."""

    guide: Part
    parts: dict[str, list[Part]]


def changes_between(old: Guide, new: Guide) -> list[Change]:
    """What leads from the edition `old` to `new`: empty where they say the same. A fixed number of queries."""
    before, after = content_of(old), content_of(new)
    found = changed("Guide", before.guide, after.guide)
    for kind in KINDS.values():
        found += compare(kind, before.parts[kind], after.parts[kind])
    return found


# Reading


def content_of(guide: Guide) -> Content:
    parts = {}
    for model, kind in KINDS.items():
        rows = list(with_references(model._default_manager.filter(guide=guide).order_by("position", "pk")))
        parts[kind] = [part_of(row) for row in rows]
        if model is Section:
            by_section = dict(zip([row.pk for row in rows], parts[kind], strict=True))
            own = Point.objects.filter(section__guide=guide).order_by("position", "pk")
            for point in with_references(own):
                by_section[point.section_id].points.append(part_of(point))
    return Content(part_of(guide), parts)


def with_references(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """With all that `part_of` reads: one query, and one for the sources."""
    fields = compared(rows.model)
    names = [f.name for f in fields if isinstance(f, models.ForeignKey)]
    names += [f"{f.name}__address" for f in fields if f.related_model is Role]
    many = [f.name for f in fields if f.many_to_many]
    return rows.select_related(*names).prefetch_related(*many)


def compared(model: type[models.Model]) -> list[Any]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    own = {"role"} if model is Guide else set()
    return [f for f in fields if f.name not in NOT_COMPARED | own]


def part_of(row: Any) -> Part:
    values = {f.name: (label_of(f), words(row, f)) for f in compared(type(row))}
    return Part(key_of(row), name_of(row), values)


def label_of(field_: Any) -> str:
    label = str(field_.verbose_name)
    return label[:1].upper() + label[1:]


def key_of(row: Any) -> tuple[str, ...]:
    """What a part is known by in every edition of its guide."""
    match row:
        case Link():
            return row.kind, row.name
        case Requirement():
            return row.skill.slug, row.tier.slug if row.tier else "", row.group
        case Point() | Guide():
            return ()
    return (row.slug,)


def name_of(row: Any) -> str:
    match row:
        case Band():
            who = row.attributed_to or row.source.short_name
            level = row.label or (row.tier.title if row.tier else "")
            return ", ".join(filter(None, [level, who, str(row.place or "")]))
        case Requirement():
            return f"{row.skill.name}, {row.tier.title}" if row.tier else row.skill.name
    return str(row)


def words(row: Any, field_: Any) -> str:
    """The value of a field as an editor reads it; empty where there is none."""
    value = getattr(row, field_.name)
    if field_.many_to_many:
        return "; ".join(sorted(str(one) for one in value.all()))
    if field_.choices:
        return str(getattr(row, f"get_{field_.name}_display")())
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:,.2f}".removesuffix(".00")
        case date():
            return format_date(value, "j F Y")
        case Band():
            return value.label or value.slug
    return partial_date_display(value) if value and isinstance(field_, PartialDateField) else str(value)


# Comparing


def compare(kind: str, old: list[Part], new: list[Part]) -> list[Change]:
    """Parts by what they are known by: gone, new, changed; and whether the rest stands in another order."""
    before, after = {part.key: part for part in old}, {part.key: part for part in new}
    found = [change(kind, part, "removed") for part in old if part.key not in after]
    for part in new:
        if part.key in before:
            found += changed(kind, before[part.key], part)
        else:
            found.append(change(kind, part, "added"))
    return found + reordered(kind, [p for p in old if p.key in after], [p for p in new if p.key in before])


def changed(kind: str, old: Part, new: Part) -> list[Change]:
    fields = [
        {"name": name, "label": label, "old": old.values[name][1], "new": value}
        for name, (label, value) in new.values.items()
        if old.values[name][1] != value
    ]
    points = compare_points(old.points, new.points)
    if not fields and not points:
        return []
    return [{"kind": kind, "name": new.name, "what": "changed", "fields": fields, "points": points}]


def change(kind: str, part: Part, what: str) -> Change:
    """A part that came or went, with all that it says."""
    old_new = ("new", "old") if what == "added" else ("old", "new")
    fields = [
        {"name": name, "label": label, old_new[0]: value, old_new[1]: ""}
        for name, (label, value) in part.values.items()
        if value and value != "no"
    ]
    points = [change("Point", point, what) for point in part.points]
    return {"kind": kind, "name": part.name, "what": what, "fields": fields, "points": points}


def reordered(kind: str, old: list[Part], new: list[Part]) -> list[Change]:
    if [part.key for part in old] == [part.key for part in new]:
        return []
    before, after = ("; ".join(part.name for part in some) for some in (old, new))
    fields = [{"name": "order", "label": "Order", "old": before, "new": after}]
    return [{"kind": kind, "name": "Order", "what": "reordered", "fields": fields, "points": []}]


def compare_points(old: list[Part], new: list[Part]) -> list[Change]:
    """Points have no name of their own: equal ones are the same, then the ones most alike."""
    pairs = matched(old, new)
    same = [(one, other) for one, other in pairs if one is not None and other is not None]
    numbered = {id(part): str(number) for number, part in enumerate((one for one, _ in same), 1)}
    before = [Part((numbered[id(one)],), one.name, {}) for one in old if id(one) in numbered]
    after = [Part((numbered[id(one)],), other.name, {}) for one, other in sort_by_new(same, new)]
    found = []
    for one, other in pairs:
        if one is None and other is not None:
            found.append(change("Point", other, "added"))
        elif other is None and one is not None:
            found.append(change("Point", one, "removed"))
        elif one is not None and other is not None:
            found += changed("Point", one, other)
    return found + reordered("Point", before, after)


def sort_by_new(pairs: Iterable[tuple[Part, Part]], new: list[Part]) -> list[tuple[Part, Part]]:
    place = {id(part): number for number, part in enumerate(new)}
    return sorted(pairs, key=lambda pair: place[id(pair[1])])


def matched(old: list[Part], new: list[Part]) -> list[tuple[Part | None, Part | None]]:
    """Each point once: with its other self, or alone. In the order of the new ones, those that went first."""
    left, partner = list(old), dict[int, Part]()
    for other in new:
        if (one := next((one for one in left if one.values == other.values), None)) is not None:
            partner[id(other)] = one
            left.remove(one)
    for other in new:
        if id(other) not in partner and left:
            likeness, one = max(((alike(one, other), one) for one in left), key=lambda pair: pair[0])
            if likeness > ALIKE:
                partner[id(other)] = one
                left = [another for another in left if another is not one]
    return [*((one, None) for one in left), *((partner.get(id(other)), other) for other in new)]


def alike(one: Part, other: Part) -> float:
    """From 0 to 1: how much of their words two points share, or 1 where they have the same lead."""
    leads = one.values["lead"][1], other.values["lead"][1]
    if leads[0] and leads[0] == leads[1]:
        return 1.0
    before, after = (part.values["text"][1].split() for part in (one, other))
    return SequenceMatcher(None, before, after, autojunk=False).ratio()
