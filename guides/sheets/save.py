"""Writing what a plan says: all of it, in the caller's transaction."""

from typing import Any

from guides.models import Guide

from .plan import CHANGED, DELETED, NEW, Plan


def write(plan: Plan, guide: Guide) -> None:
    """Rows that are new get no position: whoever calls this puts them in order."""
    gone = [draft.stored.row.pk for draft in plan.of(DELETED) if draft.stored]
    plan.kind.model.objects.filter(pk__in=gone).delete()
    # A band that another converts comes before it; the built one stands for the one that is stored.
    rows: dict[int, Any] = {}
    for draft, built in plan.built:
        row = draft.stored.row if draft.stored else plan.kind.model(guide=guide)
        rows[id(built.instance)] = row
        if draft.what not in (NEW, CHANGED):
            continue
        for column in plan.kind.columns:
            if not plan.kind.field(column).many_to_many:
                value = getattr(built.instance, column)
                setattr(row, column, rows.get(id(value), value))
        row.save()
        if "sources" in plan.kind.columns:
            row.sources.set(built.sources)
