"""Building model instances from entries, and checking every value against the model's own fields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from .problems import Entry, Problems, did_you_mean, quoted

# By model and slug (or code): what entries may refer to. None stands for what is left open: a role that was
# deleted, or an entry whose own problems are noted already.
Known = dict[type[models.Model], dict[str, Any]]
Note = Callable[[str, str], None]

# What TOML types a field takes, and the words for that. The first that fits holds.
TAKES: list[tuple[type[models.Field], set[type], str]] = [
    (models.DecimalField, {int, Decimal}, "a number"),
    (models.BooleanField, {bool}, "true or false"),
    (models.IntegerField, {int}, "a whole number"),
    (models.DateField, {date}, "a date without quotes"),
    (models.Field, {str}, "a text in quotes"),
]
WORDS: dict[type, str] = {
    bool: "true or false",
    str: "a text",
    int: "a number",
    Decimal: "a number with a fraction",
    date: "a date",
    datetime: "a date with a time",
    time: "a time",
    list: "a list",
    dict: "a table",
}


@dataclass
class Built:
    """An instance that is not saved yet, the entry it came from, and the sources it cites."""

    instance: Any
    entry: Entry
    sources: list[models.Model] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The keys of an entry, as the fixtures' README writes them: a question mark at what may be left out.

    `check(built, note)` looks at what spans several keys.
    """

    model: type[models.Model]
    keys: str
    check: Callable[[Built, Note], None] | None = None

    @property
    def required(self) -> dict[str, bool]:
        return {key.rstrip("?"): not key.endswith("?") for key in self.keys.split()}


class Builder:
    """Builds instances of one model after another, resolving references by what `known` holds."""

    def __init__(self, known: Known, problems: Problems) -> None:
        self.known = known
        self.problems = problems

    def build(self, table: Table, entry: Entry, **fixed: Any) -> Built | None:
        """An instance with the values of `entry` and `fixed`; None, problems noted, if they do not fit."""
        note = partial(self.problems.add, entry)
        before = len(self.problems.found)
        required = table.required
        for key in entry.values:
            if key not in required:
                hint = did_you_mean(key, required)
                note(key, f"This key is not known here.{hint} Known are: {', '.join(required)}.")
        missing = [
            key for key, needed in required.items() if needed and entry.values.get(key) in (None, "", [])
        ]
        for key in missing:
            ask = (
                "Name at least one source that states this."
                if key == "sources"
                else "This must not be empty."
            )
            note(key, ask)
        values = {
            key: self.value(table.model, key, raw, note)
            for key, raw in entry.values.items()
            if key in required and key not in missing
        }
        if len(self.problems.found) > before or any(values[key] is None for key in values if required[key]):
            return None
        sources = values.pop("sources", [])
        built = Built(table.model(**values, **fixed), entry, sources)
        if self.is_clean(built.instance, values, note) and table.check:
            table.check(built, note)
        return built if len(self.problems.found) == before else None

    def is_clean(self, instance: models.Model, given: dict[str, Any], note: Note) -> bool:
        """Run the model's own validation, but for references, which are resolved, and defaults."""
        fields = instance._meta.fields
        exclude = {f.name for f in fields if f.is_relation or (f.name not in given and f.has_default())}
        try:
            instance.clean_fields(exclude=exclude)
            instance.clean()
        except ValidationError as error:
            for name, messages in error.update_error_dict({}).items():
                key = "" if name == NON_FIELD_ERRORS else name
                choices = getattr(instance._meta.get_field(key), "flatchoices", None) if key else None
                listed = (
                    f" Choose one of: {', '.join(str(value) for value, _ in choices)}." if choices else ""
                )
                for message in ValidationError(messages).messages:
                    note(key, f"{message}{listed}")
            return False
        return True

    def value(self, model: type[models.Model], key: str, raw: Any, note: Note) -> Any:
        """The TOML value as its field takes it; a problem is noted where the type is wrong."""
        field_ = model._meta.get_field(key)
        if isinstance(field_, models.ManyToManyField):
            return self.references(field_.related_model, key, raw, note)
        if isinstance(field_, models.ForeignKey):
            return self.reference(field_.related_model, key, raw, note)
        types, wanted = next((types, words) for cls, types, words in TAKES if isinstance(field_, cls))
        if type(raw) not in types:
            note(key, f"Write {wanted}, not {WORDS[type(raw)]}.")
            return None
        return raw.strip() if isinstance(raw, str) else raw

    def reference(self, model: Any, key: str, raw: Any, note: Note) -> Any:
        noun, known = model._meta.verbose_name, self.known[model]
        if not isinstance(raw, str):
            note(key, f"Write one {noun} in quotes, not {WORDS[type(raw)]}.")
        elif raw not in known:
            where = " in this guide" if hasattr(model, "guide_id") else ""
            note(key, f"There is no {noun} {quoted(raw)}{where}.{did_you_mean(raw, known)}")
        else:
            return known[raw]
        return None

    def references(self, model: Any, key: str, raw: Any, note: Note) -> list[Any]:
        if not isinstance(raw, list):
            note(key, f"Write a list in square brackets, not {WORDS[type(raw)]}.")
            return []
        found = [self.reference(model, key, one, note) for one in raw]
        for number, one in enumerate(found):
            if one is not None and one in found[:number]:
                note(key, f"{quoted(raw[number])} is named twice.")
        return found
