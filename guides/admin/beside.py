"""What stands above the form of a guide and of each of its parts: its edition, its comments, who else is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

from guides.comments import anchor_of, rows_about
from guides.models import Comment, Guide

from .base import change_url
from .edition import CHANGE, standing, step_url
from .presence import in_words, others_in


@dataclass
class Remark:
    """A comment, and on a guide's page the part that it is about, with the way there."""

    comment: Comment
    about: str = ""
    url: str = ""


@dataclass
class Remarks:
    open: list[Remark]
    done: list[Remark]
    may_mark: bool
    of_guide: bool


def beside(request: HttpRequest, guide: Guide, part: models.Model | None = None) -> dict[str, Any]:
    return {
        "standing": standing(request, guide, part),
        "remarks": remarks_on(request, guide, part),
        **presence(request, guide),
    }


def presence(request: HttpRequest, guide: Guide) -> dict[str, Any]:
    """For forms, of new parts too."""
    may_change = not guide.is_sealed and request.user.has_perm(CHANGE)
    return {
        "others_here": in_words(others_in(request, guide)),
        "renew_url": step_url("open", guide) if may_change else "",
    }


def remarks_on(request: HttpRequest, guide: Guide, part: models.Model | None) -> Remarks:
    """Those on one part; on a guide's own page all of them."""
    comments = guide.comments.select_related("done_by")
    if part is None:
        found = with_parts(guide, comments)
    elif anchor := anchor_of(part):
        name, _, slug = anchor.partition("_")
        found = [Remark(comment) for comment in comments.filter(part=name, slug=slug)]
    else:
        found = []
    return Remarks(
        open=[one for one in found if one.comment.done_at is None],
        done=[one for one in found if one.comment.done_at is not None],
        may_mark=request.user.has_perm(CHANGE),
        of_guide=part is None,
    )


def with_parts(guide: Guide, comments: Iterable[Comment]) -> list[Remark]:
    comments = list(comments)
    rows = rows_about(guide, {comment.anchor for comment in comments})
    found = []
    for comment in comments:
        row, what = rows.get(comment.anchor), comment.get_part_display()
        if row is not None:
            found.append(Remark(comment, f"{what}: {row}", change_url(row)))
        elif comment.slug:
            found.append(Remark(comment, f"{what} that is no longer here: {comment.slug}"))
        else:
            found.append(Remark(comment, what))
    return found
