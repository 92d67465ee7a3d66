"""Fixtures with one thing wrong: each is refused with file, entry, field and reason; nothing is written."""

from pathlib import Path
from typing import Any

import pytest

from guides.loading import FixtureError, Problem, load
from tests.fixture_tree import TREE, dump, replaced, write_tree

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOURCES, PLACES, FAMILIES = "sources.toml", "places.toml", "families.toml"
CURRENCIES, SKILLS = "currencies.toml", "skills.toml"
ROLE, SECTIONS, PAY = "roles/baker/role.toml", "roles/baker/sections.toml", "roles/baker/pay.toml"
MILLER = "roles/miller/role.toml"

BLANK = "This must not be empty."
ALLOWED = (
    "Known are sources.toml, places.toml, families.toml, currencies.toml, skills.toml and roles/ROLE/*.toml."
)
STRAY = f"This does not belong here. {ALLOWED}"
ROLE_TABLES = "role, address, guide, tier, section, requirement, question, link, disagreement, claim, band"
MARKUP = "Write plain text: HTML tags are not allowed here."


def problems_of(root: Path) -> list[Problem]:
    """What the tree is refused for; fails if it is not, or if the refusal left anything in the database."""
    before = dump()
    with pytest.raises(FixtureError) as caught:
        load(root)
    assert dump() == before
    return caught.value.problems


def case(name: str, file: str, old: str, new: str, entry: str, field: str, reason: str, at: str = "") -> Any:
    """One replacement in the valid tree, and the one problem that it makes, in that file or in another."""
    return pytest.param(replaced(file, old, new), Problem(at or file, entry, field, reason), id=name)


def file_case(name: str, changes: dict[str, Any], file: str, reason: str, entry: str = "") -> Any:
    return pytest.param(changes, Problem(file, entry, "", reason), id=name)


