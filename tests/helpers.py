"""Reading what a view answers as a browser would."""

from collections import Counter
from xml.etree.ElementTree import Element

from django.http import HttpResponse
from html5lib import HTMLParser
from html5lib.constants import E as MESSAGES


def parse_html(page: HttpResponse | str) -> Element:
    """The page as a tree; fails, naming lines, where it is not valid HTML or an id stands twice."""
    html = page if isinstance(page, str) else page.content.decode()
    parser = HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    lines = html.splitlines()
    faults = [
        f"line {line}: {MESSAGES[code] % values}: {lines[line - 1].strip()[:120]}"
        for (line, _), code, values in parser.errors
    ]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    faults += [f'id "{name}" stands {count} times' for name, count in ids.items() if count > 1]
    assert not faults, "\n".join(faults)
    return tree


def text_of(element: Element) -> str:
    """All text within an element, with single spaces, as a reader sees it."""
    return " ".join("".join(element.itertext()).split())
