"""The editors' guide, walked step by step: by a test, and by the script that takes its pictures."""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Locator, Page, expect

GUIDE = settings.BASE_DIR / "docs" / "editors.md"
PICTURES = settings.BASE_DIR / "docs" / "editors"
Picture = Callable[[str], None]


class Walk:
    """A new user with the guide in hand: finds nothing that the guide does not name."""

    def __init__(self, page: Page, site: str, picture: Picture) -> None:
        self.page, self.site, self.picture = page, site, picture
        self.words = GUIDE.read_text(encoding="utf-8")

    def named(self, role: str, name: str) -> Locator:
        assert f"`{name}`" in self.words, f"The guide does not name {name}."
        return self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]

    def press(self, name: str) -> None:
        self.named("button", name).click()

    def follow(self, name: str) -> None:
        self.named("link", name).click()

    def unfold(self, name: str) -> None:
        assert f"`{name}`" in self.words
        self.page.locator("summary", has_text=name).click()

    def all(self, title: str, figure: str, source: str) -> None:
        self.change_a_figure(title, figure)
        self.add_a_question(source)
        guide = self.page.url.partition("?")[0]
        self.reorder()
        self.follow("Back to the guide")
        self.preview()
        self.page.goto(guide)
        self.picture("preview")
        self.publish("A newer figure.")
        self.page.goto(guide)
        self.undo()

    def change_a_figure(self, title: str, figure: str) -> None:
        self.page.goto(f"{self.site}/admin/")
        self.page.locator("#content").get_by_role("link", name="Guides", exact=True).last.click()
        self.page.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator(".edition")).to_contain_text("Published.")
        self.picture("guide")
        self.press("Edit")
        expect(self.page.locator(".edition")).to_contain_text("Working copy")
        self.follow("Bands: what it pays")
        self.page.get_by_role("link", name=figure, exact=True).click()
        self.page.get_by_label("Median").fill("123456")
        self.picture("figure")
        self.press("Save")
        expect(self.page.locator(".success")).to_be_visible()
        self.follow("Back to the guide")

    def add_a_question(self, source: str) -> None:
        self.unfold("New question")
        form = self.page.locator(".short-form[open]")
        form.get_by_label("Question").fill("Do they work at night?")
        form.get_by_label("Answer").fill("*Some* do.")
        self.choose_by_keyboard(form, source)
        self.picture("question")
        self.press("Add question here")
        expect(self.page.locator(".fold[open] li:target")).to_have_text("Do they work at night?")

    def choose_by_keyboard(self, form: Locator, typed: str) -> None:
        """From the answer on with nothing but the keys: past its preview, to the sources."""
        form.get_by_label("Answer").focus()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(typed)
        expect(self.page.locator(".select2-results__option--highlighted")).to_contain_text(typed)
        self.page.keyboard.press("Enter")
        expect(form.locator(".select2-selection__choice")).to_contain_text(typed)

    def reorder(self) -> None:
        self.follow("Tiers")
        rows = self.page.locator("#result_list tbody th")
        first, second, *_ = rows.all_inner_texts()
        up = self.page.get_by_role("button", name=f"Move up: {second}", exact=True)
        self.picture("tiers")
        up.focus()
        with self.page.expect_response("**/adminsortable2_update/**") as answer:
            self.page.keyboard.press("Enter")
        assert answer.value.status == 200
        assert rows.all_inner_texts()[:2] == [second, first]
        expect(up).to_be_focused()
        expect(self.page.locator("body > [role=status]")).to_contain_text("moved to place 1 of")

    def preview(self) -> None:
        self.follow("Preview")
        expect(self.page.locator("body")).to_contain_text("Do they work at night?")

    def publish(self, why: str) -> None:
        self.follow("What has changed, publish")
        self.page.get_by_label("Why, in a sentence").fill(why)
        if why:
            kinds = self.page.locator(".change h2").all_inner_texts()
            assert [kind.split(":")[0] for kind in kinds] == ["Pay", "Step reordered", "Question"]
            self.picture("publish")
        self.press("Publish")
        expect(self.page.locator(".success")).to_contain_text("readers see this edition now")

    def undo(self) -> None:
        self.follow("Editions")
        self.picture("editions")
        self.named("button", "Restore").last.click()
        expect(self.page.locator(".edition")).to_contain_text("Working copy")
        self.publish("")


def pictures_named() -> set[Path]:
    return {
        PICTURES / name for name in re.findall(r"\]\(editors/([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    }
