"""A reader searches: results come while typing, and the address, Back and reload agree with them."""

import re
from collections.abc import Callable
from itertools import cycle

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .test_pages import LOOKS

MISTYPED = "tehcnical suport manger"


def first_result(page: Page) -> str:
    return page.locator("#search-results ol h3").first.inner_text()


def test_results_come_while_typing_and_the_address_follows(page: Page, site: str) -> None:
    page.goto(site + "/")
    page.get_by_role("link", name="Search", exact=True).click()
    # Waits until the page is loaded, scripts too: what is typed before then waits for the next key or Enter.
    page.wait_for_url(f"{site}/search/")
    page.get_by_label("A role, a skill or a question").press_sequentially("csat")
    expect(page.get_by_role("status")).to_contain_text("results for “csat”")
    expect(page).to_have_url(f"{site}/search/?q=csat")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert first_result(page) == "Customer satisfaction score (CSAT)"
    typed = page.locator("main").inner_text()
    page.reload()
    assert page.locator("main").inner_text() == typed
    page.go_back()
    expect(page).to_have_url(f"{site}/")
    page.go_forward()
    expect(page).to_have_url(f"{site}/search/?q=csat")
    assert first_result(page) == "Customer satisfaction score (CSAT)"


def test_enter_pushes_a_page_that_back_leaves(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=visas")
    page.get_by_role("searchbox").fill(MISTYPED)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Showing results for technical support manager.")).to_be_visible()
    assert first_result(page) == "Technical Support Manager"
    page.get_by_role("link", name="Technical Support Manager", exact=True).first.click()
    expect(page).to_have_url(f"{site}/roles/technical-support-manager/")
    page.go_back()
    assert first_result(page) == "Technical Support Manager"


def test_a_result_leads_to_the_very_section(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=visas")
    page.locator("#search-results ol a").first.click()
    expect(page).to_have_url(f"{site}/roles/technical-support-manager/#visas")
    expect(page.locator("#visas")).to_be_in_viewport()


def test_a_kind_of_results_is_chosen_and_left_again_and_typing_asks_for_all(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=support+manager")
    page.get_by_role("link", name=re.compile("^Steps")).click()
    expect(page).to_have_url(f"{site}/search/?q=support+manager&kind=step")
    expect(page.locator("#search-results h2")).to_have_text(["Steps"])
    page.go_back()
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
    page.go_forward()
    page.wait_for_load_state()
    page.get_by_role("searchbox").fill("csat")
    expect(page).to_have_url(f"{site}/search/?q=csat")
    expect(page.locator("#search-results h2").first).to_have_text("Skills and tools")


def test_a_shorter_title_says_which_role_it_is_and_how_it_differs_from_another(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=tech+support+manager")
    named = page.locator(".named")
    expect(named.locator("> p")).to_have_text("Tech Support Manager is this role: Technical Support Manager.")
    named.get_by_text("Support Manager is another role: how they differ").press("Enter")
    expect(named.get_by_text("leads customer service teams in general")).to_be_visible()


def test_without_scripts_the_same_is_found(browser: Browser, page: Page, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site}/search/")
    plain.get_by_role("searchbox").fill("burnout")
    plain.get_by_role("button", name="Search").click()
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("burnout")
    expect(page).to_have_url(plain.url)
    assert page.locator("main").inner_text() == plain.locator("main").inner_text()
    context.close()


QUERIES = ["", "?q=tech+support+manager", "?q=manager&kind=section", f"?q={MISTYPED}", "?q=zeppelin"]


@pytest.mark.parametrize(
    ("query", "width", "scheme"), [(query, *look) for query, look in zip(QUERIES, cycle(LOOKS), strict=False)]
)
def test_the_page_is_accessible(
    new_context: Callable[..., BrowserContext],
    assert_accessible: Callable[[Page], None],
    site: str,
    query: str,
    width: int,
    scheme: str,
) -> None:
    page = new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto(f"{site}/search/{query}")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
