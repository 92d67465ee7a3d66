"""The search: what can be found is written by `index_guide` and read by `search`."""

from .index import index_guide
from .query import Hit, Results, search

__all__ = ["Hit", "Results", "index_guide", "search"]
