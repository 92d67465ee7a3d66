"""Reading a part of a page as a reader does, and looking for words and figures in it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Elements that stand within a line of text; all others begin and end one.
INLINE = {"a", "b", "small", "span"}


def part_of(page: Element, name: str) -> Element:
    """The part of a page with this id, or all of it."""
    found = next((element for element in page.iter() if element.get("id") == name), None) if name else page
    assert found is not None, f"nothing on the page has the id {name}"
    return found


def words_in(element: Element) -> str:
    """What a reader reads there, without the small numbers that lead to sources."""
    return " ".join("".join(pieces_in(element)).split())


def pieces_in(element: Element) -> Iterator[str]:
    apart = "" if element.tag in INLINE else " "
    yield apart
    if element.tag not in ("sup", "script"):
        yield element.text or ""
        for child in element:
            yield from pieces_in(child)
            yield child.tail or ""
    yield apart


def missing_from(text: str, expected: list[str]) -> list[str]:
    """Those that do not stand in the text as whole words or figures; names in their own capitals."""
    return [
        one
        for one in expected
        if not re.search(
            rf"(?<!\w){re.escape(one)}(?!\w|[.,]\d)", text, re.IGNORECASE if one.islower() else re.NOFLAG
        )
    ]
