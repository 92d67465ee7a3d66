"""What a guide is made of, on its own page: folded, with counts, and with a short form for one more of a kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from guides.models import Guide, Question, Section, Tier
from guides.templatetags.guides import years

from .base import add_url, change_url

# Says of a form that it was sent from the guide's own page.
HERE = "_here"
# The fields that a short form asks for; the rest can be filled in on the part's own page.
SHORT: dict[type[models.Model], list[str]] = {
    Section: ["kind", "heading", "introduction", "sources", "tier"],
    Tier: ["title", "track", "years_min", "years_max", "summary", "source"],
    Question: ["question", "answer", "sources"],
}


@dataclass
class Item:
    id: str
    name: str
    url: str
    kind: str = ""
    note: str = ""


@dataclass
class Fold:
    title: str
    items: list[Item]
    is_open: bool = False


@dataclass
class ShortForm:
    noun: str
    url: str
    form: forms.ModelForm
    has_points: bool


@dataclass
class Group:
    title: str
    folds: list[Fold] = field(default_factory=list)
    short_form: ShortForm | None = None


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def item_id(row: models.Model) -> str:
    return f"{row._meta.model_name}-{row.pk}"


def groups_of(request: HttpRequest, guide: Guide) -> list[Group]:
    """As far as the editor may see them, with what was just added in sight."""
    new = request.GET.get("new", "")
    groups = []
    for model, title, folds in (
        (Section, "Sections, in the order of the page", sections),
        (Tier, "Tiers, from the first step on", tiers),
        (Question, "Questions", questions),
    ):
        page = admin.site.get_model_admin(model)
        if not page.has_view_or_change_permission(request):
            continue
        group = Group(title, [*folds(guide)], short_form_of(request, model, guide))
        for fold in group.folds:
            fold.is_open = any(item.id == new for item in fold.items)
        groups.append(group)
    return groups


def sections(guide: Guide) -> Iterator[Fold]:
    found = guide.sections.annotate(point_count=models.Count("points")).select_related("tier")
    for chapter, some in groupby(found, key=lambda section: section.chapter):
        of_chapter: list[Any] = list(some)
        points = sum(section.point_count for section in of_chapter)
        counts = f"{counted(len(of_chapter), 'section')}, {counted(points, 'point')}"
        yield Fold(f"{chapter.label} · {counts}", [*map(section_item, of_chapter)])


def section_item(section: Any) -> Item:
    points = counted(section.point_count, "point")
    note = f"{section.tier}, {points}" if section.tier else points
    return Item(item_id(section), section.heading, change_url(section), section.get_kind_display(), note)


def tiers(guide: Guide) -> Iterator[Fold]:
    yield from one_fold("Tiers", [(tier, str(tier), years(tier)) for tier in guide.tiers.all()])


def questions(guide: Guide) -> Iterator[Fold]:
    yield from one_fold("Questions", [(row, row.question, "") for row in guide.questions.all()])


def one_fold(title: str, rows: Iterable[tuple[models.Model, str, str]]) -> Iterator[Fold]:
    items = [Item(item_id(row), name, change_url(row), note=note) for row, name, note in rows]
    if items:
        yield Fold(f"{title} · {len(items)}", items)


def short_form_of(request: HttpRequest, model: type[models.Model], guide: Guide) -> ShortForm | None:
    """A form that is sent to the page that adds one, which shows it again where something is amiss."""
    page: Any = admin.site.get_model_admin(model)
    if guide.is_sealed or not page.has_add_permission(request):
        return None
    noun = str(model._meta.verbose_name)
    made = page.get_form(request, fields=SHORT[model])
    made.guide = guide
    form = made(auto_id=f"id_new_{noun}_%s")
    for one in form.fields.values():
        if isinstance(one.widget, RelatedFieldWidgetWrapper):
            one.widget = one.widget.widget  # without a plus: what is lacking is added on a page of its own
    return ShortForm(noun, add_url(model, guide=guide.pk), form, model is Section)


def place_of(row: Any) -> str:
    """Where the guide's page shows a row that was just added to it."""
    return f"{change_url(row.guide)}?new={item_id(row)}#{item_id(row)}"
