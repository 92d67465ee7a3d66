from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from salaries.charts import chart_of, charts_of, nice_step
from salaries.comparison import Part
from tests.helpers import parse_html, text_of

from .rows import make_row


def the_bar(**values):
    chart = chart_of([make_row(**values)])
    assert chart is not None
    return chart.bars[0]


def test_a_range_lies_on_a_scale_from_nothing_to_the_next_round_number() -> None:
    chart = chart_of([make_row(low=60_000, median=85_000, high=110_000), make_row(low=150_000, high=185_000)])
    assert chart is not None
    assert [value for _, value in chart.ticks] == [0, 50_000, 100_000, 150_000, 200_000]
    assert [position for position, _ in chart.ticks] == [0, 25, 50, 75, 100]
    bars = [(bar.start, bar.width, bar.end, bar.median, bar.mean) for bar in chart.bars]
    assert bars == [(30, 25, 55, 42.5, None), (75, 17.5, 92.5, None, None)]


@pytest.mark.parametrize(
    ("figures", "is_range", "points", "median", "mean"),
    [
        ({"median": 40, "mean": 50}, False, [], 80, 100),
        ({"mean": 50}, False, [], None, 100),
        ({"low": 50, "high": 50}, False, [100], None, None),
        ({"low": 25, "median": 50}, False, [50], 100, None),
        ({"p10": 10, "p90": 50, "mean": 30}, True, [], None, 60),
    ],
)
def test_what_is_no_range_is_drawn_as_marks_and_never_as_a_bar(
    figures, is_range, points, median, mean
) -> None:
    bar = the_bar(**figures)
    assert (bar.is_range, bar.points, bar.median, bar.mean) == (is_range, points, median, mean)


def test_a_row_open_upwards_leaves_room_for_its_arrow() -> None:
    assert the_bar(low=50, high=100).end == 100
    assert the_bar(low=50, high=100, open_top=True).end < 100
    assert "open" in the_bar(p90=100, open_top=True).marks


def test_each_role_s_headline_is_brought_out_or_the_one_that_is_named() -> None:
    own, other = make_row(slug="own", is_headline=True), make_row(slug="other")
    assert [bar.is_headline for bar in chart_of([own, other]).bars] == [True, False]
    assert [bar.is_headline for bar in chart_of([own, other], headline=other).bars] == [False, True]


def test_the_key_names_the_marks_that_occur_and_no_others() -> None:
    chart = chart_of(
        [make_row(low=1, high=5, is_headline=True), make_row(low=1, median=2, high=3, method="derived")]
    )
    assert [mark for mark, _ in chart.key] == ["best", "derived", "median"]


@pytest.mark.parametrize("other", [{"currency": "EUR"}, {"pay_period": "hour"}])
def test_unlike_rows_never_share_a_scale(other) -> None:
    rows = [make_row(**other), make_row(), make_row(pay_period="")]
    with pytest.raises(ValueError, match="one scale cannot hold"):
        chart_of(rows)
    assert [len(chart.bars) for chart in charts_of(rows)] == [2, 1]
    assert chart_of([]) is None


@pytest.mark.parametrize(
    ("top", "step"),
    [
        (0, 1),
        (5, 1),
        (7, 2),
        (110_000, 25_000),
        (205_000, 50_000),
        (2_500_000, 500_000),
        ("42.5", 10),
        ("0.9", "0.2"),
    ],
)
def test_steps_are_round(top, step) -> None:
    assert nice_step(Decimal(top)) == Decimal(step)


def test_the_chart_says_in_text_what_it_draws() -> None:
    rows = [
        make_row(low=60_000, median=85_000, high=110_000, condition="in bakeries", is_headline=True),
        make_row(label="Top 10%", p90=110_000, open_top=True, pay_period="", place_name=""),
    ]
    html = render_to_string("salaries/_chart.html", {"chart": chart_of(rows)})
    tree = parse_html(f"<!doctype html><title>Chart</title>{html}")
    assert [text_of(item) for item in tree.iter("li")] == [
        "The role itself median $85,000 $60,000 to $110,000 Press, United States; date not stated. In bakeries",
        "Top 10% from $110,000 Press; date, place and period not stated",
    ]
    assert 'class="bar" x="48.0%" y="-5" width="40.0%"' in html
    assert "style=" not in html and "viewBox" not in html
    assert 'class="pay-row pay-best"' in html


def test_a_grouped_chart_shows_each_role_once_and_says_what_else_a_row_is() -> None:
    rows = [
        make_row(median=70_000, mean=75_000),
        make_row(label="Senior", low=80_000, high=80_000, also=("on the ladder of Cook: Senior Cook",)),
        make_row(
            role_title="Cook",
            role_url="/roles/cook/",
            mean=60_000,
            method="derived",
            method_display="Derived",
        ),
    ]
    chart = chart_of(rows)
    assert chart is not None
    parts = [Part("Baker", "/roles/baker/", chart.bars[:2]), Part("Cook", "/roles/cook/", chart.bars[2:])]
    html = render_to_string("salaries/_chart.html", {"chart": chart, "chart_parts": parts, "by_role": True})
    tree = parse_html(f"<!doctype html><title>Chart</title>{html}")
    assert [text_of(item) for item in tree.iter("li")] == [
        "The role itself median $70,000 average $75,000 Press, United States; date not stated",
        "Senior also on the ladder of Cook: Senior Cook $80,000 Press, United States; date not stated",
        "The role itself average $60,000 Press, United States, derived; date not stated",
    ]
    assert [text_of(heading) for heading in tree.iter("h3")] == ["Baker 2", "Cook 1"]
    assert "pay-role" not in html


def test_the_axis_names_its_currency_apart_from_its_numbers() -> None:
    html = render_to_string(
        "salaries/_chart.html", {"chart": chart_of([make_row(median=90_000, currency="SGD")])}
    )
    assert "<span><i>SGD\N{NO-BREAK SPACE}</i>20k</span>" in html
