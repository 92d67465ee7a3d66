"""The preview of longer prose."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/admin/guides/guide/prose/"


def shown(client: Client, text: str) -> str:
    return client.post(URL, {"text": text}).content.decode().strip()


def test_a_preview_shows_what_readers_will_see(admin_client: Client) -> None:
    assert shown(admin_client, "So *it* is.\r\n\r\n- one") == (
        "<p>So <em>it</em> is.</p>\n<ul>\n<li>one</li>\n</ul>"
    )


def test_a_preview_says_what_cannot_be_saved(admin_client: Client) -> None:
    assert "HTML tags are not allowed here." in shown(admin_client, "<b>no</b>")
    assert "Remove the control character U+0000." in shown(admin_client, "\0")
    assert shown(admin_client, "") == "<p>Nothing yet.</p>"


def test_a_preview_is_for_who_may_change_guides_and_needs_the_form_s_token(
    client: Client, admin_user: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(URL, {"text": "x"}).status_code == 403
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.post(URL, {"text": "x"}).status_code == 403
