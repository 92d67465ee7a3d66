"""Two editors at once: what a form held when it was opened, and what others have changed since.

A form carries a digest of every field that it shows (`OPENED`). A save compares them with what is stored now, under
a lock, and is refused where anything differs. What the editor had left alone then takes the others' value; what both
have changed keeps the editor's words, with the others' shown beside them; so that saving once more merges the two.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets
from django.db import models
from django.http import HttpRequest, QueryDict

from guides.models import Presence, SearchEntry

from .inputs import could_be_key

OPENED = "_opened"
# Where a thing stands among its like: whoever moves another one changes it, which is in nobody's way.
PLACE = "position"
# What a request's formsets are made with besides the stored row.
SENT_ALONG = {"data", "files", "save_as_new"}
# Kept by the site itself.
NOTED = {"edited_at", "edited_by", "updated_at"}
BY_THE_WAY = (SearchEntry, Presence)

Sent = tuple[str, ...]
"""The values that a browser sends for one field, in the order of text."""


@dataclass(frozen=True)
class Part:
    """One field of a form: `row` is the key of an inline's row, empty for the form's own fields."""

    prefix: str
    row: str
    name: str
    label: str
    field: forms.Field
    sent: Sent

    @property
    def key(self) -> str:
        return "/".join(filter(None, (self.prefix, self.row, self.name)))


@dataclass(frozen=True)
class Clash:
    """A field that somebody else has changed; `taken` where their value now stands in the form, untouched by ours."""

    label: str
    theirs: str
    mine: str
    taken: bool


@dataclass
class Change:
    """What others have changed since the form was opened, and the form's data with that worked in."""

    data: QueryDict
    clashes: list[Clash] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refuses(self) -> bool:
        return bool(self.clashes or self.notes)


def digest(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, default=str).encode(), digest_size=6).hexdigest()


def parts_of(page: Any, request: HttpRequest, row: models.Model) -> dict[str, Part]:
    """Every field that the row's form and its inlines show, as a browser would send them back unchanged."""
    fields = flatten_fieldsets(page.get_fieldsets(request, row))
    form = page.get_form(request, row, change=True, fields=fields)(instance=row)
    parts = [*fields_of(form)]
    for formset in formsets_of(page, request, row):
        for number, one in enumerate(formset.initial_forms, 1):
            noun = formset.model._meta.verbose_name
            parts += fields_of(one, formset.prefix, str(one.instance.pk), f"{noun.capitalize()} {number}: ")
    return {part.key: part for part in parts}


def formsets_of(page: Any, request: HttpRequest, row: models.Model) -> Iterator[Any]:
    taken: dict[str, int] = {}
    for formset, inline in page.get_formsets_with_inlines(request, row):
        prefix = formset.get_default_prefix()
        taken[prefix] = taken.get(prefix, 0) + 1
        if taken[prefix] != 1:
            prefix = f"{prefix}-{taken[prefix]}"
        asked = page.get_formset_kwargs(request, row, inline, prefix)
        yield formset(**{name: value for name, value in asked.items() if name not in SENT_ALONG})


def fields_of(form: Any, prefix: str = "", row: str = "", before: str = "") -> Iterator[Part]:
    own = {form._meta.model._meta.pk.name, getattr(getattr(form, "fk", None), "name", None)}
    for bound in form:
        if bound.field.disabled or bound.name in own or bound.name == "DELETE":
            continue
        label = f"{before}{bound.label}" if before else str(bound.label)
        yield Part(prefix, row, bound.name, label, bound.field, sent_for(bound))


def sent_for(bound: forms.BoundField) -> Sent:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ("on",) if value else ()
    if isinstance(value, list | tuple):
        return tidy(getattr(one, "pk", one) for one in value)
    shown = widget.format_value(value)
    return tidy(shown if isinstance(shown, list | tuple) else [shown])


def tidy(values: Iterable[Any]) -> Sent:
    """As the database would keep them: without spaces around them, and with one kind of line end."""
    texts = (str(value).replace("\r\n", "\n").strip() for value in values if value is not None)
    return tuple(sorted(text for text in texts if text))


def sent_in(data: QueryDict, name: str, asked: forms.Field) -> Sent:
    values = data.getlist(name)
    if isinstance(asked.widget, forms.CheckboxInput):
        return ("on",) if values else ()
    return tidy(values)


def opened_as(parts: Mapping[str, Part]) -> str:
    """What the form carries: a digest for every part."""
    return json.dumps({key: digest(part.sent) for key, part in parts.items()}, separators=(",", ":"))


