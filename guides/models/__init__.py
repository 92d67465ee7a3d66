from .changeset import Changeset
from .claim import Claim
from .comment import Comment
from .content import ContentVersion
from .disagreement import Disagreement
from .family import Family
from .guide import Guide
from .link import Link
from .place import Place
from .presence import Presence
from .preview_link import PreviewLink
from .question import Question
from .requirement import Requirement
from .role import Address, Role
from .schedule import Schedule
from .search import SearchEntry
from .section import Point, Section
from .skill import Skill
from .source import Source
from .statement import Statement
from .tier import Tier

__all__ = [
    "Address",
    "Changeset",
    "Claim",
    "Comment",
    "ContentVersion",
    "Disagreement",
    "Family",
    "Guide",
    "Link",
    "Place",
    "Point",
    "Presence",
    "PreviewLink",
    "Question",
    "Requirement",
    "Role",
    "Schedule",
    "SearchEntry",
    "Section",
    "Skill",
    "Source",
    "Statement",
    "Tier",
]
