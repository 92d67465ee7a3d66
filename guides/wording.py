"""Numbers with their nouns, as every page and file words them."""

from decimal import Decimal

# The nouns that are not made by taking off an s.
SINGULAR = {"people": "person", "openings a year": "opening a year", "per cent": "per cent"}


def counted(number: Decimal | int | str, plural: str) -> str:
    """ "1 year", "3 years", "7+ years", "0 to 1 year": the number, or a range in words, with its noun."""
    is_one = str(number).rpartition(" ")[2] == "1"
    return f"{number} {SINGULAR.get(plural, plural.removesuffix('s')) if is_one else plural}"


def span(low: object, high: object) -> str:
    """ "3 to 6", or "3" where both are the same or there is only one."""
    return str(low) if high is None or low == high else f"{low} to {high}"


def plain_number(value: Decimal) -> str:
    """Without needless noughts: 4.5 for 4.50, 33,700 for 33700.00."""
    return f"{value.normalize():,f}"


def provenance(who: str, **facts: str) -> str:
    """ "BLS, relayed by Himalayas, May 2023; place not stated": what is known, then the names of what is not."""
    known = ", ".join([who, *(fact for fact in facts.values() if fact)])
    *others, last = [name for name, fact in facts.items() if not fact] or [""]
    missing = f"{', '.join(others)} and {last}" if others else last
    return f"{known}; {missing} not stated" if missing else known