FILES = [
    file_case("an unknown shared file", {"tools.toml": ""}, "tools.toml", STRAY),
    file_case("accounts in a file", {"users.toml": '[[user]]\nname = "eve"'}, "users.toml", STRAY),
    file_case("a file that is no TOML file", {"roles/baker/pay.tml": ""}, "roles/baker/pay.tml", STRAY),
    file_case("a role's file beside the folders", {"roles/pay.toml": ""}, "roles/pay.toml", STRAY),
    file_case("a folder within a role's", {"roles/baker/a/pay.toml": ""}, "roles/baker/a/pay.toml", STRAY),
    file_case("a file without a name", {"roles/baker/.toml": ""}, "roles/baker/.toml", STRAY),
    file_case(
        "bytes that are no UTF-8",
        {SKILLS: b"# first\nname = 'Cr\xe8me'"},
        SKILLS,
        "Line 2 is not UTF-8. Save the file with that encoding.",
    ),
    file_case(
        "a binary file",
        {SKILLS: b"\x89PNG\r\n\x1a\n\x00"},
        SKILLS,
        "Line 1 is not UTF-8. Save the file with that encoding.",
    ),
    file_case(
        "a NUL byte",
        {SKILLS: b"[[skill]]\nname = 'a\0b'"},
        SKILLS,
        "This is not valid TOML: Found invalid character '\\x00' (at line 2, column 10).",
    ),
    file_case(
        "a truncated file",
        {SKILLS: '[[skill]]\nname = "Knea'},
        SKILLS,
        "This is not valid TOML: Unterminated string (at end of document).",
    ),
    file_case(
        "a day that no month has",
        {SKILLS: "[[skill]]\nname = 2023-02-30"},
        SKILLS,
        "This is not valid TOML: Invalid date or datetime (at line 2, column 8).",
    ),
    file_case(
        "a source named twice in two lines",
        replaced(PAY, 'source = "survey"', 'source = "survey"\nsource = "handbook"'),
        PAY,
        "This is not valid TOML: Cannot overwrite a value (at line 34, column 20).",
    ),
    file_case(
        "lists within lists",
        {SKILLS: f"skill = {'[' * 5000}{']' * 5000}"},
        SKILLS,
        "Its lists or tables are nested too deeply.",
    ),
    file_case(
        "a number past all reason",
        {SKILLS: "skill = 1e99999999999999999999"},
        SKILLS,
        "It holds a number that is far too large.",
    ),
    file_case(
        "an account in a role's file",
        replaced(ROLE, "", '[[user]]\nusername = "eve"\nis_superuser = true'),
        ROLE,
        f"This table is not known here. Known are: {ROLE_TABLES}.",
        "user",
    ),
    file_case(
        "an account in a shared file",
        replaced(SKILLS, "", "[[user]]"),
        SKILLS,
        "This table is not known here. Known are: skill.",
        "user",
    ),
    file_case(
        "an empty list of accounts",
        {SKILLS: "user = []"},
        SKILLS,
        "This table is not known here. Known are: skill.",
        "user",
    ),
    file_case(
        "a misspelt table",
        replaced(PAY, "", "[[bands]]"),
        PAY,
        f'This table is not known here. Did you mean "band"? Known are: {ROLE_TABLES}.',
        "bands",
    ),
    file_case(
        "a table in the wrong file",
        replaced(SKILLS, "", "[[place]]"),
        SKILLS,
        "This table is not known here. Known are: skill.",
        "place",
    ),
    file_case(
        "a value where a table belongs",
        {MILLER: 'guide = "Miller"'},
        MILLER,
        "This must be a table: write [guide] or [[guide]].",
        "guide",
    ),
    file_case(
        "a folder without a role",
        {"roles/cook/guide.toml": '[guide]\ntitle = "Cook"\ndepth = "brief"\nsummary = "Cooks."'},
        "roles/cook",
        "A role's folder needs [role] exactly once; here it stands 0 times.",
        "role",
    ),
    file_case(
        "a folder without a guide",
        {"roles/cook/role.toml": '[role]\naddress = "cook"\nfamily = "food"'},
        "roles/cook",
        "A role's folder needs [guide] exactly once; here it stands 0 times.",
        "guide",
    ),
    file_case(
        "two guides in a folder",
        {"roles/miller/guide.toml": '[guide]\ntitle = "Miller"\ndepth = "brief"\nsummary = "Mills."'},
        "roles/miller",
        "A role's folder needs [guide] exactly once; here it stands 2 times.",
        "guide",
    ),
    file_case(
        "two roles in a folder",
        {"roles/baker/again.toml": '[role]\naddress = "grinder"\nfamily = "food"'},
        "roles/baker",
        "A role's folder needs [role] exactly once; here it stands 2 times.",
        "role",
    ),
]
VOCABULARY = [
    case(
        "a source without a title",
        *(SOURCES, 'title = "The handbook of jobs"', ""),
        *('source 1 "handbook"', "title", BLANK),
    ),
    case(
        "an empty title",
        *(SOURCES, '"The handbook of jobs"', '""'),
        *('source 1 "handbook"', "title", BLANK),
    ),
    case(
        "a title of blanks",
        *(SOURCES, '"The handbook of jobs"', '"   "'),
        *('source 1 "handbook"', "title", "This field cannot be blank."),
    ),
    case(
        "an over-long title",
        *(SOURCES, "The handbook of jobs", "x" * 201),
        *('source 1 "handbook"', "title", "Ensure this value has at most 200 characters (it has 201)."),
    ),
    case(
        "a title in two lines",
        *(SOURCES, "The handbook of jobs", "The handbook\\nof jobs"),
        *('source 1 "handbook"', "title", "Write this on one line."),
    ),
    case(
        "a number for a text",
        *(SOURCES, '"The handbook of jobs"', "42"),
        *('source 1 "handbook"', "title", "Write a text in quotes, not a number."),
    ),
    case(
        "a kind that is none",
        *(SOURCES, 'kind = "guide"', 'kind = "blog"'),
        'source 1 "handbook"',
        "kind",
        "Value 'blog' is not a valid choice."
        " Choose one of: guide, job-profile, job-description, overview, statistics.",
    ),
    case(
        "a partial date without quotes",
        *(SOURCES, '"2023-05"', "2023-05-17"),
        *('source 1 "handbook"', "published", "Write a text in quotes, not a date."),
    ),
    case(
        "a partial date in another order",
        *(SOURCES, '"2023-05"', '"05/2023"'),
        'source 1 "handbook"',
        "published",
        "Write a year, a month or a day: 2023, 2023-05 or 2023-05-17.",
    ),
    case(
        "a thirteenth month",
        *(SOURCES, '"2023-05"', '"2023-13"'),
        *('source 1 "handbook"', "published", "There is no such date as 2023-13."),
    ),
    case(
        "a slug with capitals",
        *(SKILLS, 'slug = "scales"', 'slug = "Scales"'),
        *('skill 2 "Scales"', "slug", "Use lower-case letters, digits and single hyphens only."),
    ),
    case(
        "a slug that comes twice",
        *(SKILLS, 'slug = "scales"', 'slug = "kneading"'),
        *('skill 2 "kneading"', "slug", '"kneading" is taken already by skill 1 "kneading" of skills.toml.'),
    ),
    case(
        "a name that comes twice",
        *(SKILLS, '"Scales"', '"KNEADING"'),
        *('skill 2 "scales"', "name", '"KNEADING" is taken already by skill 1 "kneading" of skills.toml.'),
    ),
    case(
        "a country code that comes twice",
        *(PLACES, 'name = "Europe"', 'name = "Europe"\ncode = "FR"'),
        *('place 2 "europe"', "code", '"FR" is taken already by place 1 "france" of places.toml.'),
    ),
    case(
        "a country code that is none",
        *(PLACES, '"FR"', '"France"'),
        *('place 1 "france"', "code", "Use an ISO 3166 code such as US or US-CA."),
    ),
    case(
        "an unknown parent",
        *(PLACES, '"europe"\n\n', '"eurpe"\n\n'),
        *('place 1 "france"', "parent", 'There is no place "eurpe". Did you mean "europe"?'),
    ),
    case(
        "a place in itself",
        *(PLACES, '"europe"\n\n', '"france"\n\n'),
        *('place 1 "france"', "parent", "A place cannot lie in itself: france, france."),
    ),
    case(
        "places in each other",
        *(PLACES, 'name = "Europe"', 'name = "Europe"\nparent = "france"'),
        *('place 1 "france"', "parent", "A place cannot lie in itself: france, europe, france."),
    ),
    case(
        "a currency code that is none",
        *(CURRENCIES, "", '[[currency]]\ncode = "gbp"\nname = "Pound"'),
        *('currency 3 "gbp"', "code", "Use the ISO 4217 code: three capital letters."),
    ),
    case(
        "a rate of nothing",
        *(CURRENCIES, "1.25", "0"),
        *('rate 1 "EUR"', "rate", "A rate is more than nothing."),
    ),
    case(
        "a rate that is no number",
        *(CURRENCIES, "1.25", "nan"),
        *('rate 1 "EUR"', "rate", "“NaN” value must be a decimal number."),
    ),
    case(
        "a rate in an unknown currency",
        *(CURRENCIES, 'base = "USD"', 'base = "XXX"'),
        *('rate 1 "EUR"', "base", 'There is no currency "XXX".'),
    ),
    case(
        "a rate from an unknown source",
        *(CURRENCIES, 'source = "handbook"', 'source = "hearsay"'),
        *('rate 1 "EUR"', "source", 'There is no source "hearsay".'),
    ),
    case(
        "a second rate for a pair",
        *(CURRENCIES, "", TREE[CURRENCIES].partition("[[rate]]")[2].join(["[[rate]]", ""])),
        *('rate 2 "EUR"', "currency", '"EUR in USD" is taken already by rate 1 "EUR" of currencies.toml.'),
    ),
    case(
        "a script in a text",
        *(FAMILIES, "They feed us.", "<script>alert(1)</script>"),
        *('family 1 "food"', "summary", MARKUP),
    ),
    case(
        "a control character",
        *(FAMILIES, "They feed us.", "They \\u001b[31mfeed us."),
        *('family 1 "food"', "summary", "Remove the control character U+001B."),
    ),
    case(
        "an escaped NUL",
        *(SKILLS, '"Scales"', '"Sca\\u0000les"'),
        *('skill 2 "scales"', "name", "Remove the control character U+0000."),
    ),
]


