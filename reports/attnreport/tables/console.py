"""A table for a terminal."""

import textwrap
from dataclasses import replace
from typing import Literal

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from attnreport.tables.column import Field
from attnreport.tables.column_groups import split
from attnreport.tables.table import Table
from attnreport.text import printable

FIRM = "\xa0"
"""A space at which no line ends."""

LEAST_WIDTH = 20
"""Columns of a note, however narrow the terminal is."""

STAR_NOTE = "* stands for bold."
"""A note where a star is printed."""


def render(table: Table, width: int) -> RenderableType:
    """The table and its notes, to be printed by a rich console of that width.

    Columns that do not fit beside each other stand in groups below each other, so that no number
    is broken where its column and the row's name have room. A table without rows is its title and
    notes.
    """
    groups = (
        split(table, lambda group: natural_width(group) <= width, is_read_on=True)
        if table.rows
        else []
    )
    return Group(
        Text(printable(table.title), style="table.title"),
        *([Text(printable(table.lead), style="bold")] if table.lead else []),
        *(_grid(group) for group in groups),
        *(Text("\n".join(_bullet(note, width))) for note in table.notes),
    )


def _bullet(note: str, width: int) -> list[str]:
    """The lines of a note behind its dash; no number is parted from its percent sign."""
    lines = textwrap.wrap(
        printable(note).replace(" %", f"{FIRM}%"),
        max(width, LEAST_WIDTH),
        initial_indent="- ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    )
    return [line.replace(FIRM, " ") for line in lines]


def _grid(table: Table) -> RichTable:
    grid = RichTable()
    for column in table.columns:
        side: Literal["left", "right"] = "left" if column.holds_words else "right"
        grid.add_column(Text("\n".join(column.head_lines)), justify=side, overflow="fold")
    for row in table.rows:
        grid.add_row(*(_field(field) for field in row))
    return grid


def _field(field: Field) -> Text:
    return Text(printable(field.text), style="bold" if field.is_best else "")


def without_bold(table: Table) -> Table:
    """The table for an output that has no bold letters: with a star before what is bold."""
    if not any(field.is_best for row in table.rows for field in row):
        return table
    columns = tuple(replace(c, fields=tuple(map(_starred, c.fields))) for c in table.columns)
    return replace(table, columns=columns, notes=(*table.notes, STAR_NOTE))


def _starred(field: Field) -> Field:
    return Field(text=f"*{field.text}") if field.is_best else field


def natural_width(table: Table) -> int:
    """Columns that the table takes where nothing is wrapped."""
    wide = Console(width=10_000, force_jupyter=False)
    return Measurement.get(wide, wide.options, _grid(table)).maximum


def text(table: Table, width: int) -> str:
    """The table as plain text of that width, without colour or bold letters."""
    console = Console(width=width, no_color=True, force_terminal=False, force_jupyter=False)
    with console.capture() as capture:
        console.print(render(without_bold(table), width))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
