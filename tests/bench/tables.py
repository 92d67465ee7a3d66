"""Markdown, ready to paste."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    lines = [head, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], *rows]
    for line in lines:
        cells = [
            one.ljust(width) if not place else one.rjust(width)
            for place, (one, width) in enumerate(zip(line, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |")
    print()


def bar(what: str, ratio: float, most: float) -> None:
    print(
        f"- {what}: {ratio:.2f} times; at most {most:g}: {'holds' if ratio <= most else '**does not hold**'}"
    )
