"""Bars of what runs."""

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.table import Column

BAR_WIDTH = 12
MOST_NAME = 32
"""Columns of a bar, and at most of the name before it: the words behind it need the rest."""


def make_bars(console: Console, *columns: ProgressColumn) -> Progress:
    """Bars with their words and further columns, a line each, shown only on a terminal."""
    name = Column(no_wrap=True, overflow="ellipsis", max_width=MOST_NAME)
    words = Column(no_wrap=True, overflow="ellipsis")
    return Progress(
        TextColumn("{task.description}", table_column=name),
        BarColumn(BAR_WIDTH),
        TextColumn("{task.fields[words]}", markup=False, table_column=words),
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=120,
        disable=not console.is_terminal,
    )


def plain(text: str) -> str:
    """The text with nothing that rich would read as markup."""
    return text.replace("[", r"\[")
