"""A reader walks from step to step of a ladder, with scripts or without."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

TECHNICAL = "/roles/technical-support-manager/ladder"


@pytest.fixture
def plain_page(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_reader_walks_up_sideways_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}{TECHNICAL}/")
    page.get_by_role("link", name="To the next step from Senior Technical Support Manager").click()
    expect(page).to_have_url(f"{site}{TECHNICAL}/senior/director/")
    page.get_by_role("link", name="The way back").click()
    expect(page).to_have_url(f"{site}{TECHNICAL}/director/senior/")
    page.locator("#next").get_by_role("link", name="Technical Support Lead").click()
    expect(page).to_have_url(f"{site}{TECHNICAL}/senior/lead/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "From Senior Technical Support Manager to Technical Support Lead"
    )


def test_a_note_leads_to_its_source_and_the_source_back(page: Page, site: str) -> None:
    page.goto(f"{site}{TECHNICAL}/junior/manager/")
    page.locator("#deeper").get_by_role("link", name="Source 1").first.click()
    expect(page).to_have_url(f"{site}{TECHNICAL}/junior/manager/#source-1")
    page.locator("#source-1").get_by_role("link", name="Deeper").click()
    expect(page).to_have_url(f"{site}{TECHNICAL}/junior/manager/#deeper")


@pytest.mark.parametrize("path", [f"{TECHNICAL}/junior/manager/", "/ladders/?role=support-manager"])
def test_without_scripts_the_page_says_the_same(page: Page, plain_page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    plain_page.goto(site + path)
    assert plain_page.locator("main").inner_text() == page.locator("main").inner_text()


def test_points_stand_opposite_each_other_where_there_is_room_and_below_on_a_phone(
    page: Page, site: str
) -> None:
    page.goto(f"{site}{TECHNICAL}/junior/manager/")
    left, right = (
        page.locator("#duties h4 + .beside > div").first,
        page.locator("#duties h4 + .beside > div").nth(1),
    )

    def edges() -> tuple[dict[str, float], dict[str, float]]:
        first, second = left.bounding_box(), right.bounding_box()
        assert first and second
        return dict(first), dict(second)

    page.set_viewport_size({"width": 1280, "height": 900})
    first, second = edges()
    assert first["y"] == second["y"] and first["x"] + first["width"] <= second["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    first, second = edges()
    assert first["x"] == second["x"] and first["y"] + first["height"] <= second["y"]
