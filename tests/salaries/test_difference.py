from typing import Any

import pytest

from salaries.difference import difference

from .rows import make_row


def told(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[list[tuple[str, bool, int, int | None]], list[str]]:
    found = difference(make_row(**before), make_row(**after))
    return [(one.kind, one.is_less, int(one.size), one.percent) for one in found.figures], found.reasons


def test_median_is_compared_with_median_and_average_with_average() -> None:
    before, after = {"median": 70_000, "mean": 75_000}, {"mean": 95_000, "median": 90_000}
    assert told(before, after) == ([("median", False, 20_000, 29), ("average", False, 20_000, 27)], [])
    assert told(after, before) == ([("median", True, 20_000, 22), ("average", True, 20_000, 21)], [])


def test_only_what_both_state_is_compared() -> None:
    before, after = {"low": 1, "median": 60_000, "high": 90_000}, {"median": 75_000, "mean": 80_000}
    assert told(before, after) == ([("median", False, 15_000, 25)], [])


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ({"median": 1}, {"mean": 2}, "not alike: a median and an average"),
        ({"low": 1, "high": 2}, {"median": 2}, "not alike: a range and a median"),
        (
            {"low": 1, "high": 1},
            {"mean": 1, "median": 1},
            "not alike: a figure of no stated kind and a median and an average",
        ),
    ],
)
def test_unlike_figures_have_no_difference(
    before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    assert told(before, after) == ([], [reason])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"currency": "EUR"}, "in different currencies"),
        ({"pay_period": "month"}, "for different periods"),
        ({"place_slug": "france"}, "for different places"),
        ({"basis": "total"}, "of different kinds: base pay, total pay, or not stated which"),
        ({"condition": "with equity"}, "on different conditions"),
    ],
)
def test_figures_for_unlike_things_have_no_difference(values: dict[str, str], reason: str) -> None:
    assert told({"median": 1}, {"median": 2, **values}) == ([], [reason])


def test_a_period_that_is_not_stated_is_read_as_a_year_as_everywhere() -> None:
    before, after = {"median": 2, "pay_period": ""}, {"median": 3, "pay_period": "year"}
    assert told(before, after) == ([("median", False, 1, 50)], [])


def test_nothing_has_no_per_cent() -> None:
    assert told({"median": 0}, {"median": 3}) == ([("median", False, 3, None)], [])
