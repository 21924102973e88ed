"""A table as Markdown."""

import re
from collections.abc import Sequence

from attnreport.tables.column import Column, Field
from attnreport.tables.table import Table


def render(table: Table) -> str:
    """The title, what the table says, its rows with the best in bold, and the notes."""
    lines = [
        f"### {escape(table.title)}",
        "",
        *([escape(table.lead), ""] if table.lead else []),
        *grid(table.columns),
        "",
        *(item(note) for note in table.notes),
    ]
    return "\n".join(lines) + "\n"


def grid(columns: Sequence[Column]) -> list[str]:
    """The lines of a table alone."""
    rows = zip(*(column.fields for column in columns), strict=True)
    return [
        _line([escape(column.head) for column in columns]),
        _line([":--" if column.holds_words else "--:" for column in columns]),
        *(_line([_field(field) for field in row]) for row in rows),
    ]


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _field(field: Field) -> str:
    text = escape(field.text)
    return f"**{text}**" if field.is_best else text


def item(note: str) -> str:
    """A note as an item of a list, nothing at its start opening a heading or another list."""
    return "- " + re.sub(r"^(\d*)([-+#.)])", r"\1\\\2", escape(note))


def escape(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would act on."""
    single_line = " ".join(text.split())
    html_safe = single_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_~|\[\]])", r"\\\1", html_safe)
