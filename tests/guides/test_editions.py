"""Editions of a guide: copied whole, published, withdrawn, restored, discarded; nothing sealed is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import models
from pytest_django import DjangoAssertNumQueries

from guides import editions
from guides.changes import KINDS, changes_between
from guides.editions import PARTS, EditionError
from guides.models import Changeset, Comment, Guide, Point, PreviewLink, Role, Schedule, SearchEntry, Source
from salaries.models import Band
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_draft,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_source,
    make_tier,
)

pytestmark = pytest.mark.django_db


def fill(role: Role, number: int = 1) -> None:
    """One of each kind of part, each pointing to whatever it may point to."""
    tier = make_tier(role, f"tier-{number}", role=role)
    disagreement = make_disagreement(role, f"topic-{number}")
    within = {"tier": tier, "disagreement": disagreement}
    section = make_section(
        role, "tier-duties", "One bakes.", "One sells.", tier=tier, slug=f"duties-{number}"
    )
    section.points.all()[0].sources.add(make_source("another"))
    make_requirement(role, f"skill-{number}", tier=tier)
    make_question(role, f"question-{number}")
    make_link(role, f"Cook {number}", role=role)
    make_claim(role, f"claim-{number}", **within)
    # The conversion comes first: what it points to is copied later.
    conversion = make_band(role, f"converted-{number}", **within)
    conversion.converts = make_band(role, f"band-{number}", **within)
    conversion.save()


def rows_of(model: type[models.Model], guide: Guide) -> Any:
    owner = "section__guide" if model is Point else "guide"
    return model._default_manager.filter(**{owner: guide}).order_by("pk")


@pytest.fixture
def editor(django_user_model: type[User]) -> User:
    return django_user_model.objects.create_user("editor", is_staff=True)


@pytest.fixture
def publisher(django_user_model: type[User]) -> User:
    user = django_user_model.objects.create_user("publisher", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="publish_guide"))
    return user


# Copying


def owned_by(model: type[models.Model]) -> set[type[models.Model]]:
    """The models whose rows go with a row of this one, and theirs."""
    found: set[type[models.Model]] = set()
    for relation in model._meta.related_objects:
        own = relation.related_model
        if (
            (relation.one_to_many or relation.one_to_one)
            and relation.on_delete is models.CASCADE
            and own not in {model, *found}
        ):
            found |= {own, *owned_by(own)}
    return found


def test_every_model_that_belongs_to_a_guide_is_copied_and_compared() -> None:
    joins = {field.remote_field.through for model in PARTS for field in model._meta.many_to_many}
    assert owned_by(Guide) - joins == {*PARTS, SearchEntry, Changeset, Comment, PreviewLink, Schedule}
    assert {*KINDS, Point} == {*PARTS}


def test_a_working_copy_holds_everything_and_points_nowhere_else(editor: User) -> None:
    role = make_role(reviewed_on="2026-02-01")
    fill(role)
    guide = guide_of(role)
    copy = editions.working_copy(role, by=editor)
    assert changes_between(guide, copy) == []
    assert (copy.state, copy.copied_from, copy.edited_by) == ("draft", guide, editor)
    for model in PARTS:
        assert rows_of(model, copy).count() == rows_of(model, guide).count() > 0, model
        for field in model._meta.concrete_fields:
            if field.related_model in PARTS:
                own = set(rows_of(field.related_model, copy).values_list("pk", flat=True))
                named = set(rows_of(model, copy).values_list(field.attname, flat=True)) - {None}
                assert named, field
                assert named <= own, field
        for field in model._meta.many_to_many:
            cited = [
                [sorted(one.pk for one in getattr(row, field.name).all()) for row in rows_of(model, one)]
                for one in (guide, copy)
            ]
            assert cited[0] == cited[1], field
    assert copy.bands.get(slug="converted-1").converts == copy.bands.get(slug="band-1")


def test_a_copy_costs_as_many_queries_for_three_parts_as_for_one(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_role("small"), make_role("large")
    fill(small)
    for number in (1, 2, 3):
        fill(large, number)
    # A savepoint made and released, the role held and read, its working copy, what is published, the guide; nine
    # kinds of parts read and written, and which bands convert which; the sources of five of them read and written. Then
    # the index: a savepoint made and released, its old and its new entries, the role, its addresses, six kinds of
    # parts, points.
    queries = 7 + 2 * 9 + 1 + 2 * 5 + 2 + 2 + 2 + 6 + 1
    for role in (small, large):
        with django_assert_num_queries(queries):
            editions.working_copy(role, by=editor)


def test_a_second_request_for_a_working_copy_finds_the_first(editor: User) -> None:
    role = make_role()
    first = editions.working_copy(role, by=editor)
    assert editions.working_copy(role, by=None) == first
    assert role.guides.count() == 2


# Publishing


def test_publishing_sets_the_pointer_seals_the_edition_and_keeps_the_one_before(publisher: User) -> None:
    role = make_role()
    make_band(role, label="Senior")
    before = guide_of(role)
    copy = editions.working_copy(role, by=publisher)
    copy.bands.update(median=60_000)
    editions.publish(copy, by=publisher, why="A newer figure.")
    role.refresh_from_db()
    copy.refresh_from_db()
    assert (role.published, copy.state, copy.published_by, copy.why) == (
        copy,
        "published",
        publisher,
        "A newer figure.",
    )
    assert copy.published_at is not None
    assert copy.changes == [
        {
            "kind": "Pay",
            "name": "Senior, Press, United States",
            "what": "changed",
            "fields": [{"name": "median", "label": "Median", "old": "50,000", "new": "60,000"}],
            "points": [],
        }
    ]
    assert before.bands.get().median == 50_000
    assert not SearchEntry.objects.filter(guide=before).exists()
    assert SearchEntry.objects.filter(guide=copy).exists()


def test_what_is_sealed_is_not_published_submitted_or_discarded_again(publisher: User) -> None:
    role = make_role()
    guide = guide_of(role)
    for step in (editions.publish, editions.submit, editions.reopen, editions.discard):
        with pytest.raises(EditionError, match=r"^This edition is published already\.$"):
            step(guide, by=publisher)
    discarded = editions.working_copy(role, by=publisher)
    editions.discard(discarded, by=publisher)
    with pytest.raises(EditionError, match=r"^This edition is discarded already\.$"):
        editions.publish(Guide.objects.get(pk=discarded.pk), by=publisher)


def test_nothing_is_published_that_its_editor_has_not_seen(publisher: User) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=publisher)
    seen = editions.version(role, copy)
    Guide.objects.get(pk=copy.pk).save()
    with pytest.raises(EditionError, match="Something was changed or published since"):
        editions.publish(copy, by=publisher, seen=seen)
    role.refresh_from_db()
    assert role.published != copy


def test_nothing_is_published_over_an_edition_that_its_editor_has_not_seen(publisher: User) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=publisher)
    seen = editions.version(role, copy)
    loaded = Guide.objects.create(role=role, title="Baker", summary="Loaded.", state="discarded")
    editions.put_in_place(role, loaded)
    with pytest.raises(EditionError, match="Something was changed or published since"):
        editions.publish(copy, by=publisher, seen=seen)


def test_a_role_without_an_address_is_not_published(publisher: User) -> None:
    role = make_draft()
    Role.objects.filter(pk=role.pk).update(address=None)
    with pytest.raises(EditionError, match="no address yet"):
        editions.publish(guide_of(role), by=publisher)


@pytest.mark.parametrize("why", ["<b>New</b>", "x" * 401, "\0"])
def test_a_reason_is_plain_and_short(publisher: User, why: str) -> None:
    guide = guide_of(make_draft())
    with pytest.raises(EditionError):
        editions.publish(guide, by=publisher, why=why)
    assert Guide.objects.get().state == "draft"


def test_only_who_may_publish_publishes_withdraws_and_restores(editor: User) -> None:
    role = make_role()
    guide = guide_of(role)
    copy = editions.working_copy(role, by=editor)
    before = (role.published, copy.state)
    for step, subject in (
        (editions.publish, copy),
        (editions.withdraw, role),
        (editions.publish_again, role),
        (editions.restore, guide),
    ):
        with pytest.raises(PermissionDenied):
            step(subject, by=editor)  # type: ignore[operator]
    role.refresh_from_db()
    copy.refresh_from_db()
    assert (role.published, copy.state) == before


# Withdrawing, restoring, discarding


def test_a_withdrawn_role_is_shown_again_as_readers_saw_it_last(publisher: User) -> None:
    role = make_role()
    guide = guide_of(role)
    editions.withdraw(role, by=publisher)
    role.refresh_from_db()
    assert (role.published, role.edited_by) == (None, publisher)
    with pytest.raises(EditionError, match="do not see this role already"):
        editions.withdraw(role, by=publisher)
    editions.working_copy(role, by=publisher)
    editions.publish_again(role, by=publisher)
    role.refresh_from_db()
    assert role.published == guide
    with pytest.raises(EditionError, match="was not withdrawn"):
        editions.publish_again(role, by=publisher)


def test_restoring_makes_a_working_copy_of_an_older_edition(publisher: User) -> None:
    role = make_role()
    make_question(role, answer="Before dawn.")
    old = guide_of(role)
    newer = editions.working_copy(role, by=publisher)
    newer.questions.update(answer="At noon.")
    editions.publish(newer, by=publisher)
    copy = editions.restore(old, by=publisher)
    assert (copy.state, copy.copied_from, copy.questions.get().answer) == ("draft", old, "Before dawn.")
    role.refresh_from_db()
    assert role.published == newer
    with pytest.raises(EditionError, match="Publish or discard that first"):
        editions.restore(newer, by=publisher)


def test_what_is_discarded_can_be_restored(publisher: User) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=publisher)
    Guide.objects.filter(pk=copy.pk).update(summary="Hours of work.")
    copy.refresh_from_db()
    editions.discard(copy, by=publisher)
    assert not SearchEntry.objects.filter(guide=copy).exists()
    assert editions.restore(copy, by=publisher).summary == "Hours of work."


def test_a_role_without_a_guide_has_nothing_to_copy(publisher: User) -> None:
    role = make_draft()
    role.guides.all().delete()
    with pytest.raises(EditionError, match="Add one"):
        editions.working_copy(role, by=publisher)


# Comparing


def test_changes_name_what_came_what_went_and_what_is_new_in_it() -> None:
    role = make_role()
    for slug in ("one", "two", "three"):
        make_tier(role, slug)
    make_question(role, "gone", question="Why?", answer="Because.")
    section = make_section(
        role, "definition", "One bakes bread early.", "One sells it.", heading="What it is"
    )
    copy = editions.working_copy(role, by=None)
    copy.tiers.filter(slug="three").update(position=0)
    copy.questions.all().delete()
    points = list(copy.sections.get().points.all())
    Point.objects.filter(pk=points[0].pk).update(text="One bakes bread very early.")
    points[1].delete()
    Point.objects.create(section=copy.sections.get(), text="Mondays are free.", position=3)
    assert [
        (one["kind"], one["name"], one["what"], [field["name"] for field in one["fields"]])
        for one in changes_between(section.guide, copy)
    ] == [
        ("Step", "Order", "reordered", ["order"]),
        ("Section", "What it is", "changed", []),
        ("Question", "Why?", "removed", ["slug", "question", "answer", "sources"]),
    ]
    changed = changes_between(section.guide, copy)[1]["points"]
    assert [(point["what"], point["fields"][0]["old"], point["fields"][0]["new"]) for point in changed] == [
        ("removed", "One sells it.", ""),
        ("changed", "One bakes bread early.", "One bakes bread very early."),
        ("added", "", "Mondays are free."),
    ]


def test_points_that_only_changed_places_are_told_as_an_order() -> None:
    role = make_role()
    section = make_section(role, "definition", "One.", "Two.", "Three.")
    copy = editions.working_copy(role, by=None)
    copy.sections.get().points.filter(text="Three.").update(position=0)
    [change] = changes_between(section.guide, copy)
    assert [(one["what"], one["fields"][0]["new"]) for one in change["points"]] == [
        ("reordered", "Three.; One.; Two.")
    ]


def test_a_changed_source_is_a_change() -> None:
    role = make_role()
    make_question(role)
    copy = editions.working_copy(role, by=None)
    copy.questions.get().sources.set([make_source("other", title="Other", publisher="")])
    [change] = changes_between(guide_of_published(role), copy)
    assert change["fields"] == [
        {"name": "sources", "label": "Sources", "old": "Press: The handbook of jobs", "new": "Other"}
    ]


def guide_of_published(role: Role) -> Guide:
    assert role.published is not None
    return role.published


def test_comparing_costs_as_many_queries_for_three_parts_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    small, large = make_role("small"), make_role("large")
    fill(small)
    for number in (1, 2, 3):
        fill(large, number)
    # Twice: nine kinds of parts, the sources of five of them.
    for role in (small, large):
        copy = editions.working_copy(role, by=None)
        with django_assert_num_queries(2 * (9 + 5)):
            assert changes_between(guide_of_published(role), copy) == []


def test_every_kind_of_part_and_source_survives_ten_copies() -> None:
    role = make_role()
    fill(role)
    first = guide_of(role)
    for _ in range(10):
        editions.publish(editions.working_copy(role, by=None), by=None)
        role.refresh_from_db()
    assert changes_between(first, guide_of_published(role)) == []
    assert (Band.objects.count(), Source.objects.count()) == (22, 2)
