"""Field types that every model shares: plain text, slugs, partial dates, positions."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models

TAG = re.compile(r"<\s*[A-Za-z/!?]")


def validate_plain_text(value: str) -> None:
    """Refuse markup and control characters: pages escape text, so markup would only ever show as litter."""
    if TAG.search(value):
        raise ValidationError("Write plain text: HTML tags are not allowed here.", code="markup")
    for character in value:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            raise ValidationError(
                "Remove the control character U+%(code)s.",
                code="control",
                params={"code": f"{ord(character):04X}"},
            )


def validate_partial_date(value: str) -> None:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        raise ValidationError("Write a year, a month or a day: 2023, 2023-05 or 2023-05-17.", code="date")
    year, month, day = (*value.split("-"), "01", "01")[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(f"There is no such date as {value}.", code="date") from None


validate_slug = RegexValidator(
    r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use lower-case letters, digits and single hyphens only."
)


class PlainCharField(models.CharField):
    """One line of plain text."""

    default_validators = [
        validate_plain_text,
        RegexValidator(r"[\n\t]", "Write this on one line.", inverse_match=True),
    ]


class PlainTextField(models.TextField):
    """Plain text in paragraphs, parted by blank lines; `max_length` holds in every way in, not only in forms."""

    default_validators = [validate_plain_text]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))


class ProseField(PlainTextField):
    """Longer prose, in the little Markdown that `guides.markdown` knows."""

    def deconstruct(self) -> Any:
        # To the database it is plain text, whatever pages make of it.
        name, _, args, kwargs = super().deconstruct()
        return name, f"{PlainTextField.__module__}.{PlainTextField.__qualname__}", args, kwargs


class SlugField(models.CharField):
    """A part of an address."""

    default_validators = [validate_slug]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)


class PartialDateField(models.CharField):
    """A date as exact as its source states it: 2023, 2023-05 or 2023-05-17. Text order is date order."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class PositionField(models.PositiveIntegerField):
    """The place among its like on the page, counted from 1; equal numbers keep the order they were made in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", 0)
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("help_text", "Lower numbers come first on the page.")
        super().__init__(*args, **kwargs)
