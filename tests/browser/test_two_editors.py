"""Two editors with one guide: the second sees what the first has changed, and both versions can be merged."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from playwright.sync_api import BrowserContext, Page, expect

from .server import EDITOR, PASSWORD
from .test_admin import drag, edit, open_guide, sign_in


def open_question(context: BrowserContext, site: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/admin/guides/question/?q=degree")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url(re.compile("/change/"))
    edit(page)
    return page


def test_the_second_editor_keeps_every_word_and_merges(
    page: Page, context: BrowserContext, own_site: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, own_site)
    first, second = open_question(context, own_site), open_question(context, own_site)
    first.get_by_label("Answer").fill("The first editor's answer.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator(".success")).to_be_visible()
    second.get_by_label("Answer").fill("The second editor's answer.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", name=f"{EDITOR} changed this while you had it open")).to_be_visible()
    row = second.locator(".changed-meanwhile tbody tr")
    expect(row).to_have_text(
        re.compile(r"Answer\s*The first editor's answer\.\s*The second editor's answer\.\s*yours")
    )
    expect(second.get_by_label("Answer")).to_have_value("The second editor's answer.")
    second.get_by_label("Answer").fill("Both answers.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".success")).to_be_visible()


def test_an_order_that_somebody_else_has_changed_is_not_dragged_over(
    page: Page, own_site: str, surprises: list[str]
) -> None:
    sign_in(page, own_site)
    open_guide(page, own_site, "Support Manager")
    page.get_by_role("link", name="Questions", exact=True).click()
    page.wait_for_url(re.compile("/question/"))
    other = page.context.new_page()
    other.goto(page.url)
    for one, refused in ((other, False), (page, True)):
        with one.expect_response(lambda answer: "/adminsortable2_update/" in answer.url):
            drag(
                one,
                "#result_list tbody tr:nth-child(3) .handle",
                "#result_list tbody tr:nth-child(1) .handle",
            )
        expect(one.get_by_role("alert")).to_have_count(int(refused))
    expect(page.get_by_role("alert")).to_contain_text("Not moved: somebody else has changed the order")
    surprises[:] = [one for one in surprises if "409" not in one and "The server responded" not in one]


class Fields(HTMLParser):
    """The values of the one form that has an answer: enough of a browser to send it back."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and "selected" in given and self.select:
            self.values.append((self.select, given["value"]))
        elif tag == "input" and given.get("type") in ("hidden", "text", "number") and given.get("name"):
            self.values.append((given["name"], given.get("value", "")))


def log_in(site: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    fields = dict(Fields(read(browser, f"{site}/admin/login/")).values)
    sent = {**fields, "username": EDITOR, "password": PASSWORD, "next": "/admin/"}
    read(browser, f"{site}/admin/login/", sent)
    return browser


def read(browser: OpenerDirector, url: str, sent: object = None) -> str:
    data = urlencode(sent, doseq=True).encode() if sent else None  # type: ignore[call-overload]
    with browser.open(Request(url, data, {"Referer": url})) as answer:  # noqa: S310 - it is our own http address
        return answer.read().decode()


def test_saves_at_the_same_moment_are_never_both_taken(
    page: Page, context: BrowserContext, own_site: str
) -> None:
    sign_in(page, own_site)
    url = open_question(context, own_site).url.partition("?")[0]
    editors = [log_in(own_site), log_in(own_site)]
    for turn in range(6):
        forms = [Fields(read(editor, url)).values for editor in editors]

        def save(number: int, forms: list[list[tuple[str, str]]] = forms, turn: int = turn) -> bool:
            kept = [(name, value) for name, value in forms[number] if name != "answer"]
            answer = read(
                editors[number], url, [*kept, ("answer", f"{turn} by {number}"), ("_continue", "1")]
            )
            return "changed this while you had it open" not in answer

        with ThreadPoolExecutor(2) as pool:
            saved = [*pool.map(save, range(2))]
        assert sorted(saved) == [False, True]
        assert f"{turn} by {saved.index(True)}" in read(editors[0], url)
