"""Guessing at passwords is stopped where it happens, and locks nobody out from elsewhere."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from careerguide.accounts.client_address import client_address
from careerguide.accounts.limits import OF_A_NAME, OF_AN_ADDRESS
from careerguide.accounts.models import Attempts

pytestmark = pytest.mark.django_db

PASSWORD = "four plain words here"  # noqa: S105 - of throwaway accounts
WRONG = "wrong"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
ALLOWED = OF_A_NAME.failures


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_user("ada", password=PASSWORD, is_staff=True)


def try_to_sign_in(name: str = "ada", password: str = WRONG, address: str = HERE) -> HttpResponse:
    return Client(REMOTE_ADDR=address).post("/admin/login/", {"username": name, "password": password})


def is_signed_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def guess(times: int, **values: str) -> None:
    for _ in range(times):
        assert not is_signed_in(try_to_sign_in(**values))


def test_after_five_failures_even_the_right_password_has_to_wait() -> None:
    guess(ALLOWED)
    response = try_to_sign_in(password=PASSWORD)
    assert "Try again in 15 minutes, or ask whoever runs this site" in response.content.decode()
    assert not is_signed_in(response)


def test_somebody_elsewhere_cannot_lock_an_editor_out() -> None:
    guess(ALLOWED + 5, address=ELSEWHERE)
    assert is_signed_in(try_to_sign_in(password=PASSWORD))


def test_another_editor_at_the_same_address_is_not_locked() -> None:
    User.objects.create_user("bob", password=PASSWORD, is_staff=True)
    guess(ALLOWED)
    assert is_signed_in(try_to_sign_in("bob", PASSWORD))


def test_a_lock_ends_when_it_was_said_to_end_however_often_somebody_tries() -> None:
    guess(ALLOWED + 5)
    Attempts.objects.update(since=F("since") - OF_A_NAME.within - timedelta(seconds=1))
    assert is_signed_in(try_to_sign_in(password=PASSWORD))


def test_a_right_password_starts_the_count_anew() -> None:
    for _ in range(3):
        guess(ALLOWED - 1)
        assert is_signed_in(try_to_sign_in(password=PASSWORD))
    assert Attempts.objects.get().failures == 3 * (ALLOWED - 1)


def test_one_address_trying_many_names_is_stopped_too() -> None:
    for number in range(OF_AN_ADDRESS.failures):
        guess(1, name=f"somebody-{number}")
    assert "Try again in 60 minutes" in try_to_sign_in(password=PASSWORD).content.decode()
    assert is_signed_in(try_to_sign_in(password=PASSWORD, address=ELSEWHERE))


def test_a_command_unlocks_one_editor_or_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    guess(ALLOWED)
    call_command("unlock_login", "ada")
    assert capsys.readouterr().out == "Forgot the failed attempts of ada; locked from 1 address(es).\n"
    assert is_signed_in(try_to_sign_in(password=PASSWORD))
    guess(ALLOWED)
    call_command("unlock_login")
    assert is_signed_in(try_to_sign_in(password=PASSWORD))


def test_no_name_and_no_address_is_kept_and_old_counts_go() -> None:
    guess(1, name="my password", address="2001:db8::1")
    assert "my password" not in str(list(Attempts.objects.values()))
    assert "2001:db8" not in str(list(Attempts.objects.values()))
    Attempts.objects.update(since=F("since") - timedelta(hours=2))
    guess(1)
    assert Attempts.objects.count() == 2


@pytest.mark.parametrize("name", ["", "\x00", "x" * 5000, "ada\x00", "٣", "' OR 1=1 --", "\ud83c"])
def test_no_name_is_a_server_error(name: str) -> None:
    assert try_to_sign_in(name.encode("utf-8", "replace").decode()).status_code == 200


@pytest.mark.parametrize(
    "goal", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "\x00"]
)
def test_signing_in_leads_to_no_other_site(goal: str) -> None:
    data = {"username": "ada", "password": PASSWORD, "next": goal}
    response = Client().post("/admin/login/", data)
    assert response["Location"] == "/admin/"


# Whose address it is


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (HERE, "", HERE),
        # Nobody but a trusted proxy is believed.
        (HERE, ELSEWHERE, HERE),
        ("10.0.0.1", ELSEWHERE, ELSEWHERE),
        ("10.0.0.1", f"203.0.113.9, {ELSEWHERE}", ELSEWHERE),
        ("10.0.0.1", f"203.0.113.9, {ELSEWHERE}, 10.0.0.2", ELSEWHERE),
        ("::ffff:10.0.0.1", ELSEWHERE, ELSEWHERE),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", f"{ELSEWHERE}:80", "10.0.0.1"),
        ("10.0.0.1", f"{ELSEWHERE}, <script>", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("10.0.0.1", "," * 1000, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("", ELSEWHERE, "unknown"),
    ],
)
def test_only_trusted_proxies_say_who_came_before_them(peer: str, forwarded: str, expected: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=[ip_network("10.0.0.0/24")]):
        assert client_address(request) == expected
