from typing import Any

import pytest

from salaries.difference import difference

from .rows import make_row


def told(before: dict[str, Any], after: dict[str, Any]) -> tuple[list[tuple[str, str]], list[str]]:
    found = difference(make_row(**before), make_row(**after))
    return [(one.kind, one.words) for one in found.figures], found.reasons


def test_median_is_compared_with_median_and_average_with_average() -> None:
    before, after = {"median": 70_000, "mean": 75_000}, {"mean": 95_000, "median": 90_000}
    more = [("median", "$20,000 (29 per cent) more"), ("average", "$20,000 (27 per cent) more")]
    less = [("median", "$20,000 (22 per cent) less"), ("average", "$20,000 (21 per cent) less")]
    assert told(before, after) == (more, [])
    assert told(after, before) == (less, [])


def test_only_what_both_state_is_compared() -> None:
    before, after = {"low": 1, "median": 60_000, "high": 90_000}, {"median": 75_000, "mean": 80_000}
    assert told(before, after) == ([("median", "$15,000 (25 per cent) more")], [])


def test_two_ranges_are_compared_by_their_ends() -> None:
    before, after = {"low": 50_000, "high": 80_000}, {"low": 60_000, "high": 80_000}
    assert told(before, after) == (
        [("low end", "$10,000 (20 per cent) more"), ("high end", "the same")],
        [],
    )


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
        (
            {"low": 1, "high": 1},
            {"low": 2, "high": 2},
            "not alike: a figure of no stated kind and a figure of no stated kind",
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
    before, after = {"median": 2_000, "pay_period": ""}, {"median": 3_000, "pay_period": "year"}
    assert told(before, after) == ([("median", "$1,000 (50 per cent) more")], [])


def test_figures_converted_from_different_currencies_have_no_difference() -> None:
    stated = make_row(median=2, currency="EUR")
    found = difference(make_row(median=1), make_row(median=2, stated=stated))
    assert found.reasons == ["in different currencies"]


def test_nothing_and_many_times_as_much_have_no_per_cent() -> None:
    assert told({"median": 0}, {"median": 3_000}) == ([("median", "$3,000 more")], [])
    assert told({"median": 1_000}, {"median": 20_000}) == ([("median", "$19,000 more")], [])
