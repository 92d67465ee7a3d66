"""What every answer tells browsers to refuse, whatever kind of answer; and that cookies are the editors' alone."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client, override_settings

from guides.models import Address
from tests.production import HOST, production_settings
from tests.test_garbage import site  # noqa: F401 - a fixture
from tests.test_leaks import PATHS

pytestmark = pytest.mark.django_db

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PASSWORD = "four plain words here"  # noqa: S105 - of a throwaway account
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture
def public_site() -> Iterator[None]:
    with override_settings(**production_settings(), WHITENOISE_USE_FINDERS=True):
        yield


@pytest.fixture
def reader(public_site: None) -> Client:
    """A browser behind the proxy that ends TLS; faults of ours reach it as a page, as they reach readers."""
    return Client(raise_request_exception=False, headers={"Host": HOST, "X-Forwarded-Proto": "https"})


def sign_in(reader: Client, **values: bool) -> None:
    reader.force_login(User.objects.create_user("somebody", password=PASSWORD, is_staff=True, **values))


def break_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: HttpRequest) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("guides.views.pages.statements_by_source", fail)


# Each kind of answer: its status, and what is asked for.
ANSWERS: dict[str, tuple[int, Callable[[Client], object]]] = {
    "a page": (200, lambda ask: ask.get("/roles/baker/")),
    "nothing but its head": (200, lambda ask: ask.head("/roles/baker/")),
    "a stricter page": (200, lambda ask: ask.get("/salaries/place-me/?role=baker&amount=5")),
    "a download": (200, lambda ask: ask.get("/roles/baker/job-description.md")),
    "data": (200, lambda ask: ask.get("/salaries/figures.json")),
    "a probe": (200, lambda ask: ask.get("/livez")),
    "a renamed role": (301, lambda ask: ask.get("/roles/old-baker/")),
    "no slash": (301, lambda ask: ask.get("/roles/baker")),
    "to sign in": (302, lambda ask: ask.get("/admin/")),
    "signing in": (200, lambda ask: ask.get("/admin/login/")),
    "a stylesheet": (200, lambda ask: ask.get("/static/style.css")),
    "a stylesheet again": (
        304,
        lambda ask: ask.get("/static/style.css", headers={"If-Modified-Since": LATER}),
    ),
    "a lost file": (404, lambda ask: ask.get("/static/lost.css")),
    "another site's name": (400, lambda ask: ask.get("/", headers={"Host": "evil.example"})),
    "too many parameters": (400, lambda ask: ask.get("/salaries/?" + "a=b&" * 3000)),
    "a forged form": (
        403,
        lambda ask: Client(enforce_csrf_checks=True, **ask.defaults).post("/admin/login/"),
    ),
    "no such page": (404, lambda ask: ask.get("/nowhere/")),
    "no such method": (405, lambda ask: ask.post("/roles/baker/")),
    "a deleted role": (410, lambda ask: ask.get("/roles/gone/")),
}


def assert_refuses_all_that_it_can(response: object) -> None:
    found = {name: response.headers.get(name) for name in EXPECTED}  # type: ignore[attr-defined]
    if found["Referrer-Policy"] == "no-referrer":
        found["Referrer-Policy"] = EXPECTED["Referrer-Policy"]
    assert found == EXPECTED
    policy = response.headers["Permissions-Policy"]  # type: ignore[attr-defined]
    assert policy == "camera=(), geolocation=(), microphone=()"


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_every_header(reader: Client, site: None, kind: str) -> None:  # noqa: F811
    Address.objects.create(slug="old-baker", role=Address.objects.get(slug="baker").role)
    Address.objects.create(slug="gone", role=None)
    status, ask = ANSWERS[kind]
    response = ask(reader)
    b"".join(response)  # type: ignore[call-overload] - files are closed once they are read
    assert response.status_code == status  # type: ignore[attr-defined]
    assert_refuses_all_that_it_can(response)


@pytest.mark.parametrize(("path", "status"), [("", 200), ("auth/user/", 403), ("guides/role/99/", 302)])
def test_editors_pages_have_every_header(reader: Client, path: str, status: int) -> None:
    sign_in(reader)
    response = reader.get(f"/admin/{path}")
    assert response.status_code == status
    assert_refuses_all_that_it_can(response)


def test_a_fault_of_ours_has_every_header(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    break_the_site(monkeypatch)
    response = reader.get("/")
    assert response.status_code == 500
    assert_refuses_all_that_it_can(response)


def test_without_tls_readers_are_sent_to_it_and_told_nothing_for_later(reader: Client) -> None:
    response = reader.get("/roles/?a=b", headers={"X-Forwarded-Proto": "http"})
    assert (response.status_code, response["Location"]) == (301, "https://guides.example/roles/?a=b")
    assert "Strict-Transport-Security" not in response.headers
    assert response["Content-Security-Policy"] == EXPECTED["Content-Security-Policy"]


# Cookies


def test_no_public_page_sets_or_heeds_a_cookie(reader: Client, site: None) -> None:  # noqa: F811
    sign_in(reader, is_superuser=True)
    for path in (*PATHS, "/nowhere/"):
        signed_in, stranger = reader.get(path), Client(**reader.defaults).get(path)
        assert (signed_in.cookies, stranger.cookies) == ({}, {}), path
        assert "Cookie" not in signed_in.get("Vary", ""), path
        assert signed_in.content == stranger.content, path


@pytest.mark.parametrize(
    "cookie", ["__Host-session=zq", "__Host-session=" + "x" * 32, "__Host-csrf=" + "x" * 99, "zq"]
)
def test_an_old_or_damaged_cookie_changes_no_public_page(reader: Client, cookie: str) -> None:
    response = reader.get("/about/", headers={"Cookie": cookie})
    assert response.content == reader.get("/about/").content
    assert (response.cookies, response.get("Vary")) == ({}, None)


def test_editors_cookies_are_of_this_host_alone_and_out_of_reach_of_scripts(reader: Client) -> None:
    User.objects.create_user("somebody", password=PASSWORD, is_staff=True)
    cookies = dict(reader.get("/admin/login/").cookies)
    cookies |= reader.post("/admin/login/", {"username": "somebody", "password": PASSWORD}).cookies
    found = {
        name: (one["secure"], one["httponly"], one["samesite"], one["path"], one["domain"])
        for name, one in cookies.items()
    }
    assert found == {
        "__Host-session": (True, True, "Lax", "/", ""),
        "__Host-csrf": (True, True, "Strict", "/", ""),
    }


def test_messages_to_editors_need_no_cookie_of_their_own(reader: Client) -> None:
    sign_in(reader, is_superuser=True)
    response = reader.post("/admin/guides/family/add/", {"name": "Bakers", "slug": "bakers", "position": "1"})
    assert response.status_code == 302
    assert set(response.cookies) <= {"__Host-session", "__Host-csrf"}


def test_without_tls_cookies_have_plain_names(client: Client) -> None:
    User.objects.create_user("somebody", password=PASSWORD, is_staff=True)
    response = client.post("/admin/login/", {"username": "somebody", "password": PASSWORD})
    assert sorted(response.cookies) == ["csrftoken", "sessionid"]
    assert not response.cookies["sessionid"]["secure"]


def test_a_changed_password_ends_the_other_sessions(reader: Client) -> None:
    user = User.objects.create_user("somebody", password=PASSWORD, is_staff=True)
    elsewhere = Client(**reader.defaults)
    for one in (reader, elsewhere):
        one.force_login(user)
    new = "five other plain words here"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert reader.post("/admin/password_change/", data).status_code == 302
    assert (reader.get("/admin/").status_code, elsewhere.get("/admin/").status_code) == (200, 302)
