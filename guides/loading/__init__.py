"""Loading guides from fixture files: read, build and check everything, then write it in one transaction."""

from .one_file import Imported, import_guide
from .problems import FixtureError, Problem
from .report import Report
from .write import load

__all__ = ["FixtureError", "Imported", "Problem", "Report", "import_guide", "load"]
