"""What a reader's address bar may hold beyond what a page knows: named to the reader, never obeyed."""

from collections.abc import Collection, Iterable

from django.http import HttpResponse, QueryDict

# So many odd values are named one by one, each with so many characters at most.
MOST_NAMED, LONGEST_NAMED = 5, 60


def sentences(odd: list[tuple[str, str]]) -> Iterable[str]:
    """A sentence on each value that was left out; `odd` pairs it with the noun of what would make sense.

    Control characters are shown as such, so that none gets into the page.
    """
    for value, noun in odd[:MOST_NAMED]:
        start = value[:LONGEST_NAMED]
        shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in start)
        ellipsis = "…" if start != value else ""
        yield f'"{shown}{ellipsis}" is not a {noun} here; it was left out.'
    more = len(odd) - MOST_NAMED
    if more > 0:
        yield f"{more} more {'values were' if more > 1 else 'value was'} left out."


def with_odd(response: HttpResponse, odd: Collection[object]) -> HttpResponse:
    """The response; kept nowhere where it names what a reader has made up."""
    if odd:
        response["Cache-Control"] = "no-store"
    return response


def tidied(query: QueryDict, defaults: Collection[tuple[str, str]] = ()) -> str | None:
    """The query string without empty and default parameters, to stand behind a path; None if it is tidy already.

    A form sends its empty fields too; a page answers htmx with this address to show in place of the one asked for.
    """
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if stated := [value for value in values if value and (name, value) not in defaults]:
            kept.setlist(name, stated)
    if kept == query:
        return None
    return f"?{kept.urlencode()}" if kept else ""
