import csv
from io import StringIO

import pytest

from careerguide.csv_files import as_csv, defused, undefused


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_obey_is_text(start) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("cell", "text"),
    [("1 = 2", "1 = 2"), ("", ""), (None, ""), (0, "0"), (-5, "-5"), ("-5", "'-5"), ("a@b", "a@b")],
)
def test_any_other_cell_is_its_text(cell, text) -> None:
    assert defused(cell) == text


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'quoted'", "'", "", "plain", "-5", "\t=1", "'\ta"])
def test_what_is_defused_can_be_had_back(text) -> None:
    assert undefused(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t"))


def test_a_file_reads_back_as_what_was_written() -> None:
    rows = [["Baker", 'says "no", twice', "two\nlines"], ["Köchin", "=1+1", None]]
    written = as_csv(["role", "words", "more"], rows)
    assert written.startswith("\N{BYTE ORDER MARK}")
    assert list(csv.reader(StringIO(written.removeprefix("\N{BYTE ORDER MARK}")))) == [
        ["role", "words", "more"],
        ["Baker", 'says "no", twice', "two\nlines"],
        ["Köchin", "'=1+1", ""],
    ]
