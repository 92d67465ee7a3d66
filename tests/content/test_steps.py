"""Every pair of tiers of the real ladders: a page, five sets that part all skills, and a way back that mirrors them."""

from itertools import permutations

import pytest

from guides.models import Requirement, Role, Section, Tier
from guides.steps import asked_for, changes
from guides.views.step import ladder_of
from tests.guides.test_steps import assert_partition_and_mirror
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

TECHNICAL, SUPPORT = "technical-support-manager", "support-manager"
PAIRS = {TECHNICAL: 30, SUPPORT: 12}
# What our editors conclude that a step hands over to others, by guide and step.
HANDED_OVER = {
    (TECHNICAL, "senior", "daily-operations"),
    (TECHNICAL, "senior", "escalation-management"),
    (TECHNICAL, "lead", "team-leadership"),
    (SUPPORT, "senior", "daily-operations"),
}


def ladder(slug: str) -> list[Tier]:
    return ladder_of(Role.objects.get(address__slug=slug).public_guide)


def sets_between(slug: str, before: str, after: str) -> dict[str, set[str]]:
    tiers = ladder(slug)
    by_slug = {tier.slug: tier for tier in tiers}
    found = changes(by_slug[before], by_slug[after], tiers)
    names = ("new", "deeper", "handed_over", "stays", "no_longer")
    return {name: {change.skill.slug for change in getattr(found, name)} for name in names}


@pytest.mark.parametrize("slug", PAIRS)
def test_the_sets_are_a_partition_and_the_way_back_mirrors_it(slug: str) -> None:
    tiers = ladder(slug)
    pairs = list(permutations(tiers, 2))
    assert len(pairs) == PAIRS[slug]
    for before, after in pairs:
        assert_partition_and_mirror(before, after, tiers)


@pytest.mark.parametrize("slug", PAIRS)
def test_every_pair_has_its_page_and_shows_each_skill_once(client, slug: str) -> None:
    tiers = ladder(slug)
    for before, after in permutations(tiers, 2):
        response = client.get(f"/roles/{slug}/ladder/{before.slug}/{after.slug}/")
        assert response.status_code == 200
        shown = [change.skill.slug for part in response.context["parts"] for change in part.changes]
        every = {one.skill.slug for tier in (before, after) for one in asked_for(tier).values()}
        assert sorted(shown) == sorted(every)
        parse_html(response)


def test_from_junior_to_manager_six_skills_go_deeper() -> None:
    assert sets_between(TECHNICAL, "junior", "manager") == {
        "new": {
            *("team-culture", "resource-planning", "policies-procedures"),
            *("training-programmes", "knowledge-management"),
        },
        "deeper": {
            *("team-leadership", "coaching-mentoring", "data-analysis"),
            *("process-improvement", "customer-satisfaction", "escalation-management"),
        },
        "handed_over": set(),
        "stays": set(),
        "no_longer": {
            *("conflict-resolution", "communication", "daily-operations"),
            *("sla-management", "product-knowledge", "technical-troubleshooting"),
        },
    }


def test_from_manager_to_director_escalations_are_handed_over_on_the_way() -> None:
    found = sets_between(TECHNICAL, "manager", "director")
    assert found["handed_over"] == {"escalation-management"}
    assert found["deeper"] == {"team-leadership", "team-culture", "resource-planning", "process-improvement"}


def test_down_and_across_from_lead_to_senior_strategy_falls_and_coaching_goes_deeper() -> None:
    found = sets_between(TECHNICAL, "lead", "senior")
    assert found["deeper"] == {"coaching-mentoring"}
    assert "strategic-planning" in found["stays"] and "team-leadership" in found["new"]
    assert found["handed_over"] == set()


def test_handed_over_is_what_editors_conclude_and_nothing_else() -> None:
    records = Requirement.objects.filter(necessity="handed-over")
    assert set(records.values_list("guide__role__address__slug", "tier__slug", "skill__slug")) == HANDED_OVER
    assert list(records.filter(conclusion="")) == []


def test_each_way_up_on_one_track_has_something_that_goes_deeper() -> None:
    for slug in PAIRS:
        tiers = [tier for tier in ladder(slug) if tier.track == Tier.Track.MANAGEMENT]
        without = [
            (first.slug, last.slug)
            for place, first in enumerate(tiers)
            for last in tiers[place + 1 :]
            if not changes(first, last, tiers).deeper
        ]
        assert without == []


def test_only_beginners_mistakes_are_addressed_to_a_step() -> None:
    told = Section.objects.filter(kind__in=Section.STEP_KINDS).exclude(tier=None)
    assert list(told.values_list("guide__role__address__slug", "slug", "tier__slug")) == [
        (SUPPORT, "mistakes", "junior")
    ]
