"""The job descriptions of the real guides, all of them."""

import re

import pytest
from django.test import Client

from guides.description import Description, compose
from guides.description_files import as_text
from guides.views.description import roles_to_describe
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]


def descriptions() -> dict[str, Description]:
    """All by the role's slug, or the role's and the step's."""
    found = {}
    for role in roles_to_describe().filter(published__depth="full").order_by("address__slug"):
        guide = role.published
        assert guide is not None
        found[role.slug] = compose(guide)
        for tier in guide.tiers.all():
            found[f"{role.slug}/{tier.slug}"] = compose(guide, tier)
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


# The steps above a manager of managers.
TOP = ("support-manager/director", "technical-support-manager/director", "technical-support-manager/vp")


def test_each_has_all_parts_and_nothing_but_what_the_employer_fills_in_is_without_a_source() -> None:
    years = ["[Years of experience]"]
    for name, one in descriptions().items():
        headings = {part.heading for part in one.parts}
        always = {
            "About the role",
            "What you will do",
            "What you bring",
            "Good to have",
            "How we work",
            "Pay",
        }
        always |= {"Education and experience"} | (set() if name in TOP else {"Tools you will work with"})
        further = {"Where your focus lies", "Duties in your charge", "Duties you grow into"}
        assert headings - further == always, name
        unsourced = [line.text for part in one.parts for line in part.lines if not line.sources]
        to_fill_in = ["[Place]", "[Hours]", "[Pay range]"]
        assert unsourced == (years if name == "support-manager" else []) + to_fill_in, name


def test_none_names_a_price_or_speaks_of_its_own_sources() -> None:
    for name, one in descriptions().items():
        assert (
            re.findall(r"[$€£]|\b(?:our|sources?|median|not stated)\b", as_text(one), re.IGNORECASE) == []
        ), name


def test_each_asks_for_five_to_eight_lines_and_names_at_most_three_tools_in_one() -> None:
    for name, one in descriptions().items():
        parts = {part.heading: [line.text for line in part.items] for part in one.parts}
        assert 5 <= len(parts["What you bring"]) <= 8, name
        examples = [text.partition(" such as ")[2] for text in parts.get("Tools you will work with", [])]
        assert [text for text in examples if not 1 <= len(re.split(", | or ", text)) <= 3] == [], name


def test_a_step_at_the_top_has_no_duty_of_the_role() -> None:
    found = descriptions()
    for name in TOP:
        general = {line.text for part in found[name.partition("/")[0]].parts for line in part.items}
        own = {line.text for part in found[name].parts[1:3] for line in part.items}
        assert own & general == set(), name


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
