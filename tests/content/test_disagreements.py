"""Where the sources differ, a reader of either role sees every figure with its source in one folded block.

For each block: the rows that must stand in it, each a figure and the line of its source, and what its explanation
must say besides.
"""

from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from guides.models import Claim, Disagreement, Role
from salaries.models import Band
from tests.content.reading import missing_from, part_of, words_in
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

# What stands in the columns of the source and of whom it names.
BLS = "Himalayas BLS"
HIMALAYAS = "Himalayas"
JOBICY = "Jobicy"
PROFILE = "Unnamed job profile"
DESCRIPTION = "Unnamed job description"
OVERVIEW = "Unnamed overview"

HEADLINE = "Stands for the role. "

TECHNICAL = "technical-support-manager"
SUPPORT = "support-manager"

PAY_RANGES = [
    (HIMALAYAS, "$60,000 to $150,000+"),
    (HIMALAYAS, "$70,000 to $120,000"),
    (f"{HIMALAYAS} United States Reported", "$80,000 to $130,000, a year"),
    (f"{DESCRIPTION} not stated Reported", "$95,000 to $160,000, period not stated"),
    (JOBICY, "Low $60,000, median $85,000, high $110,000, a year"),
]
JUNIOR = [(HIMALAYAS, "$70,000"), (JOBICY, "$67,500")]
SENIOR = [(HIMALAYAS, "$110,000"), (JOBICY, "$102,500")]
DIRECTOR = [
    (HIMALAYAS, "$155,000"),
    (PROFILE, "$115,000 to $185,000"),
    (PROFILE, "$100,000 to $155,000"),
    (PROFILE, "$150,000 to $200,000"),
    ("with equity, in major tech markets", "5 to 7 years"),
]
TOP = [(HIMALAYAS, "$128,000"), (HIMALAYAS, "$205,000"), (JOBICY, "90th percentile $110,000 and above")]
GROWTH = [
    (BLS, "9%"),
    ("2022 to 2032", "as fast as average"),
    ("Jobicy BLS", "9%"),
    ("Jobicy BLS", "much faster than average"),
    (HIMALAYAS, "8 to 10%"),
    (PROFILE, "steady"),
]
EXPERIENCE = [
    (HIMALAYAS, "several years"),
    (HIMALAYAS, "3 to 5 years"),
    (HIMALAYAS, "1 to 3 years"),
    (HIMALAYAS, "2 to 3 years"),
    ("from a related field", "1 to 2 years"),
    ("help desk", "1 to 2 years"),
    (PROFILE, "4 to 8 years"),
    (PROFILE, "1 to 2"),
    (DESCRIPTION, "5 to 8 years"),
    (DESCRIPTION, "2 to 3"),
    (DESCRIPTION, "7 years or more"),
    (OVERVIEW, "Substantial"),
    (JOBICY, "for each tier"),
]
YEARS = [
    ("Junior Technical Support Manager Himalayas", "1 to 3 years"),
    ("Technical Support Manager Himalayas", "3 to 6 years"),
    ("Senior Technical Support Manager Himalayas", "6 to 10 years"),
    ("Technical Support Lead Himalayas", "8 to 12 years"),
    ("Technical Support Director Himalayas", "10 to 15 years"),
    ("VP of Technical Support Himalayas", "15 years"),
    ("Junior Support Manager Jobicy", "0 to 2 years"),
    ("Support Manager Jobicy", "3 to 5 years"),
    ("Senior Support Manager Jobicy", "6 to 9 years"),
    ("Support Director / Head of Customer Support Jobicy", "10 years"),
]
HOURS = [
    (HIMALAYAS, "mostly standard"),
    (HIMALAYAS, "evenings"),
    (HIMALAYAS, "24/7"),
    (PROFILE, "on-call"),
    (DESCRIPTION, "24/7"),
    (OVERVIEW, "24/7"),
    (JOBICY, "24/7"),
    (JOBICY, "9:00 AM"),
    (JOBICY, "6:00 PM"),
]
EDUCATION = [
    (PROFILE, "bachelor’s degree"),
    (DESCRIPTION, "bachelor’s degree"),
    (DESCRIPTION, "equivalent experience"),
    (JOBICY, "associate degree"),
    (HIMALAYAS, "stand in for a degree"),
    (HIMALAYAS, "degree often weighs more"),
    (HIMALAYAS, "Experience often counts for more"),
]
CERTIFICATES = [
    *((HIMALAYAS, name) for name in ("ITIL", "PMP", "AWS", "Azure", "CompTIA", "COBIT")),
    *((PROFILE, name) for name in ("ITIL", "HDI")),
    *((DESCRIPTION, name) for name in ("ITIL Foundation", "Certified Support Manager (CSM)", "PMP")),
    *((JOBICY, name) for name in ("ITIL", "HDI Support Center Manager")),
]
NAMING = [
    (HIMALAYAS, "Jira Service Desk"),
    (PROFILE, "Jira Service Management"),
    (DESCRIPTION, "Jira Service Desk"),
    (JOBICY, "JIRA Service Desk"),
]
MARKET = [
    (HIMALAYAS, "strong"),
    (HIMALAYAS, "recession"),
    (HIMALAYAS, "slows hiring"),
    (HIMALAYAS, "saturated"),
    (PROFILE, "uncertain"),
    (JOBICY, "high"),
]
TRACKS = [
    (HIMALAYAS, "two tracks"),
    ("Our editors' conclusion", "one list of six tiers"),
    ("Technical Support Lead Himalayas", "not a manager"),
    ("Our editors' conclusion", "management"),
    (HIMALAYAS, "before the first post as manager"),
    (JOBICY, "four tiers"),
]

