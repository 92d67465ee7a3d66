"""Amounts of money and years as people type them. Nothing here raises or logs: what is read is personal."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from babel.numbers import get_currency_symbol

from guides.models.tier import MAX_YEARS

LONGEST = 40
MOST = Decimal(10) ** 12
# A number with what stands before and after it: a sign or code of a currency, a short word for thousands.
TYPED = re.compile(
    r"(?P<before>\D*?)\s*(?P<number>\d(?:[\d.,'’_ ]*\d)?)(?:[.,]-{1,2})?\s*"
    r"(?:(?P<unit>k|m|lakhs?)(?![a-z]))?\s*(?P<after>\D*)",
    re.ASCII | re.IGNORECASE,
)
UNITS = {"k": Decimal(1000), "m": Decimal(10) ** 6, "lakh": Decimal(10) ** 5}
# Thousands set apart by one mark throughout, whichever it is, then perhaps two decimals after another mark.
GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,'’_ ])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<part>\d{1,2}))?"
)
INDIAN = re.compile(r"(?P<whole>[1-9]\d?(?:,\d{2})+,\d{3})(?:\.(?P<part>\d{1,2}))?")
PLAIN = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d{1,2}))?")
YEARS = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*(?:y|yrs?|years?)?", re.ASCII | re.IGNORECASE)

DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "USD"})
OTHER_SIGNS = {"us$": "USD", "c$": "CAD", "s$": "SGD"}

NO_AMOUNT = "Type what you earn or are offered, such as 85,000."
NOT_READ = "This was not read as an amount. Write it like 85,000, 85.000, 85000 or 85k, with nothing else."
NOTHING = "An amount is more than nothing."
TOO_MUCH = "That is more than anybody is paid. Write it with at most twelve digits."
NOT_YEARS = f"Write the years as a number from 0 to {MAX_YEARS}, such as 4."


def read_amount(text: str, currencies: Iterable[str]) -> tuple[Decimal | None, frozenset[str], str]:
    """The amount, the currencies that its sign may mean (none: no sign), and a sentence on what is wrong.

    "85,000", "85.000", "85 000", "85'000", "85000", "85k", "€85.000,50" and "15,00,000" are read; a single mark
    before exactly three digits parts thousands, before one or two it parts decimals.
    """
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).strip()
    if not text:
        return None, frozenset(), NO_AMOUNT
    match = TYPED.fullmatch(text.replace("−", "-")) if len(text) <= LONGEST else None
    if match is None:
        return None, frozenset(), NOT_READ
    before, after = match["before"].strip(), match["after"].strip()
    if before.startswith("-"):
        return None, frozenset(), NOTHING
    value, signs = number_in(match["number"], (match["unit"] or "").lower()), signs_of(currencies)
    marks = {mark.lower() for mark in (before, after) if mark}
    if value is None or len(marks) > 1 or not marks <= signs.keys():
        return None, frozenset(), NOT_READ
    if value == 0:
        return None, frozenset(), NOTHING
    if value >= MOST:
        return None, frozenset(), TOO_MUCH
    return value, signs[marks.pop()] if marks else frozenset(), ""


def number_in(text: str, unit: str) -> Decimal | None:
    """The value of digits and marks; with a unit as in 85k or 1.5m, a mark can only part decimals."""
    forms = (PLAIN,) if unit else (GROUPED, INDIAN, PLAIN)
    match = next((found for form in forms if (found := form.fullmatch(text))), None)
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    return Decimal(f"{whole}.{match['part'] or 0}") * UNITS.get(unit.removesuffix("s"), Decimal(1))


def signs_of(currencies: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What may stand beside an amount, in lower case, with the currencies among these that it may mean."""
    codes = set(currencies)
    signs = {"$": codes & DOLLARS}
    for code in codes:
        for sign in (code, get_currency_symbol(code, "en_US")):
            signs.setdefault(sign.lower(), set()).add(code)
    for sign, code in OTHER_SIGNS.items():
        signs.setdefault(sign, set()).update({code} & codes)
    return {sign: frozenset(meant) for sign, meant in signs.items() if meant}


def read_years(text: str) -> tuple[Decimal | None, str]:
    """The years of experience, None where there are none, and a sentence on what is wrong."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
    if not text:
        return None, ""
    match = YEARS.fullmatch(text)
    years = Decimal(f"{match[1]}.{match[2] or 0}").normalize() if match else None
    if years is None or years > MAX_YEARS:
        return None, NOT_YEARS
    return years, ""
