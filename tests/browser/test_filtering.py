"""A reader narrows lists down: the address is all that decides what shows, however one came to it."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

MOST_TABS = 80


@dataclass(frozen=True)
class Listing:
    """A page that filters, three choices on it, and the addresses that they lead to, one after the other."""

    path: str
    results: str
    choices: tuple[Callable[[Page], Any], ...]
    queries: tuple[str, ...]
    submit: str


def follow(name: str) -> Callable[[Page], Any]:
    return lambda page: page.get_by_role("link", name=name).click()


def press(selector: str) -> Callable[[Page], Any]:
    return lambda page: page.locator(selector).click()


def tick(value: str) -> Callable[[Page], Any]:
    return lambda page: page.locator(f"input[value='{value}']").check()


def select(field: str, value: str) -> Callable[[Page], Any]:
    return lambda page: page.locator(f"select[name='{field}']").select_option(value)


LISTINGS = [
    Listing(
        "/roles/",
        "#role-results",
        (follow("Technical support 10"), select("skill", "csat"), select("sort", "title")),
        (
            "family=technical-support",
            "family=technical-support&skill=csat&sort=depth",
            "family=technical-support&skill=csat&sort=title",
        ),
        "Apply",
    ),
    Listing(
        "/salaries/",
        "main",
        (tick("technical-support-manager"), tick("himalayas"), select("currency", "EUR")),
        (
            "role=technical-support-manager",
            "role=technical-support-manager&source=himalayas",
            "currency=EUR&role=technical-support-manager&source=himalayas",
        ),
        "Show these figures",
    ),
    Listing(
        "/ladders/",
        "#ladder-results",
        (follow("Support Manager 4"), follow("Technical Support Manager 6"), follow("Support Manager 4")),
        (
            "role=support-manager",
            "role=support-manager&role=technical-support-manager",
            "role=technical-support-manager",
        ),
        "",
    ),
    Listing(
        "/compare/",
        "main",
        (
            press("#add-technical-support-manager"),
            press("#add-support-manager--senior"),
            select("currency", "EUR"),
            press("#only-differences"),
        ),
        (
            "role=technical-support-manager",
            "role=technical-support-manager&role=support-manager:senior",
            "role=technical-support-manager&role=support-manager%3Asenior&currency=EUR",
            "role=technical-support-manager&role=support-manager:senior&currency=EUR&differences=1",
        ),
        "Convert",
    ),
    Listing(
        "/salaries/",
        "main",
        (select("per", "month"), press("#group-place"), tick("united-states")),
        ("per=month", "per=month&group=place", "per=month&group=place&place=united-states"),
        "Show these figures",
    ),
]
all_listings = pytest.mark.parametrize("listing", LISTINGS, ids=[one.path for one in LISTINGS])


def state_of(page: Page, listing: Listing) -> tuple[str, list[str], list[str]]:
    """What the page shows, what is ticked and what is selected there."""
    ticked = page.locator("input:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    selected = page.locator("main select").evaluate_all("fields => fields.map(field => field.value)")
    return page.locator(listing.results).inner_text(), ticked, selected


def expect_address(page: Page, listing: Listing, query: str) -> None:
    """Waits for the address with these parameters; those that are empty say nothing, and order does not count."""
    wanted = sorted(parse_qsl(query))
    page.wait_for_url(
        lambda url: urlsplit(url).path == listing.path and sorted(parse_qsl(urlsplit(url).query)) == wanted
    )


def expect_settled(page: Page) -> None:
    """Waits until htmx listens to what it has just put into the page; before that a choice would be lost."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def choose_all(page: Page, site: str, listing: Listing) -> list[tuple[str, list[str], list[str]]]:
    """Makes the choices with scripts on, and gives the states on the way."""
    page.goto(site + listing.path)
    states = [state_of(page, listing)]
    for choose, query in zip(listing.choices, listing.queries, strict=True):
        choose(page)
        expect_address(page, listing, query)
        expect_settled(page)
        states.append(state_of(page, listing))
    assert len({str(state) for state in states}) == len(states)
    return states


@pytest.fixture
def plain_page(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@all_listings
def test_without_scripts_the_same_choices_show_the_same(
    page: Page, plain_page: Page, site: str, listing: Listing
) -> None:
    states = choose_all(page, site, listing)
    plain_page.goto(site + listing.path)
    assert state_of(plain_page, listing) == states[0]
    for choose, query, state in zip(listing.choices, listing.queries, states[1:], strict=True):
        choose(plain_page)
        if "?" + query not in plain_page.url:
            plain_page.get_by_role("button", name=listing.submit).click()
        expect_address(plain_page, listing, query)
        assert state_of(plain_page, listing) == state


@all_listings
def test_back_forward_reload_and_a_new_tab_show_what_the_address_says(
    page: Page, context: BrowserContext, site: str, listing: Listing
) -> None:
    states = choose_all(page, site, listing)
    visited = list(zip(["", *listing.queries], states, strict=True))
    for query, state in visited[-2::-1]:
        page.go_back()
        expect_address(page, listing, query)
        expect_state(page, listing, state)
    for query, state in visited[1:]:
        page.go_forward()
        expect_address(page, listing, query)
        expect_state(page, listing, state)
    page.reload()
    expect_state(page, listing, states[-1])
    other = context.new_page()
    other.goto(page.url)
    assert state_of(other, listing) == states[-1]


def expect_state(page: Page, listing: Listing, state: tuple[str, list[str], list[str]]) -> None:
    """Compares all that the page shows, once it has come: going back may ask the server first."""
    for _ in range(50):
        with suppress(Error):  # the page may be loading anew at this very moment
            if state_of(page, listing) == state:
                return
        page.wait_for_timeout(100)
    assert state_of(page, listing) == state


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not reach {target}")


def test_roles_are_filtered_by_keyboard_and_the_focus_stays(page: Page, site: str) -> None:
    page.goto(f"{site}/roles/")
    chip = page.locator("#depth-full")
    tab_to(page, chip)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/roles/?depth=full")
    expect(page.locator(".role-rows h2")).to_have_text(["Support Manager", "Technical Support Manager"])
    expect(chip).to_be_focused()
    expect(chip).to_have_attribute("aria-current", "true")
    expect_settled(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/roles/")
    expect(page.locator(".role-rows h2")).to_have_count(13)
    expect_settled(page)
    tab_to(page, page.get_by_label("Sort by"))
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(f"{site}/roles/?skill=&sort=title")
    expect(page.get_by_label("Sort by")).to_be_focused()


def test_pay_is_filtered_by_keyboard_and_the_focus_stays(page: Page, site: str) -> None:
    page.goto(f"{site}/salaries/")
    box = page.get_by_label("Total pay")
    tab_to(page, box)
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"\bbasis=total$"))
    expect(page.locator("#salary-count")).to_contain_text("1 figure for 1 role")
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    expect_settled(page)
    tab_to(page, page.locator("#chip-basis-total"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/salaries/")
    expect(box).not_to_be_checked()


@pytest.mark.parametrize("path", ["/roles/", "/salaries/"])
def test_on_a_phone_the_filters_unfold_by_keyboard(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + path)
    summary = page.locator("search summary")
    inside = page.locator("search form")
    expect(inside).not_to_be_visible()
    tab_to(page, summary)
    page.keyboard.press("Space")
    expect(inside).to_be_visible()
    page.keyboard.press("Enter")
    expect(inside).not_to_be_visible()