# Role, block, rows, and what else the block says.
BLOCKS: list[tuple[str, str, list[tuple[str, str]], list[str]]] = [
    (
        TECHNICAL,
        "median-pay",
        [(f"{BLS} United States May 2023 Relayed", "$102,600"), (HIMALAYAS, "$90,000"), (JOBICY, "$85,000")],
        ["$95,000"],
    ),
    (
        SUPPORT,
        "median-pay",
        [(JOBICY, "$85,000"), (f"{BLS} United States May 2023 Relayed", "$102,600")],
        ["$90,000"],
    ),
    (TECHNICAL, "pay-range", PAY_RANGES, ["six related roles"]),
    (SUPPORT, "pay-range", PAY_RANGES, []),
    (TECHNICAL, "pay-junior", JUNIOR, ["$75,000", "15%", "$17,500"]),
    (SUPPORT, "pay-junior", JUNIOR, ["$75,000", "15%", "$17,500"]),
    (TECHNICAL, "pay-mid", [(PROFILE, "$100,000"), (JOBICY, "$85,000")], ["$90,000", "$95,000"]),
    (
        SUPPORT,
        "pay-mid",
        [(JOBICY, "$85,000"), (PROFILE, "$100,000"), (HIMALAYAS, "$90,000")],
        ["50%", "$95,000"],
    ),
    (TECHNICAL, "pay-senior", SENIOR, ["$115,000", "85%", "$17,500"]),
    (SUPPORT, "pay-senior", SENIOR, ["$115,000", "85%", "$17,500"]),
    (TECHNICAL, "pay-director", DIRECTOR, ["$165,000"]),
    (SUPPORT, "pay-director", DIRECTOR, []),
    (TECHNICAL, "pay-top", TOP, ["$135,000", "$220,000"]),
    (SUPPORT, "pay-top", TOP, ["$135,000", "$220,000"]),
    (
        TECHNICAL,
        "range-and-levels",
        [(HIMALAYAS, amount) for amount in ("$60,000", "$70,000", "$150,000", "$155,000", "$205,000")],
        [],
    ),
    (
        SUPPORT,
        "pay-levels",
        [(JOBICY, "four tiers"), (JOBICY, "three levels"), ("Our editors' conclusion", "15, 50 and 85%")],
        ["$17,500"],
    ),
    (TECHNICAL, "growth", GROWTH, []),
    (SUPPORT, "growth", GROWTH, []),
    (
        TECHNICAL,
        "experience",
        [*EXPERIENCE, ("Derived", "4 to 8 years before managing")],
        ["contradicts itself"],
    ),
    (SUPPORT, "experience", EXPERIENCE, []),
    (TECHNICAL, "tiers-and-years", YEARS, []),
    (SUPPORT, "tiers-and-years", YEARS, []),
    (TECHNICAL, "tracks", [*TRACKS, (PROFILE, "Team leads"), (DESCRIPTION, "Help Desk Team Lead")], []),
    (SUPPORT, "tracks", TRACKS, []),
    (
        TECHNICAL,
        "team-size",
        [(PROFILE, "8 to 20"), (PROFILE, "8 to 12"), (PROFILE, "20 to 25"), (PROFILE, "30 to 40")],
        [],
    ),
    (TECHNICAL, "hours", HOURS, []),
    (SUPPORT, "hours", HOURS, []),
    (TECHNICAL, "education", EDUCATION, []),
    (SUPPORT, "education", EDUCATION, []),
    (TECHNICAL, "certificates", CERTIFICATES, []),
    (SUPPORT, "certificates", CERTIFICATES, []),
    (TECHNICAL, "naming", NAMING, []),
    (SUPPORT, "naming", NAMING, []),
    (TECHNICAL, "market", MARKET, []),
    (SUPPORT, "market", MARKET, []),
    (
        "technical-support-director",
        "director-pay",
        [(HIMALAYAS, "$155,000"), (PROFILE, "$115,000 to $185,000"), (PROFILE, "$150,000 to $200,000")],
        ["$100,000 to $155,000"],
    ),
]

