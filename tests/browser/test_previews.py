"""An expert without an account reads a working copy by a link and comments; the editor finds it beside the section."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from .test_admin import open_guide, sign_in


def test_an_expert_comments_by_a_link_and_the_editor_marks_it_done(
    page: Page,
    new_context: Callable[..., BrowserContext],
    own_site: str,
    assert_accessible: Callable[[Page], None],
) -> None:
    sign_in(page, own_site)
    open_guide(page, own_site, "Support Manager")
    guide = page.url
    page.get_by_role("link", name="Ask an expert").click()
    page.get_by_label("For whom").fill("Dr. Crust")
    page.get_by_role("button", name="Make the link").click()
    assert_accessible(page)
    link = page.get_by_label("Address").input_value()

    expert = new_context(viewport={"width": 390, "height": 844}).new_page()
    expert.goto(link)
    expect(expert.get_by_text("Preview: not published.")).to_be_visible()
    section = expert.locator(".section").filter(has=expert.locator("> .comments")).first
    heading = section.locator("h3").inner_text()
    section.locator("> .comments summary").click()
    section.get_by_label("Your name").fill("Dr. Crust")
    section.get_by_label("Your comment").fill("Not in my trade.")
    assert_accessible(expert)
    section.get_by_role("button", name="Send").click()
    expert.wait_for_url(re.compile("#comment_"))
    expect(section.locator(".comment:target")).to_contain_text("Dr. Crust")
    assert expert.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(expert)
    assert expert.context.cookies() == []

    page.goto(f"{own_site}/admin/")
    comments = page.get_by_role("region", name="Open comments")
    comments.get_by_role("link", name="Support Manager").click()
    page.get_by_role("link", name=f"Section: {heading}").click()
    expect(page.locator("#comments")).to_contain_text("Not in my trade.")
    page.get_by_label("Introduction").fill("Words that are not saved yet.")
    page.get_by_role("button", name="Mark done").click()
    expect(page.locator("#comments").get_by_role("status")).to_have_text("Done")
    expect(page.get_by_label("Introduction")).to_have_value("Words that are not saved yet.")
    page.goto(guide)
    expect(page.locator("#comments")).to_contain_text("1 done")
