"""The job descriptions of the real guides, all of them."""

import pytest
from django.test import Client

from guides.description import Description
from guides.description_files import as_text
from guides.views.description import describe, roles_to_describe
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def descriptions() -> dict[str, Description]:
    """All by the role's slug, or the role's and the step's."""
    found = {}
    for role in roles_to_describe().filter(published__depth="full").order_by("address__slug"):
        guide = role.published
        assert guide is not None
        found[role.slug] = describe(role, guide, None)
        for tier in guide.tiers.all():
            found[f"{role.slug}/{tier.slug}"] = describe(role, guide, tier)
    return found


def test_there_is_one_for_each_full_guide_and_each_of_its_steps() -> None:
    assert list(descriptions()) == [
        "support-manager",
        "support-manager/junior",
        "support-manager/manager",
        "support-manager/senior",
        "support-manager/director",
        "technical-support-manager",
        "technical-support-manager/junior",
        "technical-support-manager/manager",
        "technical-support-manager/senior",
        "technical-support-manager/lead",
        "technical-support-manager/director",
        "technical-support-manager/vp",
    ]


def test_each_has_300_to_700_words() -> None:
    words = {name: len(as_text(one).split()) for name, one in descriptions().items()}
    assert {name: count for name, count in words.items() if not 300 <= count <= 700} == {}


def test_none_says_a_line_twice() -> None:
    for name, one in descriptions().items():
        lines = [line.text for part in one.parts for line in part.lines]
        assert sorted(set(lines)) == sorted(lines), name


def test_each_has_all_parts_and_nothing_but_a_heading_is_without_a_source() -> None:
    always = (
        "About the role",
        "What you will do",
        "What you bring",
        "Good to have",
        "Education and experience",
    )
    for name, one in descriptions().items():
        headings = [part.heading for part in one.parts]
        assert [part for part in (*always, "Tools", "How we work", "Pay") if part not in headings] == [], name
        unsourced = [line.text for part in one.parts for line in part.lines if not line.sources]
        assert unsourced in ([], ["To be stated by the employer. Our guide has no figure for this step."]), (
            name
        )


def test_no_step_has_a_duty_or_a_focus_of_another_under_its_own() -> None:
    own = {
        name: {line.text for part in one.parts if part.heading.startswith("Where") for line in part.lines}
        | {one.parts[1].items[0].text}
        for name, one in descriptions().items()
        if "/" in name
    }
    shared = {text for name in own for other in own if name != other for text in own[name] & own[other]}
    assert shared == set()


def test_each_page_is_valid_html(client: Client) -> None:
    for name in descriptions():
        role, _, tier = name.partition("/")
        parse_html(client.get(f"/roles/{role}/job-description/{tier and tier + '/'}"))
