"""The editors' pages, one file a noun."""

from . import (
    claim,
    disagreement,
    family,
    guide,
    link,
    place,
    question,
    requirement,
    role,
    section,
    skill,
    source,
    tier,
    user,
)

__all__ = [
    "claim",
    "disagreement",
    "family",
    "guide",
    "link",
    "place",
    "question",
    "requirement",
    "role",
    "section",
    "skill",
    "source",
    "tier",
    "user",
]
