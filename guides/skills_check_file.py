"""The answer of a skills check as Markdown."""

from collections.abc import Iterable, Sequence

from .description_files import escaped, joined
from .models import Source
from .skills_check import Line, Result


def as_file(
    title: str, results: Sequence[Result], left_out: Iterable[str], address: str, sources: Iterable[Source]
) -> str:
    """CommonMark in which every character of records and of what the reader wrote stands for itself."""
    total = sum(len(result.lines) for result in results)
    blocks = [f"# {escaped(f'Skills check: {title}')}", f"Of {total} skills asked for:"]
    counts = [f"- {result.outcome.label}: {len(result.lines)}" for result in results]
    blocks += ["\n".join(counts), *(escaped(sentence) for sentence in left_out)]
    for result in results:
        if result.lines:
            blocks.append(f"## {result.outcome.label} ({len(result.lines)})")
            blocks.append("\n".join(f"- {in_markdown(line)}" for line in result.lines))
    cited = "; ".join(str(source) for source in sources)
    return joined([*blocks, "---", f"The same as a page: <{address}>", escaped(f"Sources: {cited}.")])


def in_markdown(line: Line) -> str:
    because = f"Because: {line.reason}{'' if line.reason[-1] in '.!?' else '.'}" if line.reason else ""
    named = "; ".join(dict.fromkeys(source.short_name for source in line.sources))
    sentences = [
        asked_in_words(line),
        because,
        *line.notes,
        line.concluded,
        f"Source: {named}." if named else "",
    ]
    text = " ".join(" ".join(sentence.split()) for sentence in sentences if sentence)
    return f"**{escaped(line.skill.name)}** {escaped(text)}"


def asked_in_words(line: Line) -> str:
    """ "(required; expert asked for; you: working knowledge, 2 levels short)"."""
    level = f"{line.level_words} asked for" if line.level else "level not stated"
    answer = ", ".join(filter(None, [line.answer_words, line.short_words]))
    return f"({'; '.join(filter(None, [line.necessity_words, level, answer and f'you: {answer}']))})"