@pytest.mark.parametrize(("changes", "problem"), [*FILES, *VOCABULARY])
def test_is_refused_with_its_place_and_reason(tmp_path: Path, changes: Any, problem: Problem) -> None:
    assert problems_of(write_tree(tmp_path, changes)) == [problem]


def test_the_tree_that_all_these_spoil_is_valid(tmp_path: Path) -> None:
    assert load(write_tree(tmp_path)).written == ["Baker", "Miller"]


def test_entries_without_a_slug_are_each_told_so(tmp_path: Path) -> None:
    changes = {
        SKILLS: TREE[SKILLS].replace('slug = "scales"', "") + '[[skill]]\nname = "Ovens"\nkind = "tool"'
    }
    assert problems_of(write_tree(tmp_path, changes)) == [
        Problem(SKILLS, 'skill 2 "Scales"', "slug", BLANK),
        Problem(SKILLS, 'skill 3 "Ovens"', "slug", BLANK),
    ]


def test_what_refers_to_a_broken_entry_is_no_second_problem(tmp_path: Path) -> None:
    changes = replaced(ROLE, 'title = "Junior Baker"', "") | replaced(SOURCES, "The handbook of jobs", "<b>")
    assert problems_of(write_tree(tmp_path, changes)) == [
        Problem(SOURCES, 'source 1 "handbook"', "title", MARKUP),
        Problem(ROLE, 'tier 1 "junior"', "title", BLANK),
    ]
