"""A code after the password: set up, asked for, replaced, turned off, and lost."""

import re
import time
from binascii import unhexlify

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from careerguide.accounts import second_factor
from careerguide.accounts.limits import OF_A_NAME
from guides.groups import make_groups
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "four plain words here"  # noqa: S105 - of throwaway accounts
PAGE, CODE_PAGE = "/admin/second-factor/", "/admin/second-factor/code/"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password=PASSWORD, is_staff=True)


def code_of(key: str, steps: int = 0) -> str:
    totp = TOTP(unhexlify(key.encode()))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def sign_in(user: User, path: str = "/admin/") -> tuple[Client, HttpResponse]:
    """By password, as far as that leads."""
    client = Client()
    url = f"/admin/login/?next={path}"
    return client, client.post(url, {"username": user.username, "password": PASSWORD}, follow=True)


def set_up(user: User) -> list[str]:
    """Gives the recovery codes; the code of this half minute is still good."""
    TOTPDevice.objects.create(user=user, name="App", key="ab" * 20)
    return second_factor.new_recovery_codes(user)


def now() -> str:
    return code_of("ab" * 20)


def is_inside(client: Client) -> bool:
    return client.get("/admin/password_change/").status_code == 200


def reason(response: HttpResponse) -> str:
    return " ".join(response.context["form"].errors.get("code", []))


# Setting up


def test_an_editor_sets_it_up_with_a_key_that_stands_as_a_picture_and_in_letters(ada: User) -> None:
    client, _ = sign_in(ada)
    shown = client.get(PAGE)
    assert parse_html(shown).find(".//{*}svg") is not None
    assert "style=" not in str(shown.context["qr_code"])
    key = client.session["second_factor_key"]
    assert second_factor.device_for(ada, key).config_url.startswith(
        "otpauth://totp/Career%20Guide%3Aada?secret="
    )
    response = client.post(PAGE, {"code": code_of(key)})
    codes = response.context["codes"]
    assert (len(set(codes)), TOTPDevice.objects.get().key) == (10, key)
    assert all(code in text_of(parse_html(response)) for code in codes)
    assert is_inside(client)
    # Neither is shown again.
    assert codes[0] not in client.get(PAGE).content.decode()
    assert "second_factor_key" not in client.session


@pytest.mark.parametrize("code", ["", "000000", "1", "x" * 41, "\x00", "12345٣", "9" * 30, "<b>"])
def test_a_wrong_code_sets_nothing_up(ada: User, code: str) -> None:
    client, _ = sign_in(ada)
    assert reason(client.post(PAGE, {"code": code})) != ""
    assert not TOTPDevice.objects.exists()


def test_a_second_key_is_not_taken_beside_the_first(ada: User) -> None:
    set_up(ada)
    assert second_factor.take(ada, "cd" * 20, code_of("cd" * 20)) is None
    assert TOTPDevice.objects.get().key == "ab" * 20


# Signing in


def test_the_password_alone_opens_nothing(ada: User) -> None:
    set_up(ada)
    client, response = sign_in(ada, "/admin/password_change/")
    assert response.redirect_chain[-1][0] == f"{CODE_PAGE}?next=%2Fadmin%2Fpassword_change%2F"
    for path in ("", "guides/guide/", "password_change/", "second-factor/", "jsi18n/", "autocomplete/"):
        assert client.get(f"/admin/{path}")["Location"].startswith(CODE_PAGE)
    client.post(PAGE, {"code": "000000", "do": "turn-off"})
    assert TOTPDevice.objects.exists()


def test_the_code_leads_on_to_where_one_was_going(ada: User) -> None:
    set_up(ada)
    client, response = sign_in(ada, "/admin/password_change/")
    data = {"code": f"{now()[:3]} {now()[3:]}", "next": response.context["next"]}
    before = client.session.session_key
    assert client.post(CODE_PAGE, data)["Location"] == "/admin/password_change/"
    assert is_inside(client)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "goal",
    [
        "９５",
        "admin:index",
        "//evil.example/",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
    ],
)
def test_the_code_leads_to_no_other_site(ada: User, goal: str) -> None:
    set_up(ada)
    client, _ = sign_in(ada)
    assert client.post(f"{CODE_PAGE}?next={goal}", {"code": now(), "next": goal})["Location"] == "/admin/"


def test_a_code_works_once(ada: User) -> None:
    codes = set_up(ada)
    for code in (now(), codes[0]):
        first, _ = sign_in(ada)
        first.post(CODE_PAGE, {"code": code})
        second, _ = sign_in(ada)
        response = second.post(CODE_PAGE, {"code": code})
        assert (is_inside(first), is_inside(second)) == (True, False)
        assert "has been used" in reason(response)
        TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_whoever_is_signed_in_without_it_can_sign_out(ada: User) -> None:
    set_up(ada)
    client, _ = sign_in(ada)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(CODE_PAGE)["Location"].startswith("/admin/login/")


