"""What an upload would do, row by row, or why it would do nothing. Nothing is written here.

Each cell is held against the row as it stands and the version that the file was downloaded with. What only the
editor has changed is taken, what only somebody else has changed stays; what both have is a conflict. The rows that
would come of it then pass the loader's own checks, all of them together.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.text import slugify

from guides.changes import name_of
from guides.loading.build import Builder, Built, Known
from guides.loading.guide import build_part, check_together
from guides.loading.problems import Entry, Problems
from guides.loading.vocabulary import VOCABULARY, rows_by_key
from guides.models import Disagreement, Guide, Place, Skill, Source, Tier
from salaries.models import Band, Currency

from .cells import Line
from .kinds import DELETE, KEY, VERSION, Kind, Stored, Values, short, stored_rows, text_of, versions_in
from .rows import FileRow, Header, Problem

NEW, CHANGED, DELETED, SAME = "new", "changed", "deleted", "unchanged"
PERMISSION = {NEW: "add", CHANGED: "change", DELETED: "delete"}
NO_ROW = "The guide has no such row now: it was deleted or renamed. Empty this cell and the version to add it anew."
NO_VERSION = (
    "The version of this row is missing or damaged. Download the spreadsheet anew and copy your row into it."
)
TWICE = "Row {} has this key already. Empty the key and the version of the one that is new."
NOT_THERE = "This row has no key, so there is nothing to delete."
LEFT_OUT = "the guide"


@dataclass(frozen=True)
class Conflict:
    """A cell that the file and somebody else have both changed."""

    row: int
    name: str
    column: str
    theirs: str
    mine: str


@dataclass
class Draft:
    """What becomes of one row; its number is 0 where the file leaves it out."""

    number: int
    name: str
    what: str
    values: Values
    stored: Stored | None = None
    # The columns that change, with the text before and after.
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    # The columns that the file left alone and somebody else has changed.
    kept: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"row {self.number}" if self.number else LEFT_OUT


@dataclass
class Plan:
    kind: Kind
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    # In the order of writing: all rows that there would be.
    built: list[tuple[Draft, Built]] = field(default_factory=list)

    @property
    def refuses(self) -> bool:
        return bool(self.problems or self.conflicts)

    def of(self, *what: str) -> list[Draft]:
        """The file's rows of which this becomes."""
        return [draft for draft in self.drafts if draft.number and draft.what in what]

    @property
    def changes(self) -> list[Draft]:
        return self.of(NEW, CHANGED, DELETED)

    @property
    def digest(self) -> str:
        """Another one whenever something else would be written, or over something else."""
        told = [(one.number, one.what, one.name, one.fields) for one in self.changes]
        return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def make_plan(kind: Kind, guide: Guide, lines: list[Line], may: Callable[[str], bool]) -> Plan:
    """`may` tells whether the editor may "add", "change" or "delete" such rows. Raises SheetError."""
    header = Header(kind, lines[0])
    plan = Plan(kind, problems=header.problems)
    stored = {one.key: one for one in stored_rows(kind, guide)}
    keys: dict[str, int] = {}
    for line in lines[1:]:
        row = header.row_of(line)
        plan.problems += header.problems_of(line, row)
        plan.drafts.append(draft_of(plan, header, row, stored.get(row.key), keys.get(row.key, 0)))
        if row.key:
            keys.setdefault(row.key, row.number)
    left_out = [one for key, one in stored.items() if key not in keys]
    # First, so that what the file brings is told to differ from these, and not the other way about.
    plan.drafts[:0] = [Draft(0, name_of(one.row), SAME, one.values, one) for one in left_out]
    name_new_rows(plan)
    for draft in plan.changes:
        draft.fields = fields_of(kind, draft)
        if not may(action := PERMISSION[draft.what]):
            reason = f"Your account may not {action} a {kind.noun}."
            plan.problems.append(Problem(draft.number, header.in_words(KEY), draft.name, reason))
    if plan.changes:
        check(plan, guide, header)
    plan.problems.sort(key=lambda one: one.row)
    return plan


