"""The search: what can be found is written by `index_guide` and read by `search` and `ranked`."""

from .index import index_guide
from .results import Group, Grouping, Hit, Ranked, Results, ranked, search

__all__ = ["Group", "Grouping", "Hit", "Ranked", "Results", "index_guide", "ranked", "search"]
