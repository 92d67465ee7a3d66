"""A job description as plain text and as Markdown."""

import re

from .description import TERMS, Description, Line
from .models.statement import partial_date_display

MARKDOWN_ANYWHERE = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
MARKDOWN_AT_START = re.compile(r"^(\d*)([-+#=]|(?<=\d)[.)])")


def as_text(description: Description) -> str:
    """Plain text: headings on lines of their own, a dash before each item."""
    blocks = [description.title]
    for part in description.parts:
        blocks.append(part.heading)
        blocks += [in_words(line) for line in part.paragraphs]
        blocks.append("\n".join(f"- {in_words(line)}" for line in part.items))
    return joined(blocks)


def as_markdown(description: Description) -> str:
    """CommonMark in which every character of the records stands for itself."""
    blocks = [f"# {escaped(description.title)}"]
    for part in description.parts:
        blocks.append(f"## {escaped(part.heading)}")
        blocks += [in_markdown(line) for line in part.paragraphs]
        blocks.append("\n".join(f"- {in_markdown(line)}" for line in part.items))
    return joined(blocks)


FORMS = {"txt": as_text, "md": as_markdown}


def as_file(description: Description, form: str, url: str) -> str:
    """The text in one of FORMS, with its date, address, sources and terms below a rule."""
    write = escaped if form == "md" else str
    text = FORMS[form](description)
    below = [write(f"{dated(description)}, from"), f"<{url}>" if form == "md" else url]
    sources = write("Sources: " + "; ".join(str(source) for source in description.sources) + ".")
    return joined([text.rstrip(), "---", " ".join(below), sources, write(f"Terms: {TERMS}")])


def dated(description: Description) -> str:
    return f"Text as of {partial_date_display(description.updated_on.isoformat())}"


def in_words(line: Line) -> str:
    return f"{line.lead}: {line.text}" if line.lead else line.text


def in_markdown(line: Line) -> str:
    return f"**{escaped(line.lead)}:** {escaped(line.text)}" if line.lead else escaped(line.text)


def escaped(text: str) -> str:
    """One line of text in which nothing is markup, also at the start of a paragraph, an item or a heading."""
    return MARKDOWN_AT_START.sub(r"\1\\\2", MARKDOWN_ANYWHERE.sub(r"\\\g<0>", text))


def joined(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"
