"""Guides with one thing wrong: each is refused with file, entry, field and reason; nothing is written."""

from pathlib import Path
from typing import Any

import pytest

from guides.loading import Problem
from guides.models import Address
from tests.factories import make_role
from tests.fixture_tree import replaced, write_tree

from .test_broken_fixtures import BLANK, MARKUP, MILLER, PAY, ROLE, SECTIONS, case, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CITE = "Name at least one source that states this."
USED = "The page itself uses this slug for one of its parts. Choose another."
NEGATIVE = "Ensure this value is greater than or equal to 0."


ROLES = [
    case(
        "a role without an address",
        *(ROLE, 'address = "baker"', ""),
        *("role 1", "address", BLANK),
    ),
    case(
        "an address that is none",
        *(ROLE, 'address = "baker"', 'address = "the baker"'),
        *('role 1 "the baker"', "address", "Use lower-case letters, digits and single hyphens only."),
    ),
    case(
        "an over-long address",
        *(ROLE, 'address = "baker"', f'address = "{"x" * 81}"'),
        f'role 1 "{"x" * 60}"',
        "address",
        "Ensure this value has at most 80 characters (it has 81).",
    ),
    case(
        "an address of two folders",
        *(ROLE, 'address = "baker"', 'address = "miller"'),
        *('role 1 "miller"', "address", f'"miller" is taken already by role 1 "miller" of {ROLE}.'),
        at=MILLER,
    ),
    case(
        "another folder's address for another title",
        *(MILLER, "", '[[address]]\nslug = "baker"'),
        *('address 1 "baker"', "slug", f'"baker" is taken already by role 1 "baker" of {ROLE}.'),
    ),
    case(
        "the role's own address for another title",
        *(ROLE, '"bread-maker"', '"baker"'),
        *('address 1 "baker"', "slug", f'"baker" is taken already by role 1 "baker" of {ROLE}.'),
    ),
    case(
        "an unknown family",
        *(ROLE, 'family = "food"', 'family = "foods"'),
        *('role 1 "baker"', "family", 'There is no family "foods". Did you mean "food"?'),
    ),
    case(
        "an unknown key",
        *(ROLE, 'family = "food"', 'family = "food"\npublished = true'),
        *('role 1 "baker"', "published", "This key is not known here. Known are: address, family."),
    ),
    case(
        "the title of another guide",
        *(MILLER, '"Miller"', '"Baker"'),
        *("guide 1", "title", f'"Baker" is taken already by guide 1 of {ROLE}.'),
    ),
    case(
        "a guide without a summary",
        *(MILLER, 'summary = "Mills flour."', ""),
        *("guide 1", "summary", BLANK),
    ),
    case(
        "an over-long summary",
        *(MILLER, "Mills flour.", "x" * 401),
        *("guide 1", "summary", "Ensure this value has at most 400 characters (it has 401)."),
    ),
    case(
        "a tier that comes twice",
        *(ROLE, 'slug = "master"', 'slug = "junior"'),
        *('tier 2 "junior"', "slug", f'"junior" is taken already by tier 1 "junior" of {ROLE}.'),
    ),
    case(
        "two plain titles",
        *(ROLE, "years_min = 0", "plain = true\nyears_min = 0"),
        *('tier 2 "master"', "plain", f'The plain title is taken already by tier 1 "junior" of {ROLE}.'),
    ),
    case(
        "years the wrong way round",
        *(ROLE, "years_min = 0", "years_min = 4"),
        *('tier 1 "junior"', "years_max", "The years must not end before they begin."),
    ),
    case(
        "years below nothing",
        *(ROLE, "years_min = 0", "years_min = -1"),
        *('tier 1 "junior"', "years_min", NEGATIVE),
    ),
    case(
        "a tier with a slug that the page uses itself",
        *(ROLE, 'slug = "master"', 'slug = "sources"'),
        *('tier 2 "sources"', "slug", USED),
    ),
    case(
        "more years than a life has",
        *(ROLE, "years_max = 3", "years_max = 32767"),
        *('tier 1 "junior"', "years_max", "Nobody has more than 60 years of experience."),
    ),
    case(
        "half a year",
        *(ROLE, "years_max = 3", "years_max = 2.5"),
        *('tier 1 "junior"', "years_max", "Write a whole number, not a number with a fraction."),
    ),
    case(
        "true for a number",
        *(ROLE, "years_max = 3", "years_max = true"),
        *('tier 1 "junior"', "years_max", "Write a whole number, not true or false."),
    ),
    case(
        "a text for true",
        *(ROLE, "plain = true", 'plain = "yes"'),
        *('tier 2 "master"', "plain", "Write true or false, not a text."),
    ),
    case(
        "a tier that is an unknown role",
        *(ROLE, "plain = true", 'role = "bakre"'),
        *('tier 2 "master"', "role", 'There is no role "bakre". Did you mean "baker"?'),
    ),
]
PARTS = [
    case(
        "a section of a kind that is none",
        *(SECTIONS, 'kind = "tier-duties"', 'kind = ["tier-duties"]'),
        *('section 1 "duties-of-juniors"', "kind", "Write a text in quotes, not a list."),
    ),
    case(
        "the duties of no step",
        *(SECTIONS, 'tier = "junior"', ""),
        'section 1 "duties-of-juniors"',
        "tier",
        "Duties and focus of a step name it; advice, challenges, mistakes and stories may; others do not.",
    ),
    case(
        "a step for a section that has none",
        *(SECTIONS, 'heading = "What it is"', 'heading = "What it is"\ntier = "junior"'),
        'section 2 "what-it-is"',
        "tier",
        "Duties and focus of a step name it; advice, challenges, mistakes and stories may; others do not.",
    ),
    case(
        "a tier of another guide",
        *(SECTIONS, 'tier = "junior"', 'tier = "stone-miller"'),
        'section 1 "duties-of-juniors"',
        "tier",
        'There is no tier "stone-miller" in this guide.',
    ),
    case(
        "an introduction without a source",
        *(SECTIONS, 'bakes."\n        sources = ["handbook"]', 'bakes."'),
        *('section 2 "what-it-is"', "sources", CITE),
    ),
    case(
        "points that are no tables",
        *(SECTIONS, 'heading = "What it is"', 'heading = "What it is"\npoint = ["It is work."]'),
        *('section 2 "what-it-is"', "point", "Write each point as [[section.point]]."),
    ),
    case(
        "a point without a source",
        *(SECTIONS, '["handbook", "survey"]', "[]"),
        *('section 1 "duties-of-juniors", point 1', "sources", CITE),
    ),
    case(
        "a source cited twice",
        *(SECTIONS, '["handbook", "survey"]', '["survey", "survey"]'),
        *('section 1 "duties-of-juniors", point 1', "sources", '"survey" is named twice.'),
    ),
    case(
        "an unknown source",
        *(SECTIONS, '["handbook", "survey"]', '["handbok"]'),
        'section 1 "duties-of-juniors", point 1',
        "sources",
        'There is no source "handbok". Did you mean "handbook"?',
    ),
    case(
        "a source without brackets",
        *(SECTIONS, '["handbook", "survey"]', '"survey"'),
        'section 1 "duties-of-juniors", point 1',
        "sources",
        "Write a list in square brackets, not a text.",
    ),
    case(
        "a number among the sources",
        *(SECTIONS, '["handbook", "survey"]', "[1]"),
        'section 1 "duties-of-juniors", point 1',
        "sources",
        "Write one source in quotes, not a number.",
    ),
    case(
        "markup in a point",
        *(SECTIONS, "Dough will not wait.", "Dough <b>will not</b> wait."),
        *('section 1 "duties-of-juniors", point 1', "text", MARKUP),
    ),
    case(
        "a section with a slug that the page uses itself",
        *(SECTIONS, '"what-it-is"', '"question-what"'),
        *('section 2 "question-what"', "slug", USED),
    ),
    case(
        "a section of a tier with the slug of a tier",
        *(SECTIONS, '"duties-of-juniors"', '"junior"'),
        'section 1 "junior"',
        "slug",
        f'"junior" on the page of the ladder is taken already by tier 1 "junior" of {ROLE}.',
    ),
    case(
        "an unknown skill",
        *(SECTIONS, 'skill = "kneading"', 'skill = "needing"'),
        *('requirement 1 "needing"', "skill", 'There is no skill "needing". Did you mean "kneading"?'),
    ),
    case(
        "a level that is none",
        *(SECTIONS, 'group = "Craft"', 'level = "guru"'),
        'requirement 1 "kneading"',
        "level",
        "Value 'guru' is not a valid choice. Choose one of: awareness, working, practitioner, expert.",
    ),
    case(
        "what is handed over at no step",
        *(SECTIONS, 'necessity = "required"', 'necessity = "handed-over"'),
        'requirement 1 "kneading"',
        "necessity",
        "What is handed over names the step at which it is, and has no level.",
    ),
    case(
        "what is handed over at a level",
        SECTIONS,
        'necessity = "required"',
        'necessity = "handed-over"\ntier = "master"\nlevel = "expert"',
        'requirement 1 "kneading"',
        "necessity",
        "What is handed over names the step at which it is, and has no level.",
    ),
    case(
        "a conclusion about nothing",
        *(SECTIONS, 'group = "Craft"', 'conclusion = "its name"'),
        'requirement 1 "kneading"',
        "conclusion",
        "A conclusion is about a level, or about what is handed over. Give one.",
    ),
    case(
        "a skill twice in a group",
        SECTIONS,
        *(
            "",
            '[[requirement]]\nskill = "kneading"\nnecessity = "used"\ngroup = "Craft"\nsources = ["survey"]',
        ),
        'requirement 2 "kneading"',
        "skill",
        f'"kneading" in the group "Craft" is taken already by requirement 1 "kneading" of {SECTIONS}.',
    ),
    case(
        "a question without an answer",
        *(SECTIONS, 'answer = "Before dawn."', 'answer = ""'),
        *('question 1 "how-early"', "answer", BLANK),
    ),
    case(
        "a link to an unknown role",
        *(SECTIONS, 'role = "miller"', 'role = "mill"'),
        *('link 1 "Flour Miller"', "role", 'There is no role "mill". Did you mean "miller"?'),
    ),
    case(
        "a link that comes twice",
        *(SECTIONS, "", '[[link]]\nkind = "related"\nname = "Flour Miller"\nsources = ["survey"]'),
        'link 2 "Flour Miller"',
        "name",
        '"Flour Miller" as a link of the kind related is taken already'
        f' by link 1 "Flour Miller" of {SECTIONS}.',
    ),
]


