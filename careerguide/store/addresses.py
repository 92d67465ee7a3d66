"""Which page an address asks for, and whether that page may be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve

LONGEST_PATH, LONGEST_QUERY, MOST_VALUES = 400, 300, 6
# Slugs, codes and numbers; nothing in which a reader could tell of himself.
VALUE = re.compile(r"[A-Za-z0-9_-]{1,80}(?::[A-Za-z0-9_-]{1,80})?")


@dataclass(frozen=True)
class Asked:
    path: str
    query: str
    key: str | None
    """Under which the page is kept; None for one that is made for each reader."""
    shares: bool = False
    """Whether there is no end to such addresses."""
    is_open: bool = False
    """Whether there would be no end to them if the page were a redirect or gone."""
    ignores: bool = False
    """Whether there was a query, which the page does not read."""


def read(path: str, query: str, stored: Mapping[str, tuple[str, ...] | None]) -> Asked | None:
    """What is asked for, or None for all that is no page of readers.

    `stored` names the routes of pages and the parameters that each of them reads: none, or None for those whose
    parameters are a reader's own words, so that nothing with a query is kept.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name not in stored or len(path) > LONGEST_PATH:
        return None
    parameters = stored[match.view_name]
    is_open = len(match.kwargs) > 1
    if not query:
        return Asked(path, "", path, is_open=is_open)
    if parameters == ():
        return Asked(path, "", path, is_open=is_open, ignores=True)
    normal = normal_form(query, parameters) if parameters else None
    if normal is None:
        return Asked(path, query, None)
    return Asked(path, normal, f"{path}?{normal}", shares=True)


def normal_form(query: str, parameters: tuple[str, ...]) -> str | None:
    """The query with its parameters in one order and without empty ones; None if anything in it is odd.

    Values of one parameter keep their order, which pages show. A form sends its empty fields too, and a page then
    tells htmx the address without them; so one empty field stands for any number.
    """
    if len(query) > LONGEST_QUERY:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    stated = [pair for pair in pairs if pair[1]]
    names = {name for name, _ in pairs}
    if (
        len(stated) > MOST_VALUES
        or len(set(stated)) < len(stated)
        or not names <= set(parameters)
        or not all(VALUE.fullmatch(value) for _, value in stated)
    ):
        return None
    stated.sort(key=lambda pair: parameters.index(pair[0]))
    if len(stated) < len(pairs):
        given = {name for name, _ in stated}
        empty = next((name for name in parameters if name not in given), None)
        if empty is None:
            return None
        stated.append((empty, ""))
    return urlencode(stated, safe=":")
