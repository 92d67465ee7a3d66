"""A reader places their own pay: by keyboard, with scripts and without, and nothing of it stays anywhere."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from .test_filtering import tab_to

ROLE = "technical-support-manager"
GIVEN = [("role", ROLE), ("amount", "98,765"), ("currency", "USD"), ("per", "year"), ("years", "6")]
TRACES = ("98765", "98,765", "98%2C765")


def fill(page: Page) -> None:
    for name, value in GIVEN:
        field = page.locator(f"[name='{name}']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Place me").click()
    expect(page.get_by_role("heading", name="Where $98,765 a year lies")).to_be_visible()


def given_in(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def test_the_answer_is_the_same_with_scripts_and_without_and_after_going_back(
    page: Page, browser: Browser, site: str
) -> None:
    page.goto(f"{site}/salaries/place-me/")
    fill(page)
    answer = page.locator("main").inner_text()
    assert given_in(page) == GIVEN
    page.go_back()
    expect(page.locator("#answer")).to_have_count(0)
    page.go_forward()
    assert page.locator("main").inner_text() == answer
    plain = browser.new_context(java_script_enabled=False)
    plain_page = plain.new_page()
    plain_page.goto(f"{site}/salaries/place-me/")
    fill(plain_page)
    assert plain_page.url == page.url
    assert plain_page.locator("main").inner_text() == answer
    plain.close()


def test_a_reader_is_placed_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/salaries/place-me/?role={ROLE}")
    tab_to(page, page.get_by_label("What you earn or are offered"))
    page.keyboard.type("98.765")
    page.keyboard.press("Tab")
    page.keyboard.type("US")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    tab_to(page, page.get_by_role("button", name="Place me"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where $98,765 a year lies")).to_be_in_viewport()


def test_an_error_leads_to_its_field_which_keeps_what_was_typed(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/salaries/place-me/?role={ROLE}")
    amount = page.get_by_label("What you earn or are offered")
    amount.fill("plenty")
    page.get_by_role("button", name="Place me").click()
    expect(page.get_by_role("heading", name="Some fields need another look")).to_be_in_viewport()
    page.get_by_role("link", name="Amount").click()
    expect(amount).to_be_focused()
    expect(amount).to_have_value("plenty")
    expect(amount).to_have_accessible_description(
        "85,000, 85.000, 85 000 and 85k are all read. This was not read as an amount."
        " Write it like 85,000, 85.000, 85000 or 85k, with nothing else."
    )


def kept_by(page: Page) -> Any:
    """What the browser stores for the site: both storages, cookies, and how many databases and caches."""
    return page.evaluate(
        "async () => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )


def test_nothing_typed_stays_in_the_browser_or_goes_to_the_next_page(
    page: Page, context: BrowserContext, site: str
) -> None:
    told: list[tuple[str, str]] = []

    def listen(request: Request) -> None:
        told.append((urlsplit(request.url).path, request.all_headers().get("referer", "")))

    page.goto(f"{site}/salaries/place-me/")
    fill(page)
    page.on("request", listen)
    page.reload()
    assert kept_by(page) == ["{}", "{}", "", 0, 0]
    page.get_by_role("link", name="All pay figures for this role").click()
    expect(page).to_have_url(f"{site}/salaries/?role={ROLE}")
    assert {path for path, _ in told} >= {"/salaries/place-me/", "/salaries/"}
    assert [text for text in (str(told), str(kept_by(page))) if any(trace in text for trace in TRACES)] == []
    assert context.cookies() == []


@pytest.mark.parametrize("typed", ["98,765", "98765 and more"])
def test_nothing_typed_is_in_the_database_or_the_log_of_the_server(
    page: Page, own_site: str, tmp_path: Path, typed: str
) -> None:
    page.goto(f"{own_site}/salaries/place-me/?role={ROLE}&currency=USD")
    page.get_by_label("What you earn or are offered").fill(typed)
    page.get_by_role("button", name="Place me").click()
    expect(page.get_by_label("What you earn or are offered")).to_have_value(typed)
    page.request.get(f"{own_site}/salaries/place-me?amount=98765")
    page.request.post(f"{own_site}/salaries/place-me/?amount=98765")
    page.request.get(f"{own_site}/salaries/place-me/nowhere/?amount=98765")
    log = (tmp_path / "server.log").read_text()
    assert '"path": "/salaries/place-me/nowhere/", "status": 404' in log
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        stored = "\n".join(database.iterdump())
    assert ROLE in stored
    assert [trace for trace in TRACES if trace in log or trace in stored] == []