@pytest.mark.parametrize(("changes", "problem"), [*ROLES, *PARTS])
def test_is_refused_with_its_place_and_reason(tmp_path: Path, changes: Any, problem: Problem) -> None:
    assert problems_of(write_tree(tmp_path, changes)) == [problem]


def test_an_address_of_a_role_that_editors_made_is_refused(tmp_path: Path) -> None:
    make_role("bread-maker")
    reason = '"bread-maker" belongs to another role; addresses are never reused.'
    expected = [Problem(ROLE, 'address 1 "bread-maker"', "slug", reason)]
    assert problems_of(write_tree(tmp_path)) == expected


def test_an_address_that_is_gone_is_refused(tmp_path: Path) -> None:
    Address.objects.create(slug="bread-maker")
    reason = '"bread-maker" belonged to a role that was deleted; addresses are never reused.'
    expected = [Problem(ROLE, 'address 1 "bread-maker"', "slug", reason)]
    assert problems_of(write_tree(tmp_path)) == expected


def test_another_folders_other_title_for_an_address_is_refused(tmp_path: Path) -> None:
    role = '[role]\naddress = "bread-maker"\nfamily = "food"'
    guide = '[guide]\ntitle = "Bread Maker"\ndepth = "brief"\nsummary = "Makes bread."'
    root = write_tree(tmp_path, {"roles/cook/role.toml": f"{role}\n{guide}"})
    reason = f'"bread-maker" is taken already by address 1 "bread-maker" of {ROLE}.'
    assert problems_of(root) == [Problem("roles/cook/role.toml", 'role 1 "bread-maker"', "address", reason)]


def test_all_problems_are_named_in_one_run(tmp_path: Path) -> None:
    changes = replaced(PAY, "low = 20000", "low = -1") | replaced(ROLE, "years_min = 0", "years_min = 4")
    found = problems_of(write_tree(tmp_path, changes))
    assert [(one.file, one.field) for one in found] == [(ROLE, "years_max"), (PAY, "low")]
