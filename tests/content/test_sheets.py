"""The guides' own figures as spreadsheets: what goes out comes back as it was, in both formats."""

import pytest

from guides import editions
from guides.models import Guide, Role
from guides.sheets.kinds import KINDS, Kind, stored_rows
from guides.sheets.plan import make_plan
from guides.sheets.read import read_lines
from guides.sheets.write import csv_file, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
LARGE = ["technical-support-manager", "support-manager"]


def files_of(kind: Kind, guide: Guide) -> list[bytes]:
    rows = stored_rows(kind, guide)
    return [workbook(kind, guide, rows), csv_file(kind, rows)]


@pytest.mark.parametrize("slug", LARGE)
def test_what_is_downloaded_from_the_published_guide_changes_nothing_in_its_working_copy(slug: str) -> None:
    role = Role.objects.get(address__slug=slug)
    copy = editions.working_copy(role, by=None)
    for kind in KINDS:
        for raw in files_of(kind, role.public_guide):
            plan = make_plan(kind, copy, read_lines(raw, kind.title), lambda action: True)
            assert (plan.changes, plan.problems, plan.conflicts) == ([], [], [])
            assert len(plan.drafts) == kind.model.objects.filter(guide=copy).count() > 20


def test_the_loaders_checks_find_nothing_in_what_the_loader_took() -> None:
    """One row changes, so that all of them are checked."""
    for kind in KINDS:
        guide = Role.objects.get(address__slug=LARGE[0]).public_guide
        raw = csv_file(kind, stored_rows(kind, guide))
        first, row, *rest = read_lines(raw, kind.title)
        column = {"band": "series", "claim": "series", "requirement": "note"}[kind.name]
        row.cells[kind.header.index(column) + 1] = "As the source has it"
        plan = make_plan(kind, guide, [first, row, *rest], lambda action: True)
        assert (len(plan.changes), plan.problems, plan.conflicts) == (1, [], [])
        assert len(plan.built) == len(rest) + 1
