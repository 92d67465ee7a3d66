"""Forms that several nouns share: a slug that is proposed, parts that stay within their guide, a set time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from guides.editions import EditionError
from guides.models import Guide, Section, Tier
from guides.models.section import is_reserved
from guides.schedule import checked_time, in_words

NAME_A_SOURCE = "Name at least one source that states this."


def propose_slug(
    text: str, rows: "Iterable[models.QuerySet[Any]]", noun: str, *, anchor: bool = False
) -> str:
    """A slug made of `text`, or of `noun` where that gives none, which none of the rows bears yet.

    For an anchor it is none that the page uses itself: "section-pay" for a section headed "Pay".
    """
    stem = slugify(text.replace("_", " "))[:65].strip("-") or noun
    if anchor and is_reserved(stem):
        stem = f"{noun}-{stem}"
    taken = {
        slug for some in rows for slug in some.filter(slug__startswith=stem).values_list("slug", flat=True)
    }
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


class SlugForm(forms.ModelForm):
    """Makes the slug where an editor leaves it empty, from the first of `slug_from` that is filled in."""

    slug_from: tuple[str, ...] = ("name",)
    # Whether the slug is an anchor on the page of a role or of its ladder.
    is_anchor = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            field = self.fields["slug"]
            field.required = False
            field.help_text = f"{field.help_text} Leave this empty and one is made.".strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors and not cleaned["slug"]:
            cleaned["slug"] = self.instance.slug or self.proposal(cleaned)
        return cleaned

    def proposal(self, cleaned: dict[str, Any]) -> str:
        text = next((str(cleaned[name]) for name in self.slug_from if cleaned.get(name)), "")
        noun = slugify(self.instance._meta.verbose_name)
        return propose_slug(text, self.neighbours(), noun, anchor=self.is_anchor)

    def neighbours(self) -> "list[models.QuerySet[Any]]":
        """The rows whose slugs this one must differ from."""
        return [type(self.instance)._default_manager.exclude(pk=self.instance.pk)]


class PartForm(SlugForm):
    """A part of one guide: it is fixed when the form is made, and all choices are that guide's own."""

    guide: Guide | None = None
    needs_source = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.guide_id is None and self.guide is not None:
            self.instance.guide = self.guide
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and name in {"tier", "disagreement", "converts"}:
                own = field.queryset.filter(guide=self.instance.guide_id)  # type: ignore[union-attr]
                field.queryset = (
                    own.filter(converts=None).exclude(pk=self.instance.pk) if name == "converts" else own
                )
        if "sources" in self.fields and self.needs_source:
            self.fields["sources"].required = True
            self.fields["sources"].error_messages["required"] = NAME_A_SOURCE
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].help_text += " Leave this empty to put it last."
            if self.instance.pk is None:
                self.initial["position"] = None

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def neighbours(self) -> "list[models.QuerySet[Any]]":
        return [rows.filter(guide=self.instance.guide_id) for rows in super().neighbours()]

    def _get_validation_exclusions(self) -> set[str]:
        # The guide is no field of the form, but what must be unique within it has to be checked all the same.
        return super()._get_validation_exclusions() - {"guide"}  # type: ignore[misc]


class AnchorForm(PartForm):
    """A section or a step: the ladder's page shows both, so their slugs differ from each other's too."""

    is_anchor = True

    def neighbours(self) -> "list[models.QuerySet[Any]]":
        guide = self.instance.guide_id
        others = [Tier.objects.filter(guide=guide), Section.objects.filter(guide=guide)]
        return [*super().neighbours(), *(rows for rows in others if rows.model is not type(self.instance))]


class WhenForm(forms.Form):
    """Now, or at a set time in UTC."""

    at = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Write a day and a time, such as 2027-01-31 09:00."},
    )

    def __init__(self, verb: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["at"].label = f"{verb.capitalize()} it at this day and time in UTC (optional)"
        self.fields[
            "at"
        ].help_text = f"It is {in_words(timezone.now())} now. Leave this empty to {verb} it at once."

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        try:
            return at and checked_time(at)
        except EditionError as error:
            raise ValidationError(str(error)) from None
