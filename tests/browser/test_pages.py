"""Every kind of page, narrow and wide, light and dark: accessible, as wide as the screen, and light to load."""

import time
from collections.abc import Callable, Collection
from itertools import cycle
from typing import Literal
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

PAGES = [
    "/",
    "/roles/",
    "/roles/?family=nonsense&skill=csat",
    "/roles/technical-support-manager/history/",
    "/roles/technical-support-manager/",
    "/roles/technical-support-engineer/",
    "/roles/technical-support-manager/ladder/",
    "/roles/technical-support-manager/ladder/junior/manager/",
    "/roles/technical-support-manager/ladder/lead/senior/",
    "/roles/technical-support-manager/job-description/",
    "/roles/technical-support-manager/skills-check/",
    "/ladders/",
    "/ladders/?role=support-manager&role=nonsense",
    "/job-descriptions/",
    "/salaries/",
    "/compare/",
    "/compare/?role=technical-support-manager&role=support-manager",
    "/compare/?role=technical-support-manager:senior&role=technical-support-manager:director&role=support-manager:senior"
    "&role=technical-support-engineer&differences=1&currency=EUR&role=nonsense",
    "/salaries/?group=place&currency=EUR&per=month",
    "/salaries/place-me/",
    "/salaries/place-me/?role=technical-support-manager&amount=85k&currency=USD&years=6&place=united-states",
    "/salaries/place-me/?role=nobody&amount=much&per=week",
    "/search/?q=csat",
    "/skills/",
    "/skills/csat/",
    "/sources/",
    "/sources/himalayas/",
    "/about/",
]
# What a width shows or a scheme colours is the same in both of the other: two of the four pairs see all of it.
LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(390, "dark"), (1280, "light")]
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "for (const folded of document.querySelectorAll('details')) folded.open = true"


def look_at(
    page: Page, assert_accessible: Callable[[Page], None], closely: Collection[tuple[int, str]] = LOOKS
) -> None:
    page.evaluate(OPEN_ALL)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(WIDER_THAN_SCREEN) == 0, f"wider than {width} px"
        if (width, scheme) in closely:
            assert_accessible(page)


# Axe takes long over a page, and most kinds come several times: each is looked at closely in one of the looks, in turn.
@pytest.mark.parametrize(("path", "closely"), list(zip(PAGES, cycle(LOOKS), strict=False)))
def test_every_kind_of_page_is_accessible_and_fits_the_screen(
    page: Page, site: str, assert_accessible: Callable[[Page], None], path: str, closely: tuple[int, str]
) -> None:
    response = page.goto(site + path)
    assert response is not None
    assert response.status == 200
    look_at(page, assert_accessible, [closely])


def test_a_page_that_is_not_there_is_accessible_too(
    page: Page, site: str, assert_accessible: Callable[[Page], None], surprises: list[str]
) -> None:
    response = page.goto(f"{site}/roles/technical-support-supervisor/")
    assert response is not None
    assert response.status == 404
    look_at(page, assert_accessible)
    assert [surprise[:38] for surprise in surprises] == ["console error: Failed to load resource"]
    surprises.clear()


STYLES_AND_ICONS = 8_000


def await_smallest(address: str, most: int) -> None:
    """A page is compressed as far as it goes right after its first reader."""
    request = Request(address, headers={"Accept-Encoding": "br"})  # noqa: S310 - it is our own http address
    for _ in range(100):
        with urlopen(request) as answer:  # noqa: S310
            if len(answer.read()) <= most:
                return
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/roles/technical-support-manager/", 40_000),
        ("/roles/support-manager/", 40_000),
        ("/roles/", 45_000),
        ("/salaries/", 45_000),
        ("/salaries/place-me/?role=technical-support-manager&amount=85k&currency=USD", 45_000),
        ("/search/?q=csat", 45_000),
        ("/roles/technical-support-manager/ladder/junior/manager/", 40_000),
        ("/ladders/", 45_000),
        ("/compare/?role=technical-support-manager&role=support-manager", 50_000),
        ("/roles/technical-support-manager/skills-check/", 40_000),
    ],
)
def test_a_first_view_moves_few_bytes(page: Page, site: str, path: str, limit: int) -> None:
    moved: dict[str, int] = {}

    def weigh(request) -> None:  # type: ignore[no-untyped-def]
        sizes = request.sizes()
        moved[request.url.removeprefix(site)] = sizes["responseHeadersSize"] + sizes["responseBodySize"]

    await_smallest(site + path, limit - STYLES_AND_ICONS)
    page.on("requestfinished", weigh)
    page.goto(site + path, wait_until="networkidle")
    assert path in moved
    assert sum(moved.values()) <= limit, moved


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/roles/technical-support-manager/ladder/",
        "/roles/technical-support-manager/ladder/junior/manager/",
        "/salaries/",
        "/search/?q=csat",
        "/skills/",
        "/job-descriptions/",
    ],
)
def test_a_link_in_a_list_is_large_enough_for_a_fingertip(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + path)
    heights = page.locator(
        ":is(.ways, .columns, .links-list, .requirements, .description-steps) > li > a,"
        " main :is(h2, h3) > a, .notes a"
    ).evaluate_all("links => links.map(link => link.getBoundingClientRect().height)")
    assert min(heights) >= 42
