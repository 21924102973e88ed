"""An answer as HTML for a notebook: the sentence, the table, and what weakens it."""

from collections.abc import Iterator

from attnreport.answer.answer import Answer
from attnreport.answer.columns import columns_of, names_of
from attnreport.tables.html import escape, grid


def render(answer: Answer) -> str:
    """The answer, with every warning."""
    return "".join(_parts(answer))


def _parts(answer: Answer) -> Iterator[str]:
    yield f"<p><b>{escape(answer.sentence)}</b></p>"
    columns, names = columns_of(answer), names_of(answer)
    rows = [
        [
            escape(name),
            *(escape(texts[number]) for texts in columns.values()),
            escape(str(answered.answer or "")),
        ]
        for number, (answered, name) in enumerate(zip(answer.rows, names, strict=True))
    ]
    yield grid(["", *map(escape, columns), "answer"], rows, words=(0, len(columns) + 1))
    lines = (
        *answer.warnings,
        f"next: {answer.next}{f' ({answer.next_note})' if answer.next_note else ''}"
        if answer.next
        else "",
        f"more: {answer.more}" if answer.more else "",
    )
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    yield f"<ul>{shown}</ul>" if shown else ""
