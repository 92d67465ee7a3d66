from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from guides.models import Source
from salaries.headline import HEADLINE_RULE, RULES, choose, choose_for_role, headline_key
from salaries.pay import headline, headline_of_tier, rows_of
from tests.factories import guide_of, make_band, make_role, make_source

from .rows import make_row

# For each part of the rule that sorts, in the printed order: a word of it, what it mends, and the reason it gives.
PARTS: list[tuple[str, dict[str, Any], str]] = [
    ("for the United States goes before", {"place_slug": "united-states"}, "for the United States"),
    ("not known to be total pay", {"basis": ""}, "not known to be total pay"),
    ("statistics agency", {"traceable": True}, "traceable to a statistics agency"),
    ("computed or our editors concluded", {"method": "measured"}, "not computed"),
    ("with a date goes before", {"as_of": "2023"}, "with a date"),
    ("goes before a bare range", {"figures": {"median": Decimal(5)}}, "a median"),
]
WORST = make_row(slug="worst", place_slug="canada", basis="total", method="derived", low=1, high=9)


def test_the_printed_rule_has_a_part_for_each_that_is_applied_in_the_same_order() -> None:
    first, *sorting, last = HEADLINE_RULE
    assert first.startswith("Only a figure for the plain title") and last.startswith("Of equals, the one")
    assert sorting == [rule.words for rule in RULES]
    assert [word for (word, _, _), words in zip(PARTS, sorting, strict=True) if word not in words] == []


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_each_part_decides_before_all_that_follow_and_says_so(number: int) -> None:
    _, mends, reason = PARTS[number]
    later: dict[str, Any] = {}
    for _, values, _ in PARTS[number + 1 :]:
        later |= values
    better, worse = replace(WORST, slug="better", **mends), replace(WORST, slug="worse", **later)
    for rows in ([better, worse], [worse, better]):
        choice = choose(rows)
        assert choice is not None
        assert (choice.row, choice.reasons) == (better, (reason,))
        assert choice.left == (2,) * (number + 1) + (1,) * (len(HEADLINE_RULE) - number - 1)
        assert [left for _, left in choice.steps if left] == [2, 1]


def test_what_is_chosen_is_what_the_key_sorts_first() -> None:
    rows = [
        replace(
            WORST,
            slug=f"row-{bits}",
            **{
                name: value
                for number, (_, mends, _) in enumerate(PARTS)
                if bits & 1 << number
                for name, value in mends.items()
            },
        )
        for bits in range(64)
    ]
    for start in range(64):
        choice = choose(rows[start:] + rows[:start][::3])
        assert choice is not None
        assert choice.row == min(rows[start:] + rows[:start][::3], key=headline_key)
        assert choice.left[-1] == 1 and len(choice.left) == len(HEADLINE_RULE)


@pytest.mark.parametrize(
    ("best", "others", "why"),
    [
        ({}, [], "the only figure given"),
        ({}, [{"place_slug": "canada"}], "chosen over 1 other: for the United States"),
        (
            {"as_of": "2023-05"},
            [{"place_slug": "canada"}, {}, {"low": 1, "high": 9}],
            "chosen over 3 others: for the United States, then with a date",
        ),
        ({"as_of": "2023-05"}, [{"as_of": "2022"}, {}], "chosen over 2 others: the newest"),
        ({"mean": 5}, [{"low": 1, "high": 9}], "chosen over 1 other: an average"),
        ({"low": 5, "high": 5}, [{"low": 1, "high": 9}], "chosen over 1 other: a single figure"),
        ({}, [{}, {}], "chosen over 2 others: first of equals in the guide"),
    ],
)
def test_a_headline_says_why_it_was_chosen(best, others, why) -> None:
    rows = [make_row(slug="best", **best), *(make_row(slug=f"o-{n}", **one) for n, one in enumerate(others))]
    choice = choose_for_role(rows)
    assert choice is not None
    assert (choice.row.slug, choice.why) == ("best", why)


@pytest.mark.django_db
def test_a_relayed_figure_without_its_series_counts_as_the_publishers() -> None:
    role, agency = make_role(), make_source("agency", kind=Source.Kind.STATISTICS)
    make_band(role, "own", as_of="2020")
    make_band(role, "no-series", method="relayed", attributed_to="BLS")
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert [(row.slug, row.why) for row in rows if row.is_headline] == [
        ("own", "chosen over 1 other: with a date")
    ]
    make_band(role, "series", method="relayed", attributed_to="BLS", series="Bakers")
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert [(row.slug, row.why) for row in rows if row.is_headline] == [
        ("series", "chosen over 2 others: traceable to a statistics agency")
    ]
    guide_of(role).bands.filter(slug="series").delete()
    make_band(role, "measured", method="measured", source=agency)
    rows = rows_of(guide_of(role).bands.for_rows(), role_title="Baker", role_url="/roles/baker/")
    assert [row.slug for row in rows if row.is_headline] == ["measured"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"place_slug": "united-states"}, {"place_slug": "", "traceable": True}),
        ({"place_slug": "united-states"}, {"place_slug": "canada", "traceable": True}),
        ({"basis": ""}, {"basis": "total", "traceable": True}),
        ({"basis": "base"}, {"basis": "total", "traceable": True}),
        ({"traceable": True, "method": "derived"}, {"method": "reported", "as_of": "2024"}),
        ({"method": "relayed"}, {"method": "derived", "as_of": "2024"}),
        ({"method": "reported"}, {"method": "editorial", "as_of": "2024"}),
        ({"as_of": "2019", "low": 1, "high": 9}, {"as_of": ""}),
        ({"as_of": "2023-05", "low": 1, "high": 9}, {"as_of": "2022-12"}),
        ({"as_of": "2023-05-02"}, {"as_of": "2023-05-01"}),
        ({"as_of": "2023-05"}, {"as_of": "2023"}),
        ({"mean": 5}, {"low": 1, "high": 9}),
    ],
)
def test_each_step_of_the_headline_rule_comes_before_those_after_it(better, worse) -> None:
    best, other = make_row(slug="best", **better), make_row(slug="other", **worse)
    assert headline([best, other]) == headline([other, best]) == best


def test_a_step_s_headline_is_the_best_of_its_own_figures() -> None:
    rows = [
        make_row(slug="total", tier_slug="senior", basis="total"),
        make_row(slug="best", tier_slug="senior"),
        make_row(slug="equal", tier_slug="senior"),
        make_row(slug="of-another-role", tier_slug="senior", said_of="Cook", traceable=True),
        make_row(slug="of-another-step", tier_slug="junior", traceable=True),
    ]
    best = headline_of_tier(rows, "senior")
    assert best is not None and best.slug == "best"
    assert headline_of_tier(rows, "lead") is None


def test_of_equal_rows_the_first_is_the_headline_and_none_without_a_plain_title() -> None:
    first, second = make_row(slug="first"), make_row(slug="second")
    assert headline([first, second]) == first
    assert headline([make_row(plain=False)]) is None
    assert headline([]) is None
