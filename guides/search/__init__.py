"""The search: what can be found is written by `index_guide` and read by `ranked`, `search` and `near`."""

from .index import index_guide
from .results import Group, Grouping, Hit, Ranked, Results, near, ranked, search

__all__ = ["Group", "Grouping", "Hit", "Ranked", "Results", "index_guide", "near", "ranked", "search"]
