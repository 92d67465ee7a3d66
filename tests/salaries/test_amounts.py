from decimal import Decimal

import pytest

from salaries.amounts import NO_AMOUNT, NOT_READ, NOT_YEARS, NOTHING, TOO_MUCH, read_amount, read_years

CURRENCIES = ["BRL", "CAD", "EUR", "GBP", "INR", "SGD", "USD"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("85000", 85_000),
        (" 85,000 ", 85_000),
        ("85.000", 85_000),
        ("85 000", 85_000),
        ("85\N{NARROW NO-BREAK SPACE}000", 85_000),
        ("85'000", 85_000),
        ("85’000", 85_000),
        ("85_000", 85_000),
        ("85k", 85_000),
        ("85 K", 85_000),
        ("85.5k", 85_500),
        ("85,5k", 85_500),
        ("1.25m", 1_250_000),
        ("1,250,000.50", "1250000.50"),
        ("1.250.000,50", "1250000.50"),
        ("85,000.00", 85_000),
        ("85.000,-", 85_000),
        ("15,00,000", 1_500_000),
        ("12 lakh", 1_200_000),
        ("22.50", "22.5"),
        ("22,5", "22.5"),
        ("0.5", "0.5"),
        ("８５０００", 85_000),
        ("999999999999", 999_999_999_999),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, amount) -> None:
    assert read_amount(typed, CURRENCIES) == (Decimal(amount), frozenset(), "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("€85.000", {"EUR"}),
        ("85.000 €", {"EUR"}),
        ("EUR 85000", {"EUR"}),
        ("85000 gbp", {"GBP"}),
        ("£85k", {"GBP"}),
        ("$85,000", {"CAD", "SGD", "USD"}),
        ("US$85,000", {"USD"}),
        ("CA$85,000", {"CAD"}),
        ("C$85,000", {"CAD"}),
        ("S$85,000", {"SGD"}),
        ("R$ 85.000", {"BRL"}),
        ("₹85,000", {"INR"}),
    ],
)
def test_a_sign_says_which_currencies_may_be_meant(typed, meant) -> None:
    assert read_amount(typed, CURRENCIES) == (Decimal(85_000), frozenset(meant), "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", NO_AMOUNT),
        ("  ", NO_AMOUNT),
        ("much", NOT_READ),
        ("85k a year", NOT_READ),
        ("85-95k", NOT_READ),
        ("85,00,0", NOT_READ),
        ("85,000k", NOT_READ),
        ("8,5,0", NOT_READ),
        ("85 00", NOT_READ),
        ("1.234.56", NOT_READ),
        ("1e9", NOT_READ),
        ("0x10", NOT_READ),
        ("¥85,000", NOT_READ),
        ("€85,000 USD", NOT_READ),
        ("٣٤٥", NOT_READ),
        ("NaN", NOT_READ),
        ("1" * 41, NOT_READ),
        ("\0", NOT_READ),
        ("-85000", NOTHING),
        ("−5", NOTHING),
        ("0", NOTHING),
        ("0.00", NOTHING),
        ("1000000000000", TOO_MUCH),
        ("9999999m", TOO_MUCH),
    ],
)
def test_what_is_no_amount_gets_a_sentence(typed, sentence) -> None:
    assert read_amount(typed, CURRENCIES) == (None, frozenset(), sentence)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("", None),
        ("0", "0"),
        ("4", "4"),
        (" 10 years ", "10"),
        ("2.5", "2.5"),
        ("2,5 yrs", "2.5"),
        ("60", "60"),
    ],
)
def test_years_are_read(typed, years) -> None:
    assert read_years(typed) == (years if years is None else Decimal(years), "")


@pytest.mark.parametrize("typed", ["61", "-1", "five", "5+", "3 to 5", "1e1", "٣", "2.555", "99999999999"])
def test_what_are_no_years_gets_a_sentence(typed) -> None:
    assert read_years(typed) == (None, NOT_YEARS)
