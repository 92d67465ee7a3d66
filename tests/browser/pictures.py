"""Takes the pictures of the editors' guide anew: `make pictures`."""

import os
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
django.setup()

from playwright.sync_api import sync_playwright  # noqa: E402 - settings come first

from tests.browser.conftest import CHROMIUM, MISSING  # noqa: E402
from tests.browser.server import prepare, serve  # noqa: E402
from tests.browser.test_admin import sign_in  # noqa: E402
from tests.browser.walk import PICTURES, Walk  # noqa: E402

# What a picture shows: what must be in sight, at which edge.
SHOWN = {
    "figure": ("#id_median", "center"),
    "question": (".short-form[open]", "center"),
    "publish": (".edition-step button", "end"),
}


def take() -> None:
    if CHROMIUM is None:
        raise SystemExit(MISSING)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        prepare(folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 960, "height": 560})

        def picture(name: str) -> None:
            if name in SHOWN:
                element, edge = SHOWN[name]
                page.locator(element).evaluate("(one, block) => one.scrollIntoView({block})", edge)
            page.screenshot(path=PICTURES / f"{name}.png")

        with serve(folder, folder / "static") as site:
            sign_in(page, site)
            Walk(page, site, picture).all("Technical Support Manager", "median-bls", "Complete Technical")
        browser.close()


if __name__ == "__main__":
    take()
