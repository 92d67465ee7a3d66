"""Below every field stands what readers will see of it."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = [
    page for model, page in admin.site._registry.items() if model._meta.app_label in ("guides", "salaries")
]


def fields_of(page: Any, user: User) -> dict[str, Any]:
    request = RequestFactory().get("/")
    request.user = user
    forms = [page.get_form(request)]
    forms += [formset.form for formset, _ in page.get_formsets_with_inlines(request)]
    return {f"{form.__name__}.{name}": field for form in forms for name, field in form.base_fields.items()}


def test_every_field_says_what_readers_will_see(admin_user: User) -> None:
    silent = [
        name
        for page in OURS
        for name, field in fields_of(page, admin_user).items()
        if "eaders" not in field.help_text
    ]
    assert silent == []


def test_every_source_and_skill_is_chosen_by_typing(admin_user: User) -> None:
    """However many there are: a field that lists them all is no help."""
    listed = [
        name
        for page in OURS
        for name, field in fields_of(page, admin_user).items()
        if name.rpartition(".")[2] in ("source", "sources", "skill", "role", "place")
        and "Name" not in type(getattr(field.widget, "widget", field.widget)).__name__
    ]
    assert listed == []
