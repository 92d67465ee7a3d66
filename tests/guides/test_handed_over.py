"""What a step hands over is recorded beside what it asks for, and counts as asked for nowhere."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from guides.description import compose
from guides.models import Requirement, Role, Section, Tier
from guides.search import index_guide
from tests.factories import guide_of, make_requirement, make_role, make_section, make_tier

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def master() -> Tier:
    """A step that names "shaping" and hands over "kneading", which nothing else names."""
    role = make_role("baker")
    tier = make_tier(role, "master")
    make_requirement(role, "shaping", tier=tier)
    make_requirement(role, "kneading", tier=tier, necessity="handed-over", note="Apprentices do.")
    index_guide(guide_of(role))
    return tier


@pytest.mark.parametrize(
    "path",
    [
        "/roles/",
        "/roles/baker/",
        "/roles/baker/ladder/",
        "/roles/baker/job-description/master/",
        "/skills/",
        "/skills/shaping/",
        "/sitemap.xml",
    ],
)
def test_a_page_does_not_show_it_as_asked_for(client: Client, master: Tier, path: str) -> None:
    text = client.get(path).content.decode()
    assert "kneading" not in text.lower() and "Apprentices" not in text


def test_a_skill_that_is_only_handed_over_has_no_page(client: Client, master: Tier) -> None:
    assert client.get("/skills/shaping/").status_code == 200
    assert client.get("/skills/kneading/").status_code == 404


def test_neither_search_nor_filter_knows_it(client: Client, master: Tier) -> None:
    assert client.get("/search/", {"q": "kneading"}).context["groups"] == []
    dropped = client.get("/roles/", {"skill": "kneading"}).context["dropped"]
    assert dropped == ['"kneading" is not a skill here; it was left out.']


def test_a_source_page_counts_it_among_no_skills(client: Client, master: Tier) -> None:
    [stated] = client.get("/sources/handbook/").context["stated"]
    assert stated.requirements == 1


def test_a_job_description_tells_an_employer_only_of_levels_that_a_source_states() -> None:
    role = make_role("baker", depth="full")
    make_requirement(role, "kneading", level="expert", group="Craft", conclusion="calls it an art")
    make_requirement(role, "shaping", level="expert", group="Craft")
    description = compose(guide_of(Role.objects.filter(pk=role.pk).get()))
    lines = [
        item.text for part in description.parts if part.heading == "What you bring" for item in part.items
    ]
    assert lines == ["Skill in kneading", "Expert knowledge of shaping"]


def test_advice_to_a_step_stays_on_the_page_of_the_role_and_off_the_ladder(client: Client) -> None:
    role = make_role("baker")
    tier = make_tier(role, "junior")
    make_section(role, "mistakes", "Opening the oven.", heading="Beginners err", tier=tier)
    assert "Opening the oven." in client.get("/roles/baker/").content.decode()
    assert "Opening the oven." not in client.get("/roles/baker/ladder/").content.decode()


def test_deleting_a_step_takes_its_duties_but_no_advice() -> None:
    role = make_role("baker")
    tier = make_tier(role, "junior")
    make_section(role, "tier-duties", "Kneads.", tier=tier)
    advice = make_section(role, "advice", "Rise early.", tier=tier)
    make_section(role, "definition", "Bakes.")
    tier.delete()
    assert [(one.kind, one.tier) for one in Section.objects.all()] == [("advice", None), ("definition", None)]
    assert advice.points.count() == 1
    role.delete()
    assert Section.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_leaves_nothing_that_would_seem_to_be_stated() -> None:
    role = make_role("baker")
    tier = make_tier(role, "master")
    make_requirement(role, "shaping", tier=tier, level="expert", conclusion="calls it an art")
    make_requirement(role, "baking", tier=tier, level="expert")
    make_requirement(role, "kneading", tier=tier, necessity="handed-over", conclusion="says so")
    make_section(role, "mistakes", "Opening the oven.", tier=tier)
    try:
        MigrationExecutor(connection).migrate([("guides", "0003_invariants_and_publication")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT level FROM guides_requirement ORDER BY id")
            assert cursor.fetchall() == [("",), ("expert",)]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert Requirement.objects.filter(necessity="handed-over").count() == 0
    assert Section.objects.get().tier is None
