"""A reader holds their skills against a role: on a phone or a desk, with scripts or without, by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .test_filtering import tab_to
from .test_pages import OPEN_ALL, WIDER_THAN_SCREEN

ROLE = "/roles/technical-support-manager/skills-check/"
SENIOR = f"{ROLE}senior/"
ANSWERED = (
    f"{SENIOR}?none=dns,budgeting&awareness=itil-practices&expert=hardware,csat&na=vpn,tcp-ip"
    "&because=vpn:We%20work%20on%20site"
)
STORED = "[localStorage.length, sessionStorage.length, document.cookie]"


def choice(page: Page, skill: str, word: str) -> Locator:
    return page.get_by_role("group", name=skill).get_by_label(word, exact=True)


def state_of(page: Page) -> tuple[str, list[str], list[str]]:
    """What the answer says, what is chosen, and which reasons stand in their fields."""
    chosen = page.locator("#check-form input[value]:not([value='']):checked")
    reasons = page.locator("#answer input")
    return (
        page.locator("#answer").inner_text(),
        chosen.evaluate_all("all => all.map(one => one.name + one.value)"),
        reasons.evaluate_all("all => all.map(one => one.name + one.value)"),
    )


def answer_three(page: Page) -> None:
    choice(page, "Team leadership", "Working").check()
    choice(page, "Budgeting", "Not yet").check()
    choice(page, "Coaching and mentoring", "N/A").check()
    page.get_by_role("button", name="Show the answer").click()


@pytest.fixture
def plain_page(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_the_answer_is_the_same_with_and_without_scripts(page: Page, plain_page: Page, site: str) -> None:
    short = f"{site}{SENIOR}?none=budgeting&working=team-leadership&na=coaching-mentoring"
    for one in (page, plain_page):
        one.goto(site + SENIOR)
        answer_three(one)
        expect(one).to_have_url(f"{short}#answer")
        expect(one.locator("#answer-heading")).to_be_in_viewport()
        expect(one.locator(".check-bar")).to_contain_text("The answer counts 3 of 134")
        one.get_by_label("Because").fill("I coach nobody")
        one.get_by_role("button", name="Keep the reasons").click()
        expect(one).to_have_url(f"{short}&because=coaching-mentoring:I%20coach%20nobody#answer")
    assert state_of(plain_page) == state_of(page)


def test_reload_a_new_tab_back_and_forward_show_what_the_address_says(
    page: Page, context: BrowserContext, site: str
) -> None:
    page.goto(site + SENIOR)
    answer_three(page)
    expect(page.locator("#answer")).to_contain_text("1 missing")
    first, address = state_of(page), page.url
    choice(page, "Budgeting", "Expert").check()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("#answer")).to_contain_text("0 missing")
    second = state_of(page)
    assert second != first
    page.reload()
    assert state_of(page) == second
    page.go_back()
    expect(page).to_have_url(address)
    assert state_of(page) == first
    page.go_forward()
    assert state_of(page) == second
    other = context.new_page()
    other.goto(address)
    assert state_of(other) == first


def test_an_answer_can_be_taken_back(page: Page, site: str) -> None:
    page.goto(f"{site}{SENIOR}?expert=budgeting,hardware")
    clear = page.get_by_role("group", name="Budgeting").get_by_label("Clear")
    expect(clear).to_be_visible()
    clear.check()
    expect(clear).not_to_be_visible()
    page.get_by_role("button", name="Show the answer").click()
    expect(page).to_have_url(f"{site}{SENIOR}?expert=hardware#answer")


def test_other_steps_and_roles_get_the_same_answers(page: Page, site: str) -> None:
    page.goto(f"{site}{SENIOR}?expert=team-leadership")
    page.get_by_text("Check against another step").click()
    page.locator(".check-steps").get_by_role("link", name="Technical Support Director").click()
    expect(page).to_have_url(f"{site}{ROLE}director/?expert=team-leadership")
    expect(choice(page, "Team leadership", "Expert")).to_be_checked()
    page.locator("#answer").get_by_role("link", name="Support Manager", exact=True).click()
    expect(page).to_have_url(f"{site}/roles/support-manager/skills-check/?expert=team-leadership")


def test_a_reader_without_a_mouse_answers_and_reaches_the_answer(page: Page, site: str) -> None:
    page.goto(site + SENIOR)
    tab_to(page, choice(page, "Team leadership", "Not yet"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(choice(page, "Team leadership", "Working")).to_be_checked()
    tab_to(page, page.locator(".check-group summary").nth(1))
    page.keyboard.press("Space")
    tab_to(page, choice(page, "Hardware", "Not yet"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Show the answer"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{SENIOR}?none=hardware&working=team-leadership#answer")
    expect(page.locator("#answer-heading")).to_be_in_viewport()


def test_the_browser_keeps_nothing_and_tells_the_next_page_nothing(page: Page, site: str) -> None:
    page.goto(site + SENIOR)
    answer_three(page)
    page.get_by_label("Because").fill("I coach nobody")
    page.get_by_role("button", name="Keep the reasons").click()
    page.wait_for_url("**because=**")
    assert page.evaluate(STORED) == [0, 0, ""]
    assert page.context.cookies() == []
    with page.expect_request("**/skills/budgeting/") as request:
        page.locator("#answer").get_by_role("link", name="Budgeting").click()
    assert "referer" not in request.value.all_headers()
    assert page.evaluate("document.referrer") == ""
    assert page.evaluate(STORED) == [0, 0, ""]


def test_the_answer_is_downloaded_as_markdown(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(site + ANSWERED)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Markdown").click()
    assert download.value.suggested_filename == "technical-support-manager-senior-skills-check.md"
    download.value.save_as(tmp_path / "answer.md")
    text = (tmp_path / "answer.md").read_text()
    assert "## Missing (2)" in text and "Because: We work on site" in text


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        (ANSWERED, 320, "dark"),
        (f"{ROLE}?expert=nonsense&s-dns=9", 1280, "light"),
    ],
)
def test_the_check_is_accessible_and_fits_the_screen(
    new_context: Callable[..., BrowserContext],
    assert_accessible: Callable[[Page], None],
    site: str,
    path: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    page = new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto(site + path)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(WIDER_THAN_SCREEN) == 0
    assert_accessible(page)


def test_every_choice_is_large_enough_for_a_thumb(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + ANSWERED)
    page.evaluate(OPEN_ALL)
    boxes = page.locator(".check-choices label:not(.check-clear)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert min(height for _, height in boxes) >= 44
    assert min(width for width, _ in boxes) >= 32
