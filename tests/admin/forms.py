"""Sending the admin's forms as a browser does: all fields as they stand, but for what a test changes."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back from the form at `url`."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {"_opened": context["opened_as"]} if "opened_as" in context else {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False or field.field.disabled:
                continue
            data[field.html_name] = (
                [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
            )
    return data


def change_url(row: Model) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def send(client: Client, row: Model, **values: Any) -> HttpResponse:
    url = change_url(row)
    return client.post(url, form_of(client, url) | values)


def save(client: Client, row: Model, **values: Any) -> None:
    """Change `values` on the row's page; fails with the form's errors where it is refused."""
    response = send(client, row, **values)
    assert response.status_code == 302, errors_of(response)


def errors_of(response: Any) -> dict[str, list[str]]:
    """The messages by field, those of inline forms by their full names."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": messages for name, messages in form.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = inline.formset.non_form_errors()
    return {name: [str(message) for message in messages] for name, messages in found.items()}


def delete(client: Client, row: Model) -> HttpResponse:
    """Ask for the row's deletion and agree to it, as a browser does."""
    asked = client.get(f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/delete/", follow=True)
    return client.post(asked.redirect_chain[-1][0], {"post": "yes"})


def delete_all(client: Client, rows: list[Model]) -> HttpResponse:
    """The same for rows ticked in their list."""
    url = f"/admin/{rows[0]._meta.app_label}/{rows[0]._meta.model_name}/"
    data = {"action": "delete_these", "_selected_action": [row.pk for row in rows]}
    asked = client.post(url, data)
    return client.post(url, {**data, "post": "yes", "asked": asked.context_data.get("asked", "")})
