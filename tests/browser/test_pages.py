"""Every kind of page, narrow and wide, light and dark: accessible, as wide as the screen, and light to load."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

PAGES = [
    "/",
    "/roles/",
    "/roles/?family=nonsense&skill=csat",
    "/roles/technical-support-manager/history/",
    "/roles/technical-support-manager/",
    "/roles/support-manager/",
    "/roles/technical-support-engineer/",
    "/roles/technical-support-manager/ladder/",
    "/roles/technical-support-manager/job-description/",
    "/ladders/",
    "/job-descriptions/",
    "/salaries/",
    "/search/?q=csat",
    "/skills/",
    "/skills/csat/",
    "/sources/",
    "/sources/himalayas/",
    "/about/",
]
WIDTHS = (390, 1280)
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "for (const folded of document.querySelectorAll('details')) folded.open = true"


def look_at_all_widths(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.evaluate(OPEN_ALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER_THAN_SCREEN) == 0, f"wider than {width} px"
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page_is_accessible_and_fits_the_screen(
    page: Page,
    site: str,
    assert_accessible: Callable[[Page], None],
    path: str,
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    response = page.goto(site + path)
    assert response is not None
    assert response.status == 200
    look_at_all_widths(page, assert_accessible)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_is_not_there_is_accessible_too(
    page: Page,
    site: str,
    assert_accessible: Callable[[Page], None],
    surprises: list[str],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    response = page.goto(f"{site}/roles/no-such-role/")
    assert response is not None
    assert response.status == 404
    look_at_all_widths(page, assert_accessible)
    assert [surprise[:38] for surprise in surprises] == ["console error: Failed to load resource"]
    surprises.clear()


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/roles/technical-support-manager/", 40_000),
        ("/roles/support-manager/", 40_000),
        ("/roles/", 45_000),
        ("/salaries/", 45_000),
        ("/search/?q=csat", 45_000),
    ],
)
def test_a_first_view_moves_few_bytes(page: Page, site: str, path: str, limit: int) -> None:
    moved: dict[str, int] = {}

    def weigh(request) -> None:  # type: ignore[no-untyped-def]
        sizes = request.sizes()
        moved[request.url.removeprefix(site)] = sizes["responseHeadersSize"] + sizes["responseBodySize"]

    page.on("requestfinished", weigh)
    page.goto(site + path, wait_until="networkidle")
    assert path in moved
    assert sum(moved.values()) <= limit, moved
