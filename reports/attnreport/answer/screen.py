"""An answer as the first screen of a command: a sentence, a table, and a few lines of text."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from rich.console import Console, RenderableType
from rich.text import Text

from attnreport.answer.answer import Answer
from attnreport.answer.columns import columns_of, names_of
from attnreport.answer.row_answer import Kind, RowAnswer
from attnreport.text import printable

WIDTH = 100
"""Columns of the widest screen."""

MOST_WARNINGS = 5
"""Beside them stand the sentence, the next step and where to see more: 8 lines of text."""

NAME_WIDTH = 30
"""Of a longer name the options stand in the next line, and any other goes on there."""

LEAST_NAME = 12
"""Columns that a name has even where a row is then wider than the terminal."""

LEAST_REASON = 24
"""Columns that an answer needs beside its row; with fewer it stands below."""

GAP, INDENT = "  ", "    "

BEFORE_NOTE = "     "
"""Between a command and what is said of it, so that it is seen where the command ends."""

STYLES: Mapping[Kind, str] = {
    Kind.YES: "green",
    Kind.NO: "red",
    Kind.OPEN: "yellow",
    Kind.FREE: "cyan",
}


def render(answer: Answer, width: int) -> RenderableType:
    """The answer, to be printed by a rich console of that width."""
    return Text("\n").join(_lines(answer, min(width, WIDTH)))


def text(answer: Answer, width: int = WIDTH) -> str:
    """The answer as plain text of that width, without colour."""
    console = Console(
        width=max(width, WIDTH), no_color=True, force_terminal=False, force_jupyter=False
    )
    with console.capture() as capture:
        console.print(render(answer, width), soft_wrap=True)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _lines(answer: Answer, width: int) -> Iterator[Text]:
    yield from (Text(line, style="bold") for line in _wrapped(printable(answer.sentence), width))
    yield from _table(answer, width)
    for warning in answer.warnings[:MOST_WARNINGS]:
        line = textwrap.shorten(f"! {printable(warning)}", WIDTH, placeholder=" …")
        yield from map(Text, _wrapped(line, width))
    if answer.next:
        yield from _noted(f"next: {answer.next}", answer.next_note, width)
    left_out = len(answer.warnings) - MOST_WARNINGS
    if answer.more:
        counted = f"{left_out} more warnings in " if left_out > 0 else ""
        yield Text(f"more: {counted}{answer.more}")


def _noted(line: str, note: str, width: int) -> Iterator[Text]:
    """A command, which is never broken, with a note beside it, or below where there is no room."""
    beside = f"{line}{BEFORE_NOTE}({note})"
    if not note or len(beside) <= width:
        yield Text(beside if note else line)
        return
    yield from (Text(line), Text(f"{INDENT}({note})"))


def _table(answer: Answer, width: int) -> Iterator[Text]:
    columns = columns_of(answer)
    widths = [max(map(len, [head, *texts])) for head, texts in columns.items()]
    beside = width - sum(len(GAP) + wide for wide in widths)
    names = _names(list(map(printable, names_of(answer))), beside)
    longest = max((len(name) for name, _ in names), default=0)
    name_width = min(longest, NAME_WIDTH, max(beside, LEAST_NAME))
    room = beside - name_width - len(GAP)

    def line(name: str, texts: Iterator[str]) -> str:
        fields = (f"{GAP}{t:>{wide}}" for t, wide in zip(texts, widths, strict=True))
        return name.ljust(name_width) + "".join(fields)

    yield Text(line("", iter(columns)).rstrip(), style="dim")
    for number, (answered, (name, options)) in enumerate(zip(answer.rows, names, strict=True)):
        first, *others = _wrapped(name, name_width)
        values = line(first, (texts[number] for texts in columns.values()))
        below = [f"{GAP}{text}" for text in textwrap.wrap(options, width - len(GAP))]
        yield from _answered([values, *others], below, answered.answer, room, width)


def _names(names: Sequence[str], beside: int) -> list[tuple[str, str]]:
    """What stands beside the numbers of each row, and the options that stand below.

    They stand beside the numbers too where all names are short and leave room for the answers.
    """
    longest = max(map(len, names), default=0)
    if longest <= NAME_WIDTH and beside - longest - len(GAP) >= LEAST_REASON:
        return [(name, "") for name in names]
    parts = [name.partition(" (") for name in names]
    return [(name, f"({options}" if options else "") for name, _, options in parts]


def _answered(
    lines: Sequence[str], below: Sequence[str], answer: RowAnswer | None, room: int, width: int
) -> Iterator[Text]:
    """A row's lines with its answer beside them, or below where there is no room.

    Args:
        lines: The name beside its numbers.
        below: The rest of the name.
        answer: Of the row; None of the baseline.
        room: Columns beside the lines.
        width: Of the terminal.
    """
    words, style = (answer.brief, STYLES[answer.kind]) if answer else ("", "")
    if words and room >= LEAST_REASON:
        used = len(lines[0])
        for left, reason in zip_longest(lines, _wrapped(words, room), fillvalue=""):
            yield Text.assemble(left.ljust(used), GAP, (reason, style)) if reason else Text(left)
        yield from map(Text, below)
        return
    yield from map(Text, (*lines, *below))
    if words:
        reasons = _wrapped(words, width - len(INDENT))
        yield from (Text(f"{INDENT}{reason}", style=style) for reason in reasons)


def _wrapped(words: str, width: int) -> list[str]:
    """At least one line; the next ones are indented."""
    return textwrap.wrap(words, width, subsequent_indent=GAP) or [""]
