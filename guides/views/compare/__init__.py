from .page import compare, compare_file

__all__ = ["compare", "compare_file"]