def test_guessing_at_codes_is_stopped(ada: User) -> None:
    set_up(ada)
    client, _ = sign_in(ada)
    for _ in range(OF_A_NAME.failures):
        client.post(CODE_PAGE, {"code": "000000"})
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert "Too many attempts" in reason(client.post(CODE_PAGE, {"code": now()}))
    call_command("unlock_login", "ada")
    client.post(CODE_PAGE, {"code": now()})
    assert is_inside(client)


def test_guessing_from_many_addresses_slows_down_too(ada: User) -> None:
    set_up(ada)
    client, _ = sign_in(ada)
    client.post(CODE_PAGE, {"code": "000000"}, REMOTE_ADDR="192.0.2.1")
    assert reason(client.post(CODE_PAGE, {"code": now()}, REMOTE_ADDR="192.0.2.2")) != ""


def test_sessions_from_before_it_was_set_up_have_to_show_it(ada: User) -> None:
    client, _ = sign_in(ada)
    assert is_inside(client)
    set_up(ada)
    assert not is_inside(client)


# Whoever has to have one


@pytest.mark.parametrize(
    ("setting", "group", "has_to"),
    [
        ("optional", "Publishers", False),
        ("publishers", "Editors", False),
        ("publishers", "Publishers", True),
        ("everyone", "Editors", True),
    ],
)
def test_the_setting_says_who_has_to_set_it_up_before_anything_else(
    ada: User, setting: str, group: str, has_to: bool
) -> None:
    make_groups()
    ada.groups.add(Group.objects.get(name=group))
    with override_settings(SECOND_FACTOR=setting):
        client, response = sign_in(ada)
        assert is_inside(client) is not has_to
        assert (response.redirect_chain[-1][0] == f"{PAGE}?next=%2Fadmin%2F") is has_to
        assert client.get(PAGE).status_code == 200
        assert client.post("/admin/logout/").status_code == 200


# Afterwards


def test_an_editor_turns_it_off_with_a_code(ada: User) -> None:
    set_up(ada)
    client, _ = sign_in(ada)
    client.post(CODE_PAGE, {"code": now()})
    client.post(PAGE, {"code": "", "do": "turn-off"})
    assert TOTPDevice.objects.exists()
    client.post(PAGE, {"code": second_factor.new_recovery_codes(ada)[0], "do": "turn-off"})
    assert not TOTPDevice.objects.exists() and not StaticToken.objects.exists()
    assert is_inside(client)


def test_new_recovery_codes_take_the_place_of_the_old(ada: User) -> None:
    old = set_up(ada)
    client, _ = sign_in(ada)
    client.post(CODE_PAGE, {"code": old[0]})
    assert client.get(PAGE).context["left"] == 9
    new = client.post(PAGE, {"code": now(), "do": "codes"}).context["codes"]
    assert not {one.replace("-", "") for one in old} & set(
        StaticToken.objects.values_list("token", flat=True)
    )
    assert second_factor.is_right(ada, new[0].replace("-", ""))


def test_a_superuser_resets_that_of_another_but_not_his_own(
    admin_client: Client, admin_user: User, ada: User
) -> None:
    set_up(ada)
    url = f"/admin/auth/user/{ada.pk}/second-factor/"
    assert b"has a second factor" in admin_client.get(url).content
    assert url in admin_client.get(f"/admin/auth/user/{ada.pk}/change/").content.decode()
    assert (
        re.findall(r"icon-(yes|no)\.svg", admin_client.get("/admin/auth/user/?q=ada").content.decode())[-1]
        == "yes"
    )
    assert admin_client.post(url)["Location"] == f"/admin/auth/user/{ada.pk}/change/"
    assert not TOTPDevice.objects.exists()
    set_up(admin_user)
    device = TOTPDevice.objects.get()
    session = admin_client.session
    session["second_factor"] = device.pk
    session.save()
    own = f"/admin/auth/user/{admin_user.pk}/second-factor/"
    assert admin_client.post(own)["Location"] == PAGE
    assert TOTPDevice.objects.get() == device


def test_a_command_helps_whoever_lost_phone_and_codes(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(ada)
    call_command("reset_second_factor", "ada")
    assert "ada signs in by password alone" in capsys.readouterr().out
    assert is_inside(sign_in(ada)[0])
    call_command("reset_second_factor", "ada")
    assert "nothing was changed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no user 'eve'"):
        call_command("reset_second_factor", "eve")


def test_keys_have_no_pages_in_the_admin(admin_client: Client) -> None:
    listed = [
        model["object_name"]
        for app in admin_client.get("/admin/").context["app_list"]
        for model in app["models"]
    ]
    assert "User" in listed and not {"TOTPDevice", "StaticDevice", "Attempts"} & set(listed)


def test_the_second_factor_costs_no_query_of_its_own(
    ada: User, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    client, _ = sign_in(ada)
    # The session, the user; both kinds of permissions.
    with django_assert_num_queries(4):
        client.get("/admin/password_change/")
