"""Form fields and widgets that answer any input with a message, whichever database stands behind them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from guides.models.fields import PlainTextField, ProseField

from .help import help_of
from .prose import ProseWidget


def could_be_key(model: type[models.Model], value: object) -> bool:
    """Whether `value` has the form of the model's primary key: a database may fail on one that has not."""
    try:
        model._meta.pk.clean(value, None)
    except ValidationError:
        return False
    return True


class ParagraphsField(forms.CharField):
    """Text as browsers send it, with the line ends that texts are stored with."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def model_of(field: Any) -> type[models.Model]:
    return field.queryset.model


class ChoiceField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not could_be_key(model_of(self), value):
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return super().to_python(value)


class ChoicesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if not could_be_key(model_of(self), key):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


class OnlyKeys:
    """Shows nothing for a value that could be no key, where the stock widget would fail on it."""

    field: Any

    def optgroups(self, name: str, value: Iterable[str], attr: Any = None) -> Any:
        model = self.field.remote_field.model
        keys = [key for key in value if could_be_key(model, key)]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]


class OneByName(OnlyKeys, AutocompleteSelect):
    pass


class SeveralByName(OnlyKeys, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        # Each choice has its own cross; one for all of them breaks the list for those who hear it.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class SafeInputs:
    """For admin pages and their inlines: the fields and widgets above in place of the stock ones."""

    formfield_overrides: Any = {
        PlainTextField: {"form_class": ParagraphsField, "widget": AdminTextareaWidget({"rows": 4})},
        ProseField: {"form_class": ParagraphsField, "widget": ProseWidget},
    }
    admin_site: Any

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside a choice stand a plus and an eye; other rows are changed and deleted on pages of their own."""
        if text := help_of(db_field):
            kwargs.setdefault("help_text", text)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", OneByName(db_field, self.admin_site))
        kwargs.setdefault("form_class", ChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("widget", SeveralByName(db_field, self.admin_site))
        kwargs.setdefault("form_class", ChoicesField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
