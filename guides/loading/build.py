"""Building model instances from tables, and checking every value against the model's own fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from .problems import Problems
from .read import Entry

Known = Mapping[type[models.Model], Mapping[str, models.Model]]


@dataclass
class Built:
    """An instance that is not saved yet, the entry it came from, and the sources it cites."""

    instance: Any
    entry: Entry
    sources: list[models.Model] = field(default_factory=list)
    parts: list["Built"] = field(default_factory=list)


class Builder:
    """Builds instances of one model after another, resolving references by what `known` holds."""

    def __init__(self, known: Known, problems: Problems) -> None:
        self.known = known
        self.problems = problems

    def build(
        self,
        model: type[models.Model],
        entry: Entry,
        keys: str,
        *,
        required: str = "",
        cites: str = "",
        nested: tuple[str, ...] = (),
        **fixed: Any,
    ) -> Built | None:
        """An instance of `model` with the values of `entry`; None, and problems noted, where they do not fit.

        `keys` lists the allowed keys and `required` those that must be there. `cites` names the key whose
        presence calls for at least one source ("*" for always). `fixed` are values that the entry does not give.
        """
        before = len(self.problems.found)
        allowed = [*keys.split(), *(["sources"] if cites else [])]
        values: dict[str, Any] = dict(fixed)
        for key, raw in entry.values.items():
            if key in nested:
                continue
            if key not in allowed:
                self.note(entry, key, f"This key is not known here. Known are: {', '.join(allowed)}.")
            elif key != "sources":
                values[key] = self.value(model, entry, key, raw)
        for key in required.split():
            if entry.values.get(key) in (None, ""):
                self.note(entry, key, "This is required and must not be empty.")
        sources = self.sources(entry) if cites else []
        if cites and not sources and (cites == "*" or entry.values.get(cites)):
            self.note(entry, "sources", "Name at least one source that states this.")
        if len(self.problems.found) > before:
            return None
        instance = model(**values)
        return Built(instance, entry, sources) if self.is_clean(instance, entry, values) else None

    def is_clean(self, instance: models.Model, entry: Entry, given: Mapping[str, Any]) -> bool:
        """Run the model's own validation, but for references, which are resolved, and fields that nobody gives."""
        exclude = {f.name for f in instance._meta.fields if f.is_relation or (f.name not in given and f.has_default())}
        try:
            instance.clean_fields(exclude=exclude)
            instance.clean()
        except ValidationError as error:
            for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("", [error])]:
                for message in (text for one in errors for text in one.messages):
                    self.note(entry, name, self.with_choices(instance, name, message))
            return False
        return True

    def with_choices(self, instance: models.Model, name: str, message: str) -> str:
        choices = instance._meta.get_field(name).flatchoices if name and name != "__all__" else None
        return f"{message} Choose one of: {', '.join(str(key) for key, _ in choices)}." if choices else message

    def value(self, model: type[models.Model], entry: Entry, key: str, raw: Any) -> Any:
        """The TOML value as its field takes it; a problem is noted where the type is wrong."""
        field_ = model._meta.get_field(key)
        if isinstance(field_, models.ForeignKey):
            return self.reference(entry, key, field_.related_model, raw)
        if isinstance(field_, models.DecimalField):
            if isinstance(raw, int | float) and not isinstance(raw, bool):
                return Decimal(str(raw))
            return self.wrong_type(entry, key, raw, "a number")
        if isinstance(field_, models.BooleanField):
            return raw if isinstance(raw, bool) else self.wrong_type(entry, key, raw, "true or false")
        if isinstance(field_, models.IntegerField):
            if isinstance(raw, int) and not isinstance(raw, bool):
                return raw
            return self.wrong_type(entry, key, raw, "a whole number")
        if isinstance(field_, models.DateField):
            if isinstance(raw, date) and not isinstance(raw, datetime):
                return raw
            return self.wrong_type(entry, key, raw, "a date without quotes")
        return raw.strip() if isinstance(raw, str) else self.wrong_type(entry, key, raw, "one text in quotes")

    def reference(self, entry: Entry, key: str, model: Any, raw: Any) -> Any:
        if not isinstance(raw, str):
            return self.wrong_type(entry, key, raw, f"the name of exactly one {model._meta.verbose_name}")
        found = self.known.get(model, {}).get(raw)
        if found is None:
            self.note(entry, key, f'There is no {model._meta.verbose_name} "{raw}" here.')
        return found

    def sources(self, entry: Entry) -> list[models.Model]:
        from guides.models import Source

        raw = entry.values.get("sources", [])
        if not isinstance(raw, list):
            self.note(entry, "sources", "Write a list of sources in square brackets.")
            return []
        found = [self.reference(entry, "sources", Source, slug) for slug in raw]
        if len(set(map(str, raw))) < len(raw):
            self.note(entry, "sources", "A source is named twice.")
        return [source for source in found if source is not None]

    def wrong_type(self, entry: Entry, key: str, raw: Any, wanted: str) -> None:
        self.note(entry, key, f"Write {wanted}, not {type(raw).__name__} {str(raw)[:60]!r}.")

    def note(self, entry: Entry, key: str, reason: str) -> None:
        self.problems.add(entry.file, entry.name, key if key != "__all__" else "", reason)