def draft_of(plan: Plan, header: Header, row: FileRow, stored: Stored | None, twin: int) -> Draft:
    """One row of the file; `twin` is the number of another one with its key."""
    what = problem = None
    if twin:
        what, problem = SAME, Problem(row.number, header.in_words(KEY), row.key, TWICE.format(twin))
    elif stored is None and row.key:
        what = SAME  # and nothing to do, where it was to be deleted
        if not row.deletes:
            problem = Problem(row.number, header.in_words(KEY), row.key, NO_ROW)
    elif stored is None and row.deletes:
        what, problem = SAME, Problem(row.number, header.in_words(DELETE), "yes", NOT_THERE)
    if problem:
        plan.problems.append(problem)
    if what or stored is None:
        told = (text_of(row.values.get(column)) for column in ("label", "slug", "skill"))
        name = row.key or next(filter(None, told), plan.kind.noun)
        return Draft(row.number, name, what or NEW, row.values)
    draft = Draft(row.number, name_of(stored.row), SAME, dict(stored.values), stored)
    versions = versions_in(plan.kind, row.version)
    if not versions:
        plan.problems.append(Problem(row.number, header.in_words(VERSION), row.version[:12], NO_VERSION))
    elif row.deletes:
        delete(plan, draft, stored, versions)
    else:
        merge(plan, draft, row, stored, versions)
    return draft


def delete(plan: Plan, draft: Draft, stored: Stored, versions: dict[str, str]) -> None:
    draft.what = DELETED
    plan.conflicts += [
        Conflict(draft.number, draft.name, column, text_of(theirs), "the whole row deleted")
        for column, theirs in stored.values.items()
        if short(theirs) != versions[column]
    ]


def merge(plan: Plan, draft: Draft, row: FileRow, stored: Stored, versions: dict[str, str]) -> None:
    for column, mine in row.values.items():
        theirs = stored.values[column]
        if text_of(mine) == text_of(theirs):
            continue
        if short(mine) == versions[column]:
            draft.kept.append(column)
            continue
        draft.values[column], draft.what = mine, CHANGED
        if short(theirs) != versions[column]:
            plan.conflicts.append(Conflict(draft.number, draft.name, column, text_of(theirs), text_of(mine)))


def fields_of(kind: Kind, draft: Draft) -> list[tuple[str, str, str]]:
    before = draft.stored.values if draft.stored else {}
    after = {} if draft.what == DELETED else draft.values
    texts = ((column, text_of(before.get(column)), text_of(after.get(column))) for column in kind.columns)
    return [(column, old, new) for column, old, new in texts if old != new]


def name_new_rows(plan: Plan) -> None:
    """A slug for each new row that has none and needs one: numbered, where others bear the same."""
    if not plan.kind.slug_from:
        return
    taken = {text_of(draft.values.get("slug")) for draft in plan.drafts}
    numbers: dict[str, int] = {}
    for draft in plan.of(NEW):
        if draft.values.get("slug"):
            continue
        told = (text_of(draft.values.get(column)) for column in plan.kind.slug_from)
        stem = slugify(next(filter(None, told), ""))[:65].strip("-") or plan.kind.name
        name, number = stem, numbers.get(stem, 1)
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        draft.values["slug"] = draft.name = name
        numbers[stem] = number
        taken.add(name)


def check(plan: Plan, guide: Guide, header: Header) -> None:
    """Build all rows that there would be, as the loader does, and note what it finds."""
    problems = Problems()
    known = known_to(guide)
    drafts: dict[int, Draft] = {}
    entries = []
    for draft in plan.drafts:
        if (draft.stored is None and draft.what != NEW) or draft.what == DELETED:
            continue
        values = {column: value for column, value in draft.values.items() if value not in (None, [])}
        entries.append(Entry(draft.place, f"the {plan.kind.noun}", values))
        drafts[id(entries[-1])] = draft
    built = build_part(Builder(known, problems), plan.kind.table, entries, guide)
    check_together(built, known, problems)
    plan.built = [(drafts[id(one.entry)], one) for one in built]
    note_found(plan, problems, header)


def note_found(plan: Plan, problems: Problems, header: Header) -> None:
    """Where the row and the column of each problem are. What only follows from another one is left out."""
    by_place = {draft.place: draft for draft in plan.drafts if draft.number}
    rows = {problem.row for problem in plan.problems}
    told = {(problem.row, problem.column) for problem in plan.problems}
    for one in problems.found:
        if one.file == LEFT_OUT:
            plan.problems.append(Problem(0, one.field, "", one.reason))
            continue
        draft, column = by_place[one.file], header.in_words(one.field)
        follows = draft.number in rows and not plan.kind.field(one.field).is_relation
        if not follows and (draft.number, column) not in told:
            given = text_of(draft.values.get(one.field))
            plan.problems.append(Problem(draft.number, column, given, one.reason))


def known_to(guide: Guide) -> Known:
    """What rows may refer to: what guides share, and what is this guide's own."""
    shared = {Source, Place, Skill, Currency}
    known: Known = {
        table.model: rows_by_key(table.model, keys) for _, table, keys in VOCABULARY if table.model in shared
    }
    known[Tier] = {row.slug: row for row in Tier.objects.filter(guide=guide)}
    known[Disagreement] = {row.slug: row for row in Disagreement.objects.filter(guide=guide)}
    known[Band] = {}
    return known
