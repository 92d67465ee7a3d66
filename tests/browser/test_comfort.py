"""What makes editing easy, each once in a browser: under the policy, with nothing on the console."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import _serve_copy
from .server import EDITOR, PASSWORD
from .test_admin import edit, open_guide, sign_in
from .walk import PICTURES, Walk, pictures_named


@pytest.fixture(scope="module")
def site_to_edit(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One site for the tests of this module, which keep out of each other's way."""
    with _serve_copy(_prepared, tmp_path_factory.mktemp("edited")) as url:
        yield url


def log_in(page: Page) -> None:
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def open_section(page: Page, site: str, heading: str) -> None:
    page.goto(f"{site}/admin/guides/section/?q={heading.replace(' ', '+')}")
    page.get_by_role("link", name=heading, exact=True).first.click()
    page.wait_for_url("**/change/**")
    edit(page)


def test_a_new_user_does_what_the_editors_guide_says(page: Page, own_site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, own_site)
    taken: list[str] = []
    Walk(page, own_site, taken.append).all("Technical Support Manager", "median-bls", "Complete Technical")
    page.goto(f"{own_site}/roles/technical-support-manager/")
    expect(page.locator("body")).not_to_contain_text("Do they work at night?")
    page.goto(f"{own_site}/roles/technical-support-manager/history/")
    expect(page.locator("body")).to_contain_text("A newer figure.")
    assert {PICTURES / f"{name}.png" for name in taken} == pictures_named() == set(PICTURES.iterdir())
    assert [one.name for one in PICTURES.iterdir() if one.stat().st_size > 120_000] == []


def test_unsaved_words_outlive_a_stray_click_and_an_expired_session_until_they_are_saved(
    page: Page, context: BrowserContext, site_to_edit: str, surprises: list[str]
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sign_in(page, site_to_edit)
    open_section(page, site_to_edit, "Fifteen duties")
    section = page.url
    page.get_by_label("Heading").fill("Fifteen duties and one")
    page.locator("#id_points-1-lead").fill("A new lead")
    page.get_by_role("button", name="Add another Point").click()
    page.locator("textarea[name^=points-][name$=-text]:visible").last.fill("A new point.")
    page.get_by_role("link", name="Home").click()
    assert asked == ["beforeunload"]
    page.goto(section)
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"unsaved words here from \d\d:\d\d"))
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("Heading")).to_have_value("Fifteen duties and one")
    expect(page.locator("#id_points-1-lead")).to_have_value("A new lead")
    point = page.locator("textarea[name^=points-][name$=-text]:visible").last
    expect(point).to_have_value("A new point.")
    page.locator("tr.dynamic-points").last.get_by_role("button", name="Remove").click()
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="You were signed out meanwhile")).to_be_visible()
    expect(page.get_by_label("heading", exact=True)).to_have_value("Fifteen duties and one")
    surprises[:] = [one for one in surprises if "403" not in one]
    page.get_by_role("link", name="Sign in and go on").click()
    log_in(page)
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("Heading")).to_have_value("Fifteen duties and one")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".success")).to_be_visible()
    page.goto(section)
    expect(page.get_by_label("Heading")).to_have_value("Fifteen duties and one")
    expect(page.locator(".unsaved-offer")).to_have_count(0)
    page.get_by_label("Heading").fill("Not saved")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/logout/")
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsaved-words:'))")
    assert kept == []


def test_words_put_back_do_not_overwrite_what_somebody_else_has_saved_meanwhile(
    page: Page, site_to_edit: str
) -> None:
    sign_in(page, site_to_edit)
    open_guide(page, site_to_edit, "Support Manager")
    page.get_by_role("link", name="Questions", exact=True).click()
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    page.get_by_label("Answer").fill("Mine.")
    question = page.url
    page.goto(f"{site_to_edit}/admin/")
    page.goto(question)
    page.get_by_label("Answer").fill("Theirs.")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("button", name="Put them back").click()
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator(".changed-meanwhile tbody tr")
    expect(row).to_have_text(re.compile(r"Answer\s*Theirs\.\s*Mine\.\s*yours"))
    expect(page.get_by_label("Answer")).to_have_value("Mine.")


def test_editing_works_without_scripts(
    new_context: Callable[..., BrowserContext], site_to_edit: str, surprises: list[str]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, site_to_edit)
    open_guide(page, site_to_edit, "Support Manager")
    page.locator("summary", has_text="New section").click()
    form = page.locator(".short-form[open]")
    form.get_by_label("Kind").select_option("Advantages")
    form.get_by_label("Heading").fill("What is good about it")
    form.get_by_role("button", name="Add section here").click()
    added = page.locator(".fold[open] li", has_text="What is good about it")
    expect(added).to_be_visible()
    added.get_by_role("link").click()
    page.get_by_role("link", name="Open three more points").click()
    expect(page.locator("#points-2 textarea")).to_be_visible()
    page.get_by_label("Heading").fill("Words that must not be lost")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("heading", exact=True)).to_have_value("Words that must not be lost")
    surprises[:] = [one for one in surprises if "403" not in one]


def test_points_are_moved_by_keyboard_prose_is_previewed_and_the_save_bar_covers_nothing(
    page: Page, site_to_edit: str, assert_accessible: Callable[[Page], None], surprises: list[str]
) -> None:
    def check() -> None:
        """Axe copies elements together with the style that scripts gave them, which the policy then refuses it."""
        assert surprises == []
        assert_accessible(page)
        surprises.clear()

    page.set_viewport_size({"width": 768, "height": 900})
    sign_in(page, site_to_edit)
    open_guide(page, site_to_edit, "Technical Support Manager")
    page.locator("summary", has_text="The job").click()
    expect(page.locator("summary", has_text="The job")).to_have_text(re.compile(r"\d+ sections, \d+ points$"))
    page.locator("summary", has_text="New question").click()
    form_search = page.locator(".short-form[open] .select2-search__field")
    expect(form_search).to_have_attribute("aria-label", "Sources")
    check()
    page.get_by_role("link", name="What you do", exact=True).click()
    page.get_by_label("Introduction").fill("So **it** is.\n\n- one")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator(".prose-shown strong")).to_have_text("it")
    expect(page.locator(".prose-shown li")).to_have_text("one")
    texts = page.locator("#points-group tr.has_original .field-text textarea")
    before = [texts.nth(place).input_value() for place in range(2)]
    page.locator("#points-group tr.has_original").nth(1).get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    assert [texts.nth(place).input_value() for place in range(2)] == before[::-1]
    numbers = page.locator("#points-group tr.has_original .field-position input")
    assert [numbers.nth(place).input_value() for place in range(2)] == ["1", "2"]
    expect(page.locator("body > [role=status]")).to_contain_text("moved to place 1 of")
    page.set_viewport_size({"width": 1280, "height": 900})  # where the points are a table
    check()
    page.set_viewport_size({"width": 768, "height": 900})
    for _ in range(24):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
              const bar = document.querySelector(".submit-row"), one = document.activeElement;
              return bar.contains(one) || one.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;
            }"""
        ), page.evaluate("document.activeElement.outerHTML")
    assert page.evaluate("document.documentElement.scrollWidth") == 768
