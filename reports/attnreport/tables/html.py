"""Tables as HTML for notebooks: escaped, never large, without a script or a style element."""

import html
from collections.abc import Collection, Iterable, Iterator, Sequence

from attnreport.tables.column import Field
from attnreport.tables.table import Table
from attnreport.text import printable

MOST_BYTES = 30_000
"""Of the rows of a table, and of the lines below it: a notebook stores every one that it shows."""

LONGEST = 400
"""Characters of a text."""

SHORT = 24
"""Characters of words that stay on one line."""

PADDING = "padding: 0.2em 0.5em"


def render(table: Table) -> str:
    """The title, the table with the best in bold, and the notes."""
    words = [number for number, column in enumerate(table.columns) if column.holds_words]
    rows = [[_field(field) for field in row] for row in table.rows]
    notes = "".join(f"<li>{note}</li>" for note in _within(map(escape, table.notes)))
    return (
        f"<p><b>{escape(table.title)}</b></p>"
        f"{grid(list(map(escape, table.heads)), rows, words)}"
        f"{f'<ul>{notes}</ul>' if notes else ''}"
    )


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], words: Collection[int] = ()) -> str:
    """A table alone, with as many of its rows as there is room for.

    Args:
        heads: What stands above the columns, as HTML.
        rows: The fields of each row, as HTML.
        words: Numbers of the columns that are set left.
    """
    lines = list(_within(_row("td", row, words) for row in rows))
    left_out = len(rows) - len(lines)
    if left_out:
        lines.append(f'<tr><td colspan="{len(heads)}">{left_out} more rows are not shown</td></tr>')
    head = _row("th", heads, words)
    # A notebook centres tables, and where it is narrow a table must scroll.
    return (
        '<div style="overflow-x: auto"><table style="margin: 0">'
        f"<thead>{head}</thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def joined(tables: Iterable[str]) -> str:
    """Tables below each other, as many as there is room for; the first one always is there."""
    made = list(tables)
    first, *others = made
    shown = [first, *_within(others)]
    left_out = len(made) - len(shown)
    return "".join([*shown, f"<p>{left_out} more tables are not shown</p>" if left_out else ""])


def escape(text: str) -> str:
    """A text on one line with nothing in it that HTML would act on, cut where it is very long."""
    line = printable(text)
    return html.escape(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")


def _within(parts: Iterable[str]) -> Iterator[str]:
    """The first of some parts, as many as there is room for."""
    size = 0
    for part in parts:
        size += len(part.encode())
        if size > MOST_BYTES:
            return
        yield part


def _row(tag: str, fields: Sequence[str], words: Collection[int]) -> str:
    cells = []
    for number, field in enumerate(fields):
        is_words = number in words
        side = "left" if is_words else "right"
        wraps = _wraps(field, is_broken=is_words or tag == "th")
        cells.append(f'<{tag} style="{PADDING}; text-align: {side}; {wraps}">{field}</{tag}>')
    return f"<tr>{''.join(cells)}</tr>"


def _wraps(field: str, *, is_broken: bool) -> str:
    """Numbers are never broken, nor are short words; notebooks set what is not said here."""
    return "min-width: 12em" if is_broken and len(field) > SHORT else "white-space: nowrap"


def _field(field: Field) -> str:
    text = escape(field.text)
    return f"<b>{text}</b>" if field.is_best else text
