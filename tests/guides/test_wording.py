from decimal import Decimal

import pytest

from guides.description import years as description_years
from guides.models import Claim, Tier
from guides.templatetags.guides import claim_number, years


@pytest.mark.parametrize(
    ("low", "high", "words", "in_description"),
    [
        (3, 6, "3 to 6 years", "3 to 6 years of experience in total."),
        (3, 3, "3 years", "3 years of experience in total."),
        (1, 1, "1 year", "1 year of experience in total."),
        (0, 1, "0 to 1 year", "Up to 1 year of experience in total."),
        (1, None, "1 year and more", "1 or more years of experience in total."),
        (15, None, "15 years and more", "15 or more years of experience in total."),
        (None, 1, "up to 1 year", "Up to 1 year of experience in total."),
        (None, 2, "up to 2 years", "Up to 2 years of experience in total."),
    ],
)
def test_years_of_a_step_are_counted_as_one_says_them(low, high, words, in_description) -> None:
    tier = Tier(years_min=low, years_max=high)
    assert (years(tier), description_years(tier)) == (words, in_description)


def test_years_that_no_source_states_are_said_to_be_so() -> None:
    assert years(Tier()) == "years not stated"


@pytest.mark.parametrize(
    ("low", "high", "unit", "values", "words"),
    [
        ("4.50", None, "percent", {}, "4.5 per cent"),
        ("1.00", None, "percent", {}, "1 per cent"),
        ("1.00", None, "people", {}, "1 person"),
        ("5.00", "10.00", "people", {}, "5 to 10 people"),
        ("1.00", None, "years", {}, "1 year"),
        ("1.00", None, "years", {"open_top": True}, "1+ years"),
        ("3.00", "3.00", "years", {}, "3 years"),
        ("0.50", "1.00", "months", {}, "0.5 to 1 month"),
        ("33700.00", None, "openings", {}, "33,700 openings a year"),
        ("1.00", None, "openings", {}, "1 opening a year"),
        ("101.00", None, "hours", {}, "101 hours"),
        ("1200.00", "1500.50", "amount", {"currency": "USD"}, "1,200 to 1,500.50 USD"),
    ],
)
def test_a_claim_s_number_has_no_needless_noughts_and_the_right_noun(low, high, unit, values, words) -> None:
    claim = Claim(low=Decimal(low), high=Decimal(high) if high else None, unit=unit, **values)
    assert claim_number(claim) == words


def test_a_claim_without_a_number_is_its_text() -> None:
    assert claim_number(Claim(text="It grows.")) == "It grows."
