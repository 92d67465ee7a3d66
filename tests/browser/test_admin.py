"""Editing as an editor does it: in a browser, under the content security policy, with nothing on the console."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .server import EDITOR, PASSWORD


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site}/admin/")


def open_guide(page: Page, site: str, title: str) -> None:
    """The page of a guide's working copy."""
    page.goto(f"{site}/admin/guides/guide/")
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/change/")
    edit(page)


def edit(page: Page) -> None:
    """From what is published to the same place in the working copy; one stays where one is already there."""
    expect(page.locator(".edition")).to_be_visible()
    if page.get_by_role("button", name="Edit", exact=True).count():
        page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.locator(".edition")).to_contain_text("Working copy")


def publish(page: Page, why: str = "") -> None:
    page.get_by_role("link", name="What has changed, publish").click()
    page.get_by_label("Why, in a sentence").fill(why)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".success")).to_contain_text("readers see this edition now")


def choose(page: Page, field: str, typed: str, choice: str) -> None:
    """Pick a row by its name in a field that searches as one types."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(typed)
    page.locator(".select2-results__option", has_text=choice).first.click()


def drag(page: Page, handle: str, target: str) -> None:
    page.locator(handle).scroll_into_view_if_needed()
    start, end = page.locator(handle).bounding_box(), page.locator(target).bounding_box()
    assert start and end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    page.wait_for_timeout(300)  # rows that make way slide, and take no other row meanwhile
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 2, steps=4)
    page.mouse.up()


def test_an_editor_adds_a_sourced_figure_and_finds_it_on_the_site(page: Page, own_site: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    sign_in(page, own_site)
    open_guide(page, own_site, "Technical Support Manager")
    page.get_by_role("link", name="Add figure").click()
    page.wait_for_url("**/band/add/**")
    page.get_by_label("Label").fill("Night shift")
    expect(page.get_by_role("combobox", name="Source:")).to_be_visible()
    choose(page, "source", "Himalayas", "Complete Technical Support Manager Career Guide")
    page.get_by_label("Method").select_option("Reported")
    choose(page, "currency", "USD", "USD")
    page.get_by_label("Low").fill("91000")
    page.get_by_label("High").fill("97000")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".success")).to_contain_text("was added successfully")
    expect(page.get_by_role("heading", name="What this guide is made of")).to_be_visible()
    guide = page.url
    page.goto(f"{own_site}/roles/technical-support-manager/")
    expect(page.locator("body")).not_to_contain_text("Night shift")
    page.goto(guide)
    publish(page)
    page.goto(f"{own_site}/roles/technical-support-manager/")
    expect(page.locator("body")).to_contain_text("Night shift")
    page.get_by_role("link", name="history", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Night shift.*low.*91,000"))).to_be_visible()


def test_an_editor_drags_a_section_to_another_place(page: Page, own_site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, own_site)
    open_guide(page, own_site, "Support Manager")
    page.get_by_role("link", name="Sections", exact=True).click()
    page.wait_for_url("**/section/?*")
    headings = page.locator("#result_list tbody .field-heading")
    first, second, third, *rest = headings.all_inner_texts()
    with page.expect_response(lambda answer: "/adminsortable2_update/" in answer.url) as saved:
        drag(page, "#result_list tbody tr:nth-child(3) .handle", "#result_list tbody tr:nth-child(1) .handle")
    assert saved.value.status == 200
    page.reload()
    assert headings.all_inner_texts() == [third, first, second, *rest]
    numbers = page.locator("#result_list tbody .field-number").all_inner_texts()
    assert numbers == [str(number) for number in range(1, len(rest) + 4)]


def test_an_editor_moves_points_by_dragging_and_by_number(page: Page, own_site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, own_site)
    page.goto(f"{own_site}/admin/guides/section/?q=Fifteen+duties")
    page.get_by_role("link", name="Fifteen duties").click()
    page.wait_for_url("**/change/**")
    edit(page)
    texts = page.locator("#points-group tr.has_original .field-text textarea")
    number = page.locator("#points-group tr.has_original .field-position input")
    save = page.get_by_role("button", name="Save and continue editing")
    before = [texts.nth(place).input_value() for place in range(4)]
    drag(page, "#points-1 .original p", "#points-0 .original p")
    expect(texts.first).to_have_value(before[1])
    assert [number.nth(place).input_value() for place in range(3)] == ["1", "2", "3"]
    with page.expect_navigation():
        save.click()
    number.nth(3).fill("1")
    with page.expect_navigation():
        save.click()
    expect(page.locator(".success")).to_be_visible()
    after = [texts.nth(place).input_value() for place in range(4)]
    assert after == [before[3], before[1], before[0], before[2]]


def test_the_editors_pages_have_nothing_on_the_console_at_768_and_1280(page: Page, own_site: str) -> None:
    sign_in(page, own_site)
    open_guide(page, own_site, "Technical Support Manager")
    guide = page.url.split("/")[-3]
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (
            "",
            "guides/role/",
            "guides/role/add/",
            "guides/guide/",
            "guides/section/",
            f"guides/guide/{guide}/change/",
            f"guides/guide/{guide}/changes/",
            f"guides/guide/{guide}/discard/",
            "guides/role/1/change/",
            "guides/role/1/editions/",
            "guides/role/1/withdraw/",
            f"guides/section/add/?guide={guide}",
            f"guides/claim/add/?guide={guide}",
            "guides/tier/add/",
            "guides/skill/add/",
            "salaries/band/",
            "salaries/exchangerate/add/",
        ):
            page.goto(f"{own_site}/admin/{path}")
            expect(page.locator("#content")).to_be_visible()
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{path} at {width} px"


def test_an_editor_is_led_from_the_first_page_to_a_figure_without_a_date(
    page: Page, own_site: str, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    sign_in(page, own_site)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 768
    hints = page.get_by_role("region", name="Hints by guide")
    hints.get_by_role("link", name="Technical Support Director", exact=True).click()
    page.wait_for_url("**/change/#hint-list")
    page.locator("#hints summary", has_text="Figures without a date").click()
    page.locator("#hints").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/(band|claim)/\d+/change/"))
    edit(page)
    expect(page.get_by_label("As of")).to_have_value("")
