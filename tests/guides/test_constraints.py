"""What the database itself refuses, however it is written, and what an editor is told instead."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from guides.models import (
    Claim,
    Comment,
    ContentVersion,
    Disagreement,
    Family,
    Guide,
    Link,
    Place,
    Point,
    Presence,
    Question,
    Requirement,
    Role,
    Schedule,
    Section,
    Skill,
    Source,
    Tier,
)
from tests.factories import (
    guide_of,
    make_claim,
    make_disagreement,
    make_draft,
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

pytestmark = pytest.mark.django_db

SAME_SLUG = "This guide has another such statement with this slug."
HANDED_OVER = "What is handed over names the step at which it is, and has no level."
CONCLUDED = "A conclusion is about a level, or about what is handed over. Give one."
OWN_STEP = "Duties and focus of a step name it; advice, challenges, mistakes and stories may; others do not."


def deleted_role_that_shows() -> Role:
    role = make_role()
    role.deleted_at = timezone.now()
    return role


def second_withdrawal() -> Schedule:
    role, now = make_role(), timezone.now()
    Schedule.objects.create(role=role, at=now, set_at=now)
    return Schedule(role=role, at=now, set_at=now)


def floor_above_the_number() -> ContentVersion:
    version = ContentVersion.objects.get_or_create(pk=1)[0]
    version.floor = version.number + 1
    return version


def comment(**values: str) -> Comment:
    return Comment(guide=guide_of(make_draft()), **{"part": "page", "name": "Ann", "text": "Good.", **values})


def second_presence() -> Presence:
    guide, user = guide_of(make_draft()), User.objects.create_user("ann")
    Presence.objects.create(guide=guide, user=user, since=timezone.now(), seen_at=timezone.now())
    return Presence(guide=guide, user=user, since=timezone.now(), seen_at=timezone.now())


def place_in_itself() -> Place:
    place = make_place("france")
    place.parent = place
    return place


def place_with_a_taken_code() -> Place:
    make_place("france", code="FR")
    return Place(slug="franche-comte", name="Franche-Comté", code="FR")


def second_working_copy() -> Guide:
    return Guide(role=make_draft(), title="Baker", summary="Bakes.")


def guide_published_nobody_knows_when() -> Guide:
    return Guide(role=make_role(), title="Baker", summary="Bakes.", state="published")


def guide_without_summary() -> Guide:
    return Guide(role=make_role(), title="Baker", summary="")


def source_without_title() -> Source:
    return Source(slug="untitled", title="", kind="guide")


def tier(**values: object) -> Tier:
    return Tier(
        guide=guide_of(make_role()), **{"slug": "new", "title": "New", "source": make_source(), **values}
    )


def tier_with_a_taken_slug() -> Tier:
    taken = make_tier(make_role())
    return Tier(guide=taken.guide, slug=taken.slug, title="New", source=make_source())


def second_plain_tier() -> Tier:
    plain = make_tier(make_role(), plain=True)
    return Tier(guide=plain.guide, slug="new", title="New", plain=True, source=make_source())


def disagreement_with_a_taken_slug() -> Disagreement:
    taken = make_disagreement(make_role())
    return Disagreement(guide=taken.guide, slug=taken.slug, topic="Hours")


def section(**values: object) -> Section:
    return Section(guide=guide_of(make_role()), **{"kind": "pros", "slug": "new", "heading": "New", **values})


def section_with_a_taken_slug() -> Section:
    taken = make_section(make_role())
    return Section(guide=taken.guide, kind="pros", slug=taken.slug, heading="New")


def section_with_a_needless_tier() -> Section:
    step = make_tier(make_role())
    return Section(guide=step.guide, kind="pros", slug="new", heading="New", tier=step)


def point_without_text() -> Point:
    return Point(section=make_section(make_role()), text="")


def question_without_answer() -> Question:
    return Question(guide=guide_of(make_role()), slug="why", question="Why?", answer="")


def question_with_a_taken_slug() -> Question:
    taken = make_question(make_role())
    return Question(guide=taken.guide, slug=taken.slug, question="Why?", answer="Because.")


def link_without_name() -> Link:
    return Link(guide=guide_of(make_role()), kind="related", name="")


def link_that_is_there_already() -> Link:
    there = make_link(make_role())
    return Link(guide=there.guide, kind=there.kind, name=there.name)


def requirement_twice_in_a_group() -> Requirement:
    there = make_requirement(make_role(), group="Craft")
    return Requirement(guide=there.guide, skill=make_skill(), group="Craft")


def requirement_twice_at_a_step() -> Requirement:
    role = make_role()
    there = make_requirement(role, tier=make_tier(role), group="Craft")
    return Requirement(guide=there.guide, skill=make_skill(), tier=there.tier, group="Tools")


def claim(**values: object) -> Claim:
    values = {"topic": "growth", "text": "Grows.", "source": make_source(), "method": "reported", **values}
    return Claim(guide=guide_of(make_role()), slug="new", **values)


def claim_with_a_taken_slug() -> Claim:
    taken = make_claim(make_role())
    return Claim(
        guide=taken.guide,
        slug=taken.slug,
        topic="growth",
        text="No.",
        source=make_source(),
        method="reported",
    )


def requirement(**values: object) -> Requirement:
    return Requirement(guide=guide_of(make_role()), skill=make_skill(), **values)


def requirement_handed_over_at_a_level() -> Requirement:
    role = make_role()
    values = {"necessity": "handed-over", "level": "working"}
    return Requirement(guide=guide_of(role), skill=make_skill(), tier=make_tier(role), **values)


METHOD = "Value 'guessed' is not a valid choice."
ORDER = "Give the lower number first; one number alone goes into the lower field."
UNIT = "A number needs its unit, and a unit its number."
AMOUNT = "An amount of money names its currency; nothing else does."
BLANK = "This field cannot be blank."
# The constraint's name, a row that it refuses, and what an editor is told, by field ("" for the whole form).
REFUSED: list[tuple[str, Callable[[], models.Model], dict[str, list[str]]]] = [
    (
        "place_not_in_itself",
        place_in_itself,
        {"parent": ["A place cannot lie in itself, nor in one that lies in it."]},
    ),
    ("place_code_unique", place_with_a_taken_code, {"": ["Another place has this code already."]}),
    ("place_has_name", lambda: Place(slug="nowhere", name=""), {"name": [BLANK]}),
    ("family_has_name", lambda: Family(slug="food", name=""), {"name": [BLANK]}),
    ("skill_has_name", lambda: Skill(slug="baking", name="", kind="skill"), {"name": [BLANK]}),
    (
        "disagreement_has_topic",
        lambda: Disagreement(guide=guide_of(make_role()), slug="pay", topic=""),
        {"topic": [BLANK]},
    ),
    (
        "guide_one_working_copy",
        second_working_copy,
        {"": ["This role has a working copy already."]},
    ),
    (
        "guide_published_has_date",
        guide_published_nobody_knows_when,
        {"": ["A published edition, and no other, says when it was published."]},
    ),
    ("guide_has_title_and_summary", guide_without_summary, {"summary": [BLANK]}),
    ("source_has_title", source_without_title, {"title": [BLANK]}),
    ("tier_slug_unique", tier_with_a_taken_slug, {"": ["This guide has another step with this slug."]}),
    ("tier_one_plain", second_plain_tier, {"": ["Another step bears the plain title already."]}),
    (
        "tier_years_in_order",
        lambda: tier(years_min=5, years_max=4),
        {"": ["The years must not end before they begin."]},
    ),
    (
        "tier_years_of_one_life",
        lambda: tier(years_max=61),
        {"": ["Nobody has more than 60 years of experience."]},
    ),
    (
        "tier_years_of_one_life",
        lambda: tier(years_min=61),
        {"": ["Nobody has more than 60 years of experience."]},
    ),
    ("tier_has_title", lambda: tier(title=""), {"title": [BLANK]}),
    (
        "disagreement_slug_unique",
        disagreement_with_a_taken_slug,
        {"": ["This guide has another disagreement with this slug."]},
    ),
    (
        "section_slug_unique",
        section_with_a_taken_slug,
        {"": ["This guide has another section with this slug."]},
    ),
    ("section_tier_fits_kind", section_with_a_needless_tier, {"": [OWN_STEP]}),
    ("section_tier_fits_kind", lambda: section(kind="tier-duties"), {"": [OWN_STEP]}),
    ("section_has_heading", lambda: section(heading=""), {"heading": [BLANK]}),
    ("point_has_text", point_without_text, {"text": [BLANK]}),
    (
        "question_slug_unique",
        question_with_a_taken_slug,
        {"": ["This guide has another question with this slug."]},
    ),
    ("question_has_answer", question_without_answer, {"answer": [BLANK]}),
    ("link_once", link_that_is_there_already, {"": ["This guide has this link already."]}),
    ("link_has_name", link_without_name, {"name": [BLANK]}),
    (
        "requirement_once_a_guide",
        requirement_twice_in_a_group,
        {"": ["This skill stands in this group already."]},
    ),
    ("requirement_once_a_tier", requirement_twice_at_a_step, {"": ["This step names this skill already."]}),
    ("requirement_handed_over_at_a_tier", lambda: requirement(necessity="handed-over"), {"": [HANDED_OVER]}),
    ("requirement_handed_over_at_a_tier", requirement_handed_over_at_a_level, {"": [HANDED_OVER]}),
    ("requirement_conclusion_of_something", lambda: requirement(conclusion="its name"), {"": [CONCLUDED]}),
    ("claim_slug_unique", claim_with_a_taken_slug, {"": [SAME_SLUG]}),
    ("claim_numbers_in_order", lambda: claim(low=9, high=8, unit="percent"), {"": [ORDER]}),
    ("claim_numbers_have_unit", lambda: claim(low=9), {"": [UNIT]}),
    ("claim_numbers_have_unit", lambda: claim(unit="percent"), {"": [UNIT]}),
    ("claim_amount_has_currency", lambda: claim(low=9, unit="amount"), {"": [AMOUNT]}),
    ("claim_amount_has_currency", lambda: claim(low=9, unit="percent", currency="EUR"), {"": [AMOUNT]}),
    ("claim_method_known", lambda: claim(method="guessed"), {"method": [METHOD]}),
    ("claim_has_text", lambda: claim(text=""), {"text": [BLANK]}),
    (
        "role_gone_is_hidden",
        deleted_role_that_shows,
        {"": ["A role that was deleted or merged shows no guide."]},
    ),
]


# Of rows that no form shows whole.
REFUSED_TO_CODE: list[tuple[str, Callable[[], models.Model]]] = [
    ("schedule_one_withdrawal", second_withdrawal),
    ("content_version_is_one_row", lambda: ContentVersion(pk=2)),
    ("content_version_floor_is_reached", floor_above_the_number),
    ("comment_has_name_and_text", lambda: comment(name="")),
    ("comment_has_name_and_text", lambda: comment(text="")),
    ("comment_names_its_part", lambda: comment(part="section")),
    ("comment_names_its_part", lambda: comment(slug="what-it-is")),
    ("presence_once", second_presence),
]


@pytest.mark.parametrize(("name", "make"), [*((one[0], one[1]) for one in REFUSED), *REFUSED_TO_CODE])
def test_the_database_refuses_a_row_that_no_form_has_seen(
    name: str, make: Callable[[], models.Model]
) -> None:
    refuses(name, make())


@pytest.mark.parametrize(("name", "make", "told"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_an_editor_is_told_what_to_do(
    name: str, make: Callable[[], models.Model], told: dict[str, list[str]]
) -> None:
    assert told_of(make()) == told


def test_every_constraint_is_tried() -> None:
    assert {name for name, *_ in [*REFUSED, *REFUSED_TO_CODE]} == constraints_of("guides")


def refuses(name: str, row: models.Model) -> None:
    """Check that the named constraint keeps the row out, written past all validation."""
    manager = type(row)._default_manager
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        if row.pk and not row._state.adding:
            changed = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            manager.filter(pk=row.pk).update(**changed)
        else:
            manager.bulk_create([row])
    # SQLite names the columns of a simple unique constraint, not the constraint.
    assert name in str(caught.value) or str(caught.value).startswith("UNIQUE constraint failed")


def told_of(row: models.Model) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return {
        "" if field == "__all__" else field: list(said) for field, said in caught.value.message_dict.items()
    }


def constraints_of(app: str) -> set[str]:
    return {
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }
