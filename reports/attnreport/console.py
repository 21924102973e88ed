"""A table for a terminal."""

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from attnreport.table import Table


def render(table: Table) -> RenderableType:
    """The table and its notes, to be printed by a rich console."""
    return Group(_grid(table), *(Text(f"- {note}") for note in table.notes))


def _grid(table: Table) -> RichTable:
    grid = RichTable(title=escape(table.title), title_justify="left")
    for index, head in enumerate(table.heads):
        grid.add_column(escape(head), justify="left" if index < 2 else "right")
    for row in table.rows:
        grid.add_row(*(Text(cell.text, style="bold" if cell.is_best else "") for cell in row))
    return grid


def natural_width(table: Table) -> int:
    """Columns that the table takes where nothing is wrapped."""
    wide = Console(width=10_000)
    return Measurement.get(wide, wide.options, _grid(table)).maximum


def text(table: Table, width: int) -> str:
    """The table as plain text of that width, without colour."""
    console = Console(width=width, no_color=True, force_terminal=False)
    with console.capture() as capture:
        console.print(render(table))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