# What one unit of each currency is worth in the source's own pairs of figures.
IMPLIED_RATES = {
    "AUD": ["0.656 to 0.657", "90,000", "140,000", "59,000", "92,000"],
    "BRL": ["0.187 to 0.188", "80,000", "150,000", "15,000", "28,000"],
    "CAD": ["0.743 to 0.745", "70,000", "110,000", "52,000", "82,000"],
    "EUR": ["1.083", "60,000", "85,000", "65,000", "92,000"],
    "GBP": ["1.267", "45,000", "75,000", "57,000", "95,000"],
    "INR": ["0.0117 to 0.0120", "1,200,000", "2,500,000", "14,000", "30,000"],
    "SGD": ["0.742 to 0.743", "70,000", "120,000", "52,000", "89,000"],
}


@pytest.fixture(scope="module")
def role_pages() -> dict[str, Element]:
    """Pages by role, each rendered once for the module."""
    return {}


def page_of(role_pages: dict[str, Element], path: str) -> Element:
    if path not in role_pages:
        role_pages[path] = parse_html(Client().get(path))
    return role_pages[path]


def block_of(role_pages: dict[str, Element], where: str, name: str) -> Element:
    """The folded block that the address of a disagreement leads to, on a role's page or at another address."""
    page = page_of(role_pages, where if where.startswith("/") else f"/roles/{where}/")
    name = name if "differ-" in name else f"differ-{name}"
    folded = [
        block for block in page.iter("details") if any(element.get("id") == name for element in block.iter())
    ]
    assert len(folded) == 1, f"{len(folded)} folded blocks with the id {name}"
    return folded[0]


def rows_of(block: Element) -> list[str]:
    """The block's statements, each with its source."""
    return [words_in(row) for row in block.findall(".//tbody/tr")]


@pytest.mark.parametrize(
    ("role", "slug", "expected", "besides"), BLOCKS, ids=[f"{role}: {slug}" for role, slug, *_ in BLOCKS]
)
def test_every_figure_stands_in_the_folded_block_with_its_source(
    role_pages: dict[str, Element], role: str, slug: str, expected: list[tuple[str, str]], besides: list[str]
) -> None:
    block = block_of(role_pages, role, slug)
    rows = rows_of(block)
    missing = [pair for pair in expected if not any(missing_from(row, list(pair)) == [] for row in rows)]
    missing += missing_from(words_in(block), besides)
    assert missing == [], f"differ-{slug} of {role} lacks {missing}"


