"""A recruiter takes a job description away: by the buttons, and without them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .test_pages import LOOKS

PATH = "/roles/technical-support-manager/job-description/senior/"
READ_CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const read = async (type) => [type, await (await item.getType(type)).text()];
  return Object.fromEntries(await Promise.all(item.types.map(read)));
}"""


def on_the_clipboard(page: Page) -> dict[str, str]:
    """Read by a page that may: ours are allowed to write only."""
    reader = page.context.new_page()

    def allowed(route: Route) -> None:
        response = route.fetch()
        headers = {name: value for name, value in response.headers.items() if name != "permissions-policy"}
        route.fulfill(response=response, headers=headers)

    reader.route(page.url, allowed)
    reader.goto(page.url)
    reader.bring_to_front()
    found: dict[str, str] = reader.evaluate(READ_CLIPBOARD)
    reader.close()
    page.bring_to_front()
    return found


def copied(page: Page, button: str) -> dict[str, str]:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    return on_the_clipboard(page)


@pytest.fixture
def description(context: BrowserContext, site: str) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + PATH)
    return page


def test_copy_puts_rich_and_plain_text_on_the_clipboard(description: Page) -> None:
    taken = copied(description, "Copy")
    assert sorted(taken) == ["text/html", "text/plain"]
    assert taken["text/html"].startswith("<h2>Senior Technical Support Manager</h2>")
    assert "<h3>What you will do</h3>" in taken["text/html"]
    assert "<li>Strength in team leadership" in taken["text/html"]
    assert taken["text/plain"].startswith("Senior Technical Support Manager\n")
    assert "<strong>Place:</strong> [Place]" in taken["text/html"]
    assert taken["text/plain"].endswith("\n\nPay\n\n[Pay range]\n")
    assert "our guide" not in taken["text/html"] + taken["text/plain"]
    assert "Terms of reuse" not in taken["text/html"] + taken["text/plain"]


def test_plain_text_and_markdown_are_copied_alone(description: Page) -> None:
    text, markdown = copied(description, "Copy as plain text"), copied(description, "Copy as Markdown")
    assert (list(text), list(markdown)) == (["text/plain"], ["text/plain"])
    assert "\n\nWhat you bring\n\n- Strength in team leadership" in text["text/plain"]
    assert "\n\n## What you bring\n\n- Strength in team leadership" in markdown["text/plain"]


def test_copying_works_by_keyboard(description: Page) -> None:
    description.get_by_role("button", name="Copy as plain text").focus()
    description.keyboard.press("Tab")
    description.keyboard.press("Enter")
    expect(description.get_by_role("status")).to_have_text("Copied")
    assert on_the_clipboard(description)["text/plain"].startswith("# Senior")


def test_a_refusal_is_said_and_the_text_is_selected(page: Page, site: str) -> None:
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new DOMException('no'))")
    page.goto(site + PATH)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Your browser refused to copy.")
    selected = page.evaluate("getSelection().toString()")
    assert selected.startswith("Senior Technical Support Manager")
    assert selected.rstrip().endswith("[Pay range]")


def test_without_a_clipboard_there_are_no_buttons_but_downloads(page: Page, site: str) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })")
    page.goto(site + PATH)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="plain text")).to_be_visible()


def test_without_javascript_the_files_are_downloaded(
    new_context: Callable[..., BrowserContext], site: str, tmp_path: Path
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site + PATH)
    expect(page.get_by_role("button")).to_have_count(0)
    for link, form in (("plain text", "txt"), ("Markdown", "md")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        name = f"technical-support-manager-senior-job-description.{form}"
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.lstrip("# ").startswith("Senior Technical Support Manager\n")
        assert f"{PATH}" in text


@pytest.mark.parametrize(("path", "width", "scheme"), [(PATH, *LOOKS[0]), ("/job-descriptions/", *LOOKS[1])])
def test_the_pages_are_accessible_and_as_wide_as_the_screen(
    new_context: Callable[..., BrowserContext],
    site: str,
    assert_accessible: Callable[[Page], None],
    path: str,
    width: int,
    scheme: str,
) -> None:
    page = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(site + path)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_print_shows_the_text_alone(page: Page, site: str) -> None:
    page.goto(site + PATH)
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text().strip()
    assert shown.startswith("Senior Technical Support Manager\n")
    assert shown.endswith("[Pay range]")
