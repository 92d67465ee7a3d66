from decimal import Decimal

import pytest

from guides.models import Tier
from salaries.conversion import per_period
from salaries.steps import changes_between, fitting, next_steps

from .rows import make_row

LADDER = [
    Tier(pk=1, slug="junior", title="Junior", years_min=0, years_max=2),
    Tier(pk=2, slug="baker", title="Baker", years_min=3, years_max=6),
    Tier(pk=3, slug="senior", title="Senior", years_min=6, years_max=10),
    Tier(pk=4, slug="artist", title="Artist", years_min=8, years_max=12, track="individual"),
    Tier(pk=5, slug="odd", title="Odd"),
    Tier(pk=6, slug="head", title="Head", years_min=10),
]


@pytest.mark.parametrize(
    ("years", "steps"),
    [
        ("0", ["junior"]),
        ("2", ["junior"]),
        ("2.5", []),
        ("4", ["baker"]),
        ("6", ["baker", "senior"]),
        ("10", ["senior", "artist", "head"]),
        ("60", ["head"]),
    ],
)
def test_all_steps_that_hold_the_years_fit_both_ends_included(years, steps) -> None:
    assert [tier.slug for tier in fitting(LADDER, Decimal(years))] == steps


def test_without_years_no_step_fits() -> None:
    assert fitting(LADDER, None) == []


@pytest.mark.parametrize(
    ("steps", "onwards"),
    [
        (["junior"], [("baker", ["junior"])]),
        (["baker", "senior"], [("odd", ["baker", "senior"])]),
        (["odd"], [("head", ["odd"])]),
        (["senior", "artist", "head"], [("odd", ["senior"])]),
        (["artist"], []),
        (["head"], []),
        ([], []),
    ],
)
def test_the_next_step_is_on_the_same_track_and_none_that_fits_already(steps, onwards) -> None:
    found = next_steps(LADDER, [tier for tier in LADDER if tier.slug in steps])
    assert [(tier.slug, [one.slug for one in after]) for tier, after in found] == onwards


def test_a_change_is_between_figures_that_one_source_states_alike() -> None:
    rows = [
        make_row(slug="a", tier_slug="baker", low=40_000, median=50_000, high=60_000),
        make_row(slug="b", tier_slug="senior", median=65_000, high=60_000, mean=70_000),
        make_row(slug="c", tier_slug="senior", median=80_000, source_slug="other"),
        make_row(slug="d", tier_slug="senior", median=80_000, place_slug="germany"),
        make_row(slug="e", tier_slug="senior", median=80_000, basis="total"),
        make_row(slug="f", tier_slug="senior", mean=80_000, attributed_to="BLS"),
        make_row(slug="g", tier_slug="senior", p90=80_000),
        make_row(slug="h", tier_slug="senior", median=45_000),
        make_row(slug="i", tier_slug="senior", median=90_000, condition="with equity"),
    ]
    changes = changes_between([LADDER[1]], LADDER[2], rows)
    assert [(change.before.slug, change.row.slug, change.words) for change in changes] == [
        ("a", "b", "median $15,000 (30 per cent) more, high end the same"),
        ("a", "h", "median $5,000 (10 per cent) less"),
    ]


def test_figures_stated_for_different_periods_make_no_change() -> None:
    rows = [
        make_row(slug="year", tier_slug="baker", median=48_000),
        make_row(slug="month", tier_slug="senior", median=5_000, pay_period="month"),
    ]
    monthly = [one for row in rows if (one := per_period(row, "month"))]
    assert changes_between([LADDER[1]], LADDER[2], monthly) == []