@pytest.mark.parametrize(("role", "slug"), [(role, slug) for role, slug, *_ in BLOCKS])
def test_a_block_has_every_statement_with_all_that_its_source_states(
    role_pages: dict[str, Element], role: str, slug: str
) -> None:
    block = block_of(role_pages, role, slug)
    record = Disagreement.objects.get(guide__role__address__slug=role, slug=slug)
    statements: list[Claim | Band] = [*record.bands.all(), *record.claims.all()]
    names = [words_in(cell) for cell in block.findall(".//thead//th")]
    silent = words_in(block.find(".//caption")).lower()
    rows = [dict(zip(names, map(words_in, row), strict=True)) for row in block.findall(".//tbody/tr")]
    assert len(rows) == len(statements) > 1
    assert f"{len(rows)} " in words_in(block.find("summary"))
    for row, one in zip(rows, statements, strict=True):
        stated = {
            "Source": one.source.short_name,
            "Attributed to": one.attributed_to,
            "Place": one.place.name if one.place else "not stated",
            "Date": ", ".join(filter(None, (one.date_display, one.period))) or "not stated",
            "Method": one.get_method_display(),
        }
        shown = {name: row.get(name, "" if name == "Attributed to" else "not stated") for name in stated}
        assert shown == stated
        assert one.condition in row.get("Condition", "")
        assert one.said_of in row["Said of"]
        if isinstance(one, Claim):
            assert row["Statement"] == one.text
    assert [name for name in ("Place", "Date") if name not in names and name.lower() not in silent] == []


@pytest.mark.parametrize(("role", "slug"), [(role, slug) for role, slug, *_ in BLOCKS])
def test_a_block_stands_in_the_ledger_and_on_the_page_of_each_of_its_sources(
    role_pages: dict[str, Element], role: str, slug: str
) -> None:
    block = block_of(role_pages, role, slug)
    sources = {link.get("href") or "" for link in block.iter("a")}
    assert sources
    for path in ("/sources/", *sources):
        other = block_of(role_pages, path, f"{role}-differ-{slug}")
        # A source's page does not know what the headline is.
        assert [row.replace(HEADLINE, "") for row in rows_of(other)] == [
            row.replace(HEADLINE, "") for row in rows_of(block)
        ]


def test_only_topics_on_which_sources_differ_bear_the_mark(role_pages: dict[str, Element]) -> None:
    marked: set[tuple[str, str]] = set()
    for role in Role.objects.published():
        for element in page_of(role_pages, f"/roles/{role.slug}/").iter():
            name = element.get("id") or ""
            if name.startswith("differ-"):
                marked.add((role.slug, name.removeprefix("differ-")))
    assert marked == {(role, slug) for role, slug, *_ in BLOCKS}


@pytest.mark.parametrize(("role", "slug"), [(role, slug) for role, slug, *_ in BLOCKS])
def test_what_bears_the_mark_differs(role: str, slug: str) -> None:
    record = Disagreement.objects.get(guide__role__address__slug=role, slug=slug)
    figures = {(band.currency_id, band.open_top, *band.figures.items()) for band in record.bands.all()}
    assert len(figures) + len({claim.text for claim in record.claims.all()}) > 1


def test_no_disagreement_of_the_guides_is_left_out_here() -> None:
    records = Disagreement.objects.values_list("guide__role__address__slug", "slug")
    assert set(records) == {(role, slug) for role, slug, *_ in BLOCKS}


@pytest.mark.parametrize("currency", IMPLIED_RATES)
def test_a_conversion_shows_the_pairs_of_figures_that_its_rate_was_read_from(currency: str) -> None:
    page = parse_html(Client().get("/salaries/?currency=USD"))
    notes = [words_in(item) for item in page.iter("li") if words_in(item).startswith(f"1 {currency} =")]
    assert len(notes) == 1
    assert missing_from(notes[0], ["Himalayas", "Not stated by the source", *IMPLIED_RATES[currency]]) == []


def test_europe_as_a_whole_has_no_dollar_figure_of_the_source(role_pages: dict[str, Element]) -> None:
    rows = [words_in(row) for row in part_of(page_of(role_pages, f"/roles/{TECHNICAL}/"), "pay").iter("tr")]
    assert [row for row in rows if row.startswith("Europe ")] == [
        "Europe €50,000 to €90,000 a year none Himalayas, date not stated"
    ]
