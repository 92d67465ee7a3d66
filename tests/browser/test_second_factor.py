"""A second factor from first to last: set up, signed in with, turned off; by forms alone."""

import time
from base64 import b32decode
from collections.abc import Callable
from typing import Any

from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from .server import EDITOR, PASSWORD


def code(key: str, later: int = 0) -> str:
    """As an app shows it; `later` for the next one, which is right a little early, as clocks differ."""
    totp = TOTP(b32decode(key.replace(" ", "")))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06}"


def give_password(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/guides/guide/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def give_code(page: Page, text: str, button: str) -> None:
    page.get_by_role("textbox", name="Code").fill(text)
    page.get_by_role("button", name=button).click()


def assert_no_barrier(page: Page, surprises: list[str], assert_accessible: Callable[[Page], None]) -> None:
    """As axe finds; what it puts on the console by reading the admin's imported stylesheets is not ours."""
    assert surprises == []
    assert_accessible(page)
    surprises.clear()


def test_an_editor_sets_up_a_second_factor_signs_in_with_it_and_turns_it_off_without_scripts(
    new_context: Any, own_site: str, surprises: list[str], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_context().new_page()
    give_password(page, own_site)
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_role("img", name="The key as a QR code").locator("path").first).to_be_visible()
    assert_no_barrier(page, surprises, assert_accessible)
    give_code(page, "000000", "Turn it on")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    key = page.locator(".key").inner_text()
    give_code(page, code(key), "Turn it on")
    recovery = page.locator(".recovery-codes code").all_inner_texts()
    assert len(recovery) == 10
    assert_no_barrier(page, surprises, assert_accessible)

    plain = new_context(java_script_enabled=False).new_page()
    give_password(plain, own_site)
    expect(plain.get_by_role("heading", name="Second factor")).to_be_visible()
    give_code(plain, code(key, 1), "Go on")
    expect(plain).to_have_url(f"{own_site}/admin/guides/guide/")
    plain.get_by_role("link", name="Second factor").click()
    expect(plain.get_by_text("You have 10 recovery codes left.")).to_be_visible()
    give_code(plain, recovery[0], "Turn it off")
    expect(plain.get_by_text("Your second factor is off.")).to_be_visible()

    page.goto(f"{own_site}/admin/password_change/")
    assert_no_barrier(page, surprises, assert_accessible)
