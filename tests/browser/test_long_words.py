"""No word is too long for a phone: pages stay as wide as the screen, whatever an editor or a source writes."""

import pytest
from playwright.sync_api import Page

from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_family,
    make_link,
    make_place,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)

from .test_pages import OPEN_ALL, WIDER_THAN_SCREEN

WORD = "Donaudampfschifffahrtsgesellschaft" * 3
PATHS = [
    "/",
    "/roles/",
    "/roles/baker/",
    "/roles/baker/ladder/",
    "/roles/baker/ladder/step/other/",
    f"/ladders/?role={WORD}&role=baker",
    "/roles/baker/job-description/",
    "/roles/baker/job-description/step/",
    "/roles/gone/",
    "/ladders/",
    "/job-descriptions/",
    "/compare/",
    "/compare/?role=baker",
    f"/compare/?role=baker&role=baker:step&role={WORD}",
    "/salaries/",
    f"/salaries/?role={WORD}&role=baker&step=plain",
    f"/search/?q={WORD}",
    "/skills/",
    "/skills/skill/",
    "/sources/",
    "/sources/source/",
    "/about/",
]


@pytest.fixture
def _role(transactional_db: None) -> None:
    """A role whose every text is one long word."""
    source = make_source(
        "source", title=WORD, publisher=WORD, note=WORD, licence_note=WORD, capture_note=WORD
    )
    place = make_place("place", name=WORD)
    role = make_role("baker", title=WORD, summary=WORD, family=make_family("family", name=WORD))
    tier = make_tier(role, "step", title=WORD, summary=WORD, years_min=1, years_max=3, source=source)
    for kind in ("definition", "duties-primary", "steps", "letter", "package"):
        make_section(role, kind, *[WORD] * 6, heading=WORD, introduction=WORD)
    make_tier(role, "other", title=f"{WORD}-2", years_min=3, source=source)
    for kind in ("tier-duties", "mistakes"):
        make_section(role, kind, WORD, heading=WORD, introduction=WORD, tier=tier)
    make_skill("skill", name=WORD, abbreviation=WORD[:20], summary=WORD)
    make_requirement(role, "skill", group=WORD, note=WORD)
    make_requirement(role, "skill", note=WORD, tier=tier, level="working", conclusion=WORD)
    make_question(role, question=WORD, answer=WORD)
    make_link(role, WORD, difference=WORD, note=WORD)
    disagreement = make_disagreement(role, topic=WORD, explanation=WORD)
    stated = {"source": source, "place": place, "disagreement": disagreement, "condition": WORD}
    for slug in ("one", "two"):
        make_claim(role, slug, topic="experience", text=WORD, attributed_to=WORD, **stated)
        make_band(role, slug, attributed_to=WORD, **stated)
    make_band(role, "label", label=WORD, low=10_000, high=99_000, **stated)
    make_band(role, "tier", tier=tier, **stated)
    guide_of(role)
    gone = make_role("gone")
    gone.addresses.update(title=WORD, note=WORD)
    gone.delete()


@pytest.mark.usefixtures("_role")
def test_no_page_is_wider_than_the_screen(page: Page, live_server, surprises: list[str]) -> None:
    wider = {}
    for path in PATHS:
        page.goto(live_server.url + path)
        page.evaluate(OPEN_ALL)
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            wider[path, width] = page.evaluate(WIDER_THAN_SCREEN)
    assert {place: pixels for place, pixels in wider.items() if pixels} == {}
    surprises.clear()  # the page that is gone is noted on the console
