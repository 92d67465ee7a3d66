"""Markdown for the few texts where prose is long: paragraphs, emphasis, lists, and links to own pages or to https.

Anything else, headings, tables, pictures and HTML among it, stays the text that was typed. A text without marks, as
most are, never reaches the parser and costs what plain text costs.
"""

import re
from functools import lru_cache

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKS = re.compile(r"[*_\[\\]|^[ ]{0,3}(?:[-+]|[0-9]{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
# A path of our own, but not "//elsewhere", which browsers read as another site.
LINK = re.compile(r"https://[^/\s\\]|/(?![/\\])|#")
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a"}
# What closes a text: notes go before it, so that they stand behind the last word.
ENDING = re.compile(r"(?:</(?:p|li|ul|ol)>\s*)*\Z")


class Prose(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name
        return bool(LINK.match(url))


# Each line end is a line end for readers too, as everywhere on the site.
parser = Prose("zero", {"breaks": True}).enable(["emphasis", "escape", "link", "list", "newline"])


def to_html(text: str) -> SafeString:
    """Safe paragraphs and lists; of a text without marks, exactly Django's own paragraphs."""
    return marked(text) if MARKS.search(text) else SafeString(linebreaks(text, autoescape=True))


@lru_cache(maxsize=512)
def marked(text: str) -> SafeString:
    html = nh3.clean(
        parser.render(text),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        generic_attribute_prefixes=set(),
        url_schemes={"https"},
        link_rel=None,
    )
    return SafeString(html.strip())


def to_text(text: str) -> str:
    """The words alone, for wherever no HTML can stand; a list reads as one sentence."""
    return text_of(text) if MARKS.search(text) else text


@lru_cache(maxsize=512)
def text_of(text: str) -> str:
    blocks: list[str] = []
    items: list[str] = []
    depth = 0
    for token in parser.parse(text):
        if token.type == "inline":
            (items if depth else blocks).append(words_of(token))
        elif token.type.endswith("list_open"):
            depth += 1
        elif token.type.endswith("list_close"):
            depth -= 1
            if not depth:
                blocks.append(in_a_sentence(items))
                items = []
    return "\n\n".join(blocks)


def words_of(inline: Token) -> str:
    return "".join(
        "\n" if one.type in ("softbreak", "hardbreak") else one.content for one in inline.children or []
    )


def links_in(text: str) -> list[str]:
    """The addresses to which a text links, in its order."""
    inline = (
        [one for token in parser.parse(text) for one in token.children or []] if MARKS.search(text) else []
    )
    return [str(one.attrs["href"]) for one in inline if one.type == "link_open"]


def in_a_sentence(items: list[str]) -> str:
    bare = [item if item.endswith((".", ";", ",", ":", "!", "?")) else f"{item};" for item in items]
    return f"{' '.join(bare).removesuffix(';')}." if bare and bare[-1].endswith(";") else " ".join(bare)
