import pytest

from guides.models import Section
from guides.models.section import is_reserved
from tests.factories import (
    make_band,
    make_claim,
    make_disagreement,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_tier,
)
from tests.helpers import parse_html

pytestmark = pytest.mark.django_db
OWN = {"own-step", *(f"own-{kind}" for kind in Section.Kind.values)}


@pytest.fixture
def role() -> None:
    """A role with one of everything that its pages give an anchor to."""
    role = make_role("baker")
    tier = make_tier(role, "own-step", years_min=1, years_max=3, plain=True)
    for kind in Section.Kind.values:
        of_tier = {"tier": tier} if kind in Section.TIER_KINDS else {}
        make_section(role, kind, *"abcde", slug=f"own-{kind}", **of_tier)
    make_requirement(role)
    make_requirement(role, "tasting", tier=tier)
    make_question(role)
    make_link(role)
    disagreement = make_disagreement(role, "growth")
    for slug in ("fast", "slow"):
        make_claim(role, slug, text=slug, disagreement=disagreement)
    make_band(role)
    make_band(role, "of-the-step", tier=tier)
    make_band(role, "of-a-level", label="Entry")


@pytest.mark.parametrize("path", ["/roles/baker/", "/roles/baker/ladder/"])
def test_all_anchors_of_the_page_itself_are_reserved(client, role, path) -> None:
    ids = {one.get("id") for one in parse_html(client.get(path)).iter() if one.get("id")}
    assert ids & OWN
    assert {name for name in ids - OWN if not is_reserved(name)} == set()
