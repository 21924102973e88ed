"""The formats of tables, by name: all that the command line and its help know of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnreport.formats import CONSOLE, Format
from attnreport.tables import console, latex, markdown, plain
from attnreport.tables.table import Table

WIDTH = 120
"""Width of text for a console of unknown width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat(Format[Sequence[Table]]):
    """One way to give tables."""

    holds_several: bool
    """Whether one document holds several tables; otherwise it has room for a single one."""


def _one_below_the_other(render: Callable[[Table], str]) -> Callable[[Sequence[Table]], str]:
    return lambda tables: "\n".join(map(render, tables))


def _only(render: Callable[[Table], str]) -> Callable[[Sequence[Table]], str]:
    """Renders a single table.

    Raises:
        ValueError: if there are several, or none.
    """

    def render_only(tables: Sequence[Table]) -> str:
        (table,) = tables
        return render(table)

    return render_only


FORMATS: dict[str, TableFormat] = {
    CONSOLE: TableFormat(
        suffix="txt",
        meaning="for reading in a terminal",
        render=_one_below_the_other(lambda table: console.text(table, WIDTH)),
        holds_several=True,
    ),
    "md": TableFormat(
        suffix="md",
        meaning="Markdown",
        render=_one_below_the_other(markdown.render),
        holds_several=True,
    ),
    "csv": TableFormat(
        suffix="csv",
        meaning="exact numbers for a spreadsheet",
        render=_only(plain.render_csv),
        holds_several=False,
    ),
    "json": TableFormat(
        suffix="json",
        meaning="exact numbers and notes for a program",
        render=_only(plain.render_json),
        holds_several=False,
    ),
    "tex": TableFormat(
        suffix="tex",
        meaning="LaTeX with booktabs",
        render=latex.render_all,
        holds_several=True,
    ),
}
"""Another format is another entry."""
