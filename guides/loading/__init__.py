"""Loading guides from fixture files: read, build and check everything, then write it in one transaction."""

from .problems import FixtureError, Problem
from .write import Report, load

__all__ = ["FixtureError", "Problem", "Report", "load"]