def read_opened(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def changed_since(parts: Mapping[str, Part], data: QueryDict) -> Change:
    """What differs between the stored `parts` and what the form in `data` was opened with, worked into its data."""
    opened = read_opened(data.get(OPENED, ""))
    change = Change(data.copy())
    if opened is None:
        change.notes.append("The form does not say what it was opened with; nothing can be compared.")
        opened = {key: digest(part.sent) for key, part in parts.items()}
    places = {prefix: rows_in(data, prefix) for prefix in prefixes_in(data)}
    for key, part in parts.items():
        at = places.get(part.prefix, {}).get(part.row) if part.row else ""
        if opened.get(key) == digest(part.sent) or at is None:
            continue
        name = f"{part.prefix}-{at}-{part.name}" if part.row else part.name
        mine = sent_in(data, name, part.field)
        untouched = key not in opened or digest(mine) == opened[key]
        if untouched:
            change.data.setlist(name, list(part.sent))
        if mine != part.sent and not (part.name == PLACE and untouched):
            change.clashes.append(
                Clash(part.label, in_words(part.field, part.sent), in_words(part.field, mine), untouched)
            )
    for prefix, rows in places.items():
        stored = [part for part in parts.values() if part.prefix == prefix]
        note_rows(change, prefix, rows, stored, opened)
    return change


def prefixes_in(data: QueryDict) -> list[str]:
    ending = "-TOTAL_FORMS"
    return [name.removesuffix(ending) for name in data if name.endswith(ending)]


def rows_in(data: QueryDict, prefix: str) -> dict[str, int]:
    """The rows of a formset by their keys, with their places in the data."""
    count = data.get(f"{prefix}-TOTAL_FORMS", "")
    places = range(min(int(count), 1000)) if re.fullmatch(r"[0-9]{1,6}", count) else ()
    return {key: place for place in places if (key := data.get(f"{prefix}-{place}-id", ""))}


def note_rows(
    change: Change, prefix: str, mine: Mapping[str, int], stored: list[Part], opened: Mapping[str, str]
) -> None:
    """Say which rows others have added or deleted. A deleted one that we have changed stays as a new one."""
    there = {part.row for part in stored if part.row}
    known = {key.split("/")[1] for key in opened if key.startswith(f"{prefix}/") and key.count("/") == 2}
    for row in sorted(there - known, key=int):
        texts = [in_words(part.field, part.sent) for part in stored if part.row == row and part.name != PLACE]
        change.notes.append(f"Added meanwhile, and kept when you save: {'; '.join(filter(None, texts))}")
    gone = {row: place for row, place in mine.items() if row in known and row not in there}
    if not gone:
        return
    words = {row: row_words(change.data, prefix, place) for row, place in gone.items()}
    touched = {row for row, place in gone.items() if is_touched(change.data, prefix, row, place, opened)}
    for row in gone:
        fate = "kept here as a new one, since you had changed it" if row in touched else "gone here too"
        change.notes.append(f"Deleted meanwhile, and {fate}: {words[row]}")
    rebuild(
        change.data, prefix, {place for row, place in gone.items() if row not in touched}, set(gone.values())
    )


def row_words(data: QueryDict, prefix: str, place: int) -> str:
    texts = (
        data.get(f"{prefix}-{place}-{name}", "").strip() for name in ("lead", "text", "title", "slug", "note")
    )
    return "; ".join(filter(None, texts)) or "a row without words"


def is_touched(data: QueryDict, prefix: str, row: str, place: int, opened: Mapping[str, str]) -> bool:
    start, ahead = f"{prefix}-{place}-", f"{prefix}/{row}/"
    if data.get(f"{start}DELETE"):
        return False
    names = {key.removeprefix(ahead) for key in opened if key.startswith(ahead)} - {PLACE}
    return any(
        opened[ahead + name] != digest(tidy(data.getlist(start + name)))
        # A box is sent as it is ticked, whatever its value.
        and opened[ahead + name] != digest(("on",) if data.get(start + name) else ())
        for name in names
    )


def rebuild(data: QueryDict, prefix: str, without: set[int], without_key: set[int]) -> None:
    """Number a formset's rows anew, those with a key first, as a formset wants them."""
    total = int(data.get(f"{prefix}-TOTAL_FORMS", "0"))
    rows: list[tuple[bool, dict[str, list[str]]]] = []
    for place in range(min(total, 1000)):
        start = f"{prefix}-{place}-"
        values = {name: data.getlist(name) for name in list(data) if name.startswith(start)}
        for name in values:
            del data[name]
        if place in without:
            continue
        row = {name.removeprefix(start): value for name, value in values.items()}
        if place in without_key:
            row["id"] = [""]
        rows.append((not any(row.get("id", [])), row))
    rows.sort(key=lambda pair: pair[0])
    for place, (_, row) in enumerate(rows):
        for name, value in row.items():
            data.setlist(f"{prefix}-{place}-{name}", value)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(not is_new for is_new, _ in rows))


def in_words(asked: forms.Field, sent: Sent) -> str:
    """A field's value as an editor reads it: names for keys, labels for choices."""
    if isinstance(asked.widget, forms.CheckboxInput):
        return "yes" if sent else "no"
    if isinstance(asked, forms.ModelChoiceField):
        rows: Any = asked.queryset
        keys = [key for key in sent if could_be_key(rows.model, key)]
        return ", ".join(str(row) for row in rows.filter(pk__in=keys))
    if isinstance(asked, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in asked.choices}  # type: ignore[union-attr, misc]
        return ", ".join(labels.get(value, value) for value in sent)
    return "\n".join(sent)


def digest_of_all(rows: "Iterable[models.Model]") -> str:
    """A digest of the rows and of all that would go with them: what somebody agreed to delete."""
    collector = NestedObjects(using="default")
    collector.collect(list(rows))
    found = [
        (model._meta.label, *(value_of(one, column) for column in model._meta.concrete_fields))
        for model, some in collector.data.items()
        if model not in BY_THE_WAY
        for one in some
    ]
    for quick in collector.fast_deletes:
        if quick.model not in BY_THE_WAY:
            found += [
                (
                    quick.model._meta.label,
                    *(value_of(one, column) for column in quick.model._meta.concrete_fields),
                )
                for one in quick
            ]
    return digest(sorted(map(str, found)))


def value_of(row: models.Model, column: Any) -> Any:
    return None if column.name in NOTED else column.value_from_object(row)
