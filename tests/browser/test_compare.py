"""A reader sets roles side by side: on a phone, by keyboard, on paper, as a file."""

import csv
import re

from playwright.sync_api import Page, expect

from .test_filtering import tab_to

TWO = "/compare/?role=technical-support-manager&role=support-manager"


def test_from_a_role_to_a_comparison_and_back_to_one(page: Page, site: str) -> None:
    page.goto(f"{site}/roles/technical-support-manager/")
    page.get_by_role("link", name="Compare roles").click()
    expect(page).to_have_url(f"{site}/compare/?role=technical-support-manager")
    page.locator("#add-support-manager").click()
    expect(page).to_have_url(f"{site}{TWO}")
    expect(page.locator("#comparison-count")).to_contain_text("2 compared in")
    expect(page).to_have_title("Technical Support Manager, Support Manager compared · Career Guide")
    page.locator("#chip-technical-support-manager").click()
    expect(page).to_have_url(f"{site}/compare/?role=support-manager")


def test_a_third_is_added_by_the_form(page: Page, site: str) -> None:
    page.goto(f"{site}{TWO}&currency=EUR")
    page.get_by_label("Add another").select_option("technical-support-manager:vp")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".vs thead th")).to_have_count(3)
    assert page.url.removeprefix(site).replace("%3A", ":") == (
        "/compare/?role=technical-support-manager&role=support-manager&currency=EUR&role=technical-support-manager:vp"
    )


def test_the_switch_works_by_keyboard_and_keeps_the_focus(page: Page, site: str) -> None:
    page.goto(f"{site}{TWO}")
    switch = page.locator("#only-differences")
    tab_to(page, switch)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{TWO}&differences=1")
    expect(switch).to_be_focused()
    expect(switch).to_have_attribute("aria-current", "true")
    expect(page.locator("#row-certificates-in-both")).to_have_count(0)
    expect(page.get_by_text("3 rows say the same for all of these")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{TWO}")
    expect(page.locator("#row-certificates-in-both")).to_have_count(1)


def test_on_a_phone_every_cell_says_whose_it_is(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{TWO}")
    row = page.locator("#row-pay")
    expect(row.locator(".vs-whose").first).to_be_visible()
    expect(row.locator(".vs-whose")).to_have_text(["Technical Support Manager", "Support Manager"])
    first, second = (cell.bounding_box() for cell in row.locator("td").all())
    assert first is not None
    assert second is not None
    assert first["y"] + first["height"] <= second["y"]


def test_the_names_of_the_columns_stay_in_sight(page: Page, site: str) -> None:
    page.goto(f"{site}{TWO}")
    page.locator("#row-cons").scroll_into_view_if_needed()
    expect(page.locator(".vs thead th").first).to_be_in_viewport()


def test_two_full_guides_print_on_two_pages(page: Page, site: str) -> None:
    page.goto(f"{site}{TWO}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_what_is_shown_is_downloaded(page: Page, site: str) -> None:
    page.goto(f"{site}{TWO}&differences=1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "compare-technical-support-manager-support-manager.csv"
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = dict.fromkeys(line["row"] for line in csv.DictReader(file))
    labels = page.locator(".vs tbody th[scope=row]").evaluate_all(
        "cells => cells.map(one => one.firstChild.data)"
    )
    assert list(rows) == labels
