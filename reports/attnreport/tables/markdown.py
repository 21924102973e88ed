"""A table as Markdown."""

import re
from collections.abc import Iterable, Sequence

from attnreport.tables.columns import NAMES, TextCell
from attnreport.tables.table import Table


def render(table: Table) -> str:
    """The title, the table with the best in bold, and the notes."""
    lines = [
        f"### {escape(table.title)}",
        "",
        *grid(table.heads, table.rows),
        "",
        *(item(note) for note in table.notes),
    ]
    return "\n".join(lines) + "\n"


def grid(heads: Sequence[str], rows: Iterable[Sequence[TextCell]]) -> list[str]:
    """The lines of a table alone."""
    return [
        _line([escape(head) for head in heads]),
        _line([":--" if head in NAMES else "--:" for head in heads]),
        *(_line([_cell(cell) for cell in row]) for row in rows),
    ]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: TextCell) -> str:
    text = escape(cell.text)
    return f"**{text}**" if cell.is_best else text


def item(note: str) -> str:
    """A note as an item of a list, nothing at its start opening a heading or another list."""
    return "- " + re.sub(r"^(\d*)([-+#.)])", r"\1\\\2", escape(note))


def escape(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would act on."""
    single_line = " ".join(text.split())
    html_safe = single_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_~|\[\]])", r"\\\1", html_safe)
