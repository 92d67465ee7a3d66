"""What an upload of a spreadsheet would do to a guide, and why it would do nothing."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from guides.models import Claim, Guide, Requirement
from guides.sheets.kinds import KINDS, Kind, stored_rows
from guides.sheets.plan import Plan, make_plan
from guides.sheets.read import read_lines
from guides.sheets.save import write
from guides.sheets.write import workbook
from salaries.models import Band
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_draft,
    make_requirement,
    make_skill,
    make_source,
    make_tier,
)
from tests.guides.sheets import (
    BAND,
    CLAIM,
    REQUIREMENT,
    as_csv_file,
    as_workbook,
    plan_of,
    put,
    table_of,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide() -> Guide:
    """A working copy with a step, three bands of which one converts another, two claims and two requirements."""
    role = make_draft("baker")
    junior = make_tier(role, "junior")
    make_disagreement(role, "pay")
    euros = make_band(
        role, "euros", currency="EUR", tier=junior, low=Decimal("20000.50"), high=Decimal(30000)
    )
    make_band(role, "dollars", converts=euros, open_top=True)
    make_band(role, "label", label="=Night shift", as_of="2023-05", condition="'=so it says")
    make_claim(role, "growth", low=Decimal("-3.5"), unit="percent", review_by=date(2027, 5, 1))
    make_claim(
        role, "cost", text="- costs\n+ more", unit="amount", low=Decimal("123456789012"), currency="EUR"
    )
    make_requirement(role, "kneading", group="Craft")
    make_requirement(role, "baking", tier=junior, level="expert", note="+1").sources.add(
        make_source("survey")
    )
    return guide_of(role)


def write_all(plan: Plan, guide: Guide) -> None:
    assert (plan.problems, plan.conflicts) == ([], [])
    write(plan, guide)


# Out and in again


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_download_changes_nothing(guide: Guide, kind: Kind) -> None:
    for raw in (workbook(kind, guide, stored_rows(kind, guide)), as_csv_file(table_of(kind, guide))):
        plan = plan_of(kind, guide, raw)
        assert (plan.changes, plan.problems, plan.conflicts) == ([], [], [])
        assert {draft.what for draft in plan.drafts} == {"unchanged"}


def test_what_would_be_a_formula_goes_out_as_text_and_numbers_as_numbers(guide: Guide) -> None:
    for kind in (BAND, CLAIM):
        book = load_workbook(BytesIO(workbook(kind, guide, stored_rows(kind, guide))))
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "n", "d"} - ({"d"} if kind is BAND else set())
        assert not [cell.value for cell in cells if str(cell.value)[0] in "=+@" or cell.value == "- costs"]
    low = table_of(CLAIM, guide)[0].index("low")
    assert [row[low] for row in table_of(CLAIM, guide)[1:]] == ["-3.5", "123456789012"]
    assert table_of(BAND, guide)[3][table_of(BAND, guide)[0].index("label")] == "'=Night shift"


def test_cells_that_a_spreadsheet_program_has_given_types_are_read_as_meant(guide: Guide) -> None:
    table = put(table_of(BAND, guide), 4, as_of=2023, label=2024, low=1e5, median=120000.10000000001)
    table = put(table, 2, as_of=date(2023, 5, 17), open_top=True, review_by=date(2027, 1, 2), low=0.1 + 0.2)
    plan = plan_of(BAND, guide, as_workbook(table))
    write_all(plan, guide)
    label, euros = (Band.objects.get(slug=slug) for slug in ("label", "euros"))
    assert (label.as_of, label.label, label.low, label.median) == (
        "2023",
        "2024",
        100000,
        Decimal("120000.10"),
    )
    assert (euros.as_of, euros.open_top, euros.review_by) == ("2023-05-17", True, date(2027, 1, 2))
    assert euros.low == Decimal("0.30")


def test_a_percentage_is_what_the_cell_shows_where_the_unit_is_percent(guide: Guide) -> None:
    table = put(table_of(CLAIM, guide), 2, low="9%")
    assert plan_of(CLAIM, guide, as_csv_file(table)).changes[0].fields == [("low", "-3.5", "9")]
    table = put(table_of(CLAIM, guide), 3, low="9%")
    assert told(plan_of(CLAIM, guide, as_csv_file(table))) == [
        (3, "low (Q)", "This is a percentage, and the unit of this row is not percent. Write a plain number.")
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_parted_as_its_first_line_has_it(guide: Guide, mark: str) -> None:
    raw = b"\n".join(mark.encode().join(line) for line in ([b"key", b"version", b"label"], [b"", b"", b"x"]))
    plan = plan_of(BAND, guide, raw)
    assert [(draft.number, draft.what, draft.name) for draft in plan.changes] == [(2, "new", "x")]


# What is taken


def test_rows_are_changed_added_and_deleted_and_those_left_out_stay(guide: Guide) -> None:
    table = table_of(BAND, guide)
    del table[2]
    put(table, 2, high="31000", disagreement="pay")
    put(table, 3, delete="yes")
    put(table, 4, label="Day shift", source="handbook", method="reported", currency="USD", median="41000")
    plan = plan_of(BAND, guide, as_csv_file(table))
    assert [(draft.number, draft.what) for draft in plan.changes] == [
        (2, "changed"),
        (3, "deleted"),
        (4, "new"),
    ]
    assert plan.changes[0].fields == [("disagreement", "", "pay"), ("high", "30000", "31000")]
    write_all(plan, guide)
    assert set(Band.objects.values_list("slug", "high", "median")) == {
        ("euros", 31000, None),
        ("dollars", None, 50000),
        ("day-shift", None, 41000),
    }


def test_a_new_row_without_a_slug_gets_one_that_nobody_has(guide: Guide) -> None:
    new = {"source": "handbook", "method": "reported", "topic": "growth", "text": "It grows."}
    table = put(put(table_of(CLAIM, guide), 4, **new), 5, **new)
    plan = plan_of(CLAIM, guide, as_csv_file(table))
    assert [draft.name for draft in plan.changes] == ["growth-2", "growth-3"]
    write_all(plan, guide)
    assert Claim.objects.filter(guide=guide, topic="growth").count() == 4


def test_a_requirement_keeps_its_row_when_its_skill_and_sources_change(guide: Guide) -> None:
    make_skill("icing")
    row = Requirement.objects.get(skill__slug="kneading")
    table = put(table_of(REQUIREMENT, guide), 2, skill="icing", sources="survey; handbook", group="")
    write_all(plan_of(REQUIREMENT, guide, as_csv_file(table)), guide)
    row.refresh_from_db()
    assert (row.skill.slug, row.group) == ("icing", "")
    assert sorted(source.slug for source in row.sources.all()) == ["handbook", "survey"]


def test_a_conversion_may_come_with_the_new_row_that_it_converts(guide: Guide) -> None:
    new = {"source": "handbook", "method": "reported", "currency": "USD", "median": "1"}
    table = put(table_of(BAND, guide), 5, slug="second", converts="first", **new)
    write_all(plan_of(BAND, guide, as_csv_file(put(table, 6, slug="first", **new))), guide)
    assert Band.objects.get(slug="second").converts == Band.objects.get(slug="first")


def test_columns_that_a_file_lacks_stay_as_they_are(guide: Guide) -> None:
    header, first, *_ = table_of(BAND, guide)
    places = [header.index(column) for column in ("key", "high", "version")]
    table = [[row[place] for place in places] for row in (header, first)]
    table[1][1] = "33000"
    write_all(plan_of(BAND, guide, as_csv_file(table)), guide)
    band = Band.objects.get(slug="euros")
    assert (band.low, band.high, str(band.tier)) == (Decimal("20000.50"), 33000, "Junior")


def test_a_plan_costs_the_same_queries_for_one_row_and_for_sixty(guide: Guide) -> None:
    counts = []
    for rows in (1, 60):
        table = table_of(BAND, guide)
        for number in range(rows):
            put(table, 5 + number, label=f"No. {number}", source="handbook", method="reported", low="1")
            put(table, 5 + number, currency="USD")
        lines = read_lines(as_csv_file(table), BAND.title)
        with CaptureQueriesContext(connection) as queries:
            assert len(make_plan(BAND, guide, lines, lambda action: True).built) == rows + 3
        counts.append(len(queries))
    # The bands; sources, places, currencies, skills, steps and disagreements that they may name.
    assert counts == [7, 7]


# What is refused

BROKEN: list[tuple[dict[str, str], str, str]] = [
    ({"source": ""}, "source (C)", "This must not be empty."),
    ({"source": "hand book"}, "source (C)", 'There is no source "hand book". Did you mean "handbook"?'),
    ({"method": "guessed"}, "method (D)", "Value 'guessed' is not a valid choice. Choose one of: measured,"),
    ({"place": "atlantis"}, "place (G)", 'There is no place "atlantis".'),
    ({"as_of": "17.5.2023"}, "as_of (I)", "Write a year, a month or a day: 2023, 2023-05 or 2023-05-17."),
    ({"as_of": "2023-02-30"}, "as_of (I)", "There is no such date as 2023-02-30."),
    ({"tier": "senior"}, "tier (K)", 'There is no tier "senior" in this guide.'),
    ({"review_by": "soon"}, "review_by (M)", "Write a whole date that there is, such as 2027-05-01."),
    ({"condition": "<b>total</b>"}, "condition (J)", "Write plain text: HTML tags are not allowed here."),
    ({"currency": "XXX"}, "currency (P)", 'There is no currency "XXX".'),
    ({"pay_period": "week"}, "pay_period (Q)", "Value 'week' is not a valid choice. Choose one of: year,"),
    ({"low": "90,000"}, "low (R)", "Write a number in digits, with a point before cents"),
    ({"low": "1.0E5"}, "low (R)", "Write a number in digits, with a point before cents"),
    ({"low": "-5"}, "low (R)", "Ensure this value is greater than or equal to 0."),
    ({"low": "9" * 40}, "low (R)", "Ensure that there are no more than 14 digits in total."),
    ({"high": "=SUM(A1)"}, "high (Y)", "This begins like a formula."),
    ({"median": "1"}, "median (U)", "This must not be below the low (10)."),
    ({"low": ""}, "low (R)", "Give at least one figure."),
    ({"open_top": "maybe"}, "open_top (Z)", "Write yes, or leave this empty."),
    ({"slug": "Not A Slug"}, "slug (B)", "Use lower-case letters, digits and single hyphens only."),
    ({"slug": "euros"}, "slug (B)", '"euros" is taken already by the pay band of row 2.'),
    ({"converts": "dollars"}, "converts (AB)", "That band is a conversion itself."),
    ({"label": "a\0b"}, "label (O)", "Remove the control character U+0000."),
    ({"label": "x" * 200}, "label (O)", "Ensure this value has at most 120 characters"),
    ({"key": "gone"}, "key (A)", "The guide has no such row now: it was deleted or renamed."),
    ({"key": "dollars", "version": "v1"}, "key (A)", "Row 3 has this key already."),
    ({"delete": "yes"}, "delete (AC)", "This row has no key, so there is nothing to delete."),
    ({"delete": "perhaps"}, "delete (AC)", "Write yes, or leave this empty."),
    ({"said_of": "one\ntwo"}, "said_of (N)", "Write this on one line."),
    ({"label": "+cmd|' /C calc'!A0"}, "label (O)", "This begins like a formula."),
]


def test_sixty_broken_rows_change_nothing_and_each_is_named_with_its_column_and_reason(guide: Guide) -> None:
    table = table_of(BAND, guide)
    good = {"source": "handbook", "method": "reported", "currency": "USD", "low": "10"}
    for number, (wrong, _, _) in enumerate([*BROKEN, *BROKEN]):
        own = {"Not A Slug": f"Not A Slug {number}", "gone": f"gone-{number}"}
        texts = {column: own.get(text, text) for column, text in wrong.items()}
        put(table, 5 + number, **{"slug": f"row-{number}", **good, **texts})
    before = list(Band.objects.values())
    # A workbook takes no control character; only a file made by hand can hold one.
    plan = plan_of(BAND, guide, as_csv_file(table).replace(b"\0", b"\x07"))
    expected = [
        (5 + number, column, reason.replace("U+0000", "U+0007"))
        for number, (_, column, reason) in enumerate([*BROKEN, *BROKEN])
    ]
    found = told(plan)
    assert len(found) == len(expected) == 60
    assert [
        (got, wanted)
        for got, wanted in zip(found, expected, strict=True)
        if got[:2] != wanted[:2] or not got[2].startswith(wanted[2])
    ] == []
    assert plan.refuses
    assert list(Band.objects.values()) == before


def test_a_band_that_another_one_converts_is_not_deleted_alone(guide: Guide) -> None:
    table = put(table_of(BAND, guide), 2, delete="yes")
    assert told(plan_of(BAND, guide, as_csv_file(table))) == [
        (3, "converts (AB)", 'There is no band "euros" in this guide.')
    ]
    put(table, 3, delete="yes")
    write_all(plan_of(BAND, guide, as_csv_file(table)), guide)
    assert [*Band.objects.values_list("slug", flat=True)] == ["label"]


def test_the_claims_of_money_name_a_currency_that_there_is(guide: Guide) -> None:
    table = put(table_of(CLAIM, guide), 3, currency="EUX")
    assert told(plan_of(CLAIM, guide, as_csv_file(table))) == [
        (3, "currency (U)", 'There is no currency "EUX". Did you mean "EUR"?')
    ]


def test_a_requirement_stands_once_in_its_group(guide: Guide) -> None:
    new = {"skill": "kneading", "necessity": "used", "sources": "handbook", "group": "craft"}
    plan = plan_of(REQUIREMENT, guide, as_csv_file(put(table_of(REQUIREMENT, guide), 4, **new)))
    assert told(plan) == [
        (4, "skill (B)", '"kneading" in the group "craft" is taken already by the requirement of row 2.')
    ]


def test_a_formula_in_a_workbook_is_refused_by_row_and_column(guide: Guide) -> None:
    table = put(put(table_of(BAND, guide), 2, high="=40000+1"), 3, label="=A1")
    assert told(plan_of(BAND, guide, as_workbook(table))) == [
        (2, "high (Y)", "This holds a formula. Paste its value in place of it."),
        (3, "label (O)", "This holds a formula. Paste its value in place of it."),
    ]


def test_columns_that_there_are_not_are_named(guide: Guide) -> None:
    table = [[*row, text] for row, text in zip(table_of(BAND, guide), ["salary", "1", "", ""], strict=True)]
    table = [[*row, text] for row, text in zip(table, ["", "a note", "", ""], strict=True)]
    assert told(plan_of(BAND, guide, as_csv_file(table))) == [
        (1, "AE", "This is no column of pay bands. Take it out."),
        (2, "AF", "This column has no name."),
    ]


# Somebody else


def test_what_only_somebody_else_has_changed_stays_and_is_named(guide: Guide) -> None:
    table = put(table_of(BAND, guide), 2, high="31000")
    Band.objects.filter(slug="euros").update(low=25000)
    plan = plan_of(BAND, guide, as_csv_file(table))
    assert [(draft.fields, draft.kept) for draft in plan.changes] == [([("high", "30000", "31000")], ["low"])]
    write_all(plan, guide)
    assert Band.objects.values_list("low", "high").get(slug="euros") == (25000, 31000)


def test_what_both_have_changed_is_a_conflict_with_both_values(guide: Guide) -> None:
    table = put(table_of(BAND, guide), 2, high="31000")
    Band.objects.filter(slug="euros").update(high=32000)
    plan = plan_of(BAND, guide, as_csv_file(table))
    conflict = plan.conflicts[0]
    assert (conflict.row, conflict.column, conflict.theirs, conflict.mine) == (2, "high", "32000", "31000")
    assert plan.refuses
    # Both have come to the same: nothing is left to do.
    assert not plan_of(BAND, guide, as_csv_file(put(table, 2, high="32000"))).refuses


def test_a_row_that_somebody_has_changed_is_not_deleted_and_one_deleted_not_changed(guide: Guide) -> None:
    table = put(put(table_of(BAND, guide), 4, delete="yes"), 3, median="51000")
    Band.objects.filter(slug="label").update(label="Late shift")
    Band.objects.filter(slug="dollars").delete()
    plan = plan_of(BAND, guide, as_csv_file(table))
    assert [(one.row, one.column, one.theirs) for one in plan.conflicts] == [(4, "label", "Late shift")]
    assert [(row, column) for row, column, _ in told(plan)] == [(3, "key (A)")]


def test_a_row_without_its_version_is_not_taken(guide: Guide) -> None:
    table = put(put(table_of(BAND, guide), 2, version=""), 3, version="v123")
    assert [(row, column) for row, column, _ in told(plan_of(BAND, guide, as_csv_file(table)))] == [
        (2, "version (AD)"),
        (3, "version (AD)"),
    ]
