"""A table that is too wide, as narrower ones below each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from attnreport.tables.column import Column
from attnreport.tables.table import Table

Fits = Callable[[Table], bool]
"""Whether a table can be shown unbroken."""


def split(table: Table, fits: Fits, *, is_read_on: bool = False) -> list[Table]:
    """The table's columns in groups that fit, in their order, the rows' names left of each.

    Columns that continue one another stay together where they fit; a column that does not fit
    beside the first is a group all the same.

    Args:
        table: What is too wide.
        fits: Whether a part of it fits.
        is_read_on: Whether the groups are read as one table: a name that the first row alone has,
            such as the backbone of all rows, then stands in the first group alone.
    """
    if fits(table):
        return [table]
    names = _repeated(table, fits)
    again = _telling(names) if is_read_on else names
    groups: list[list[Column]] = []
    for piece in _pieces(table, names, fits):
        if groups and fits(_with(table, [*groups[-1], *piece])):
            groups[-1] += piece
        else:
            groups.append([*(again if groups else names), *piece])
    return [_with(table, group) for group in groups]


def _repeated(table: Table, fits: Fits) -> list[Column]:
    """The leading names that leave room for all that has to stay together, or the first alone."""
    names = list(takewhile(lambda column: column.holds_words, table.columns[:-1]))
    while len(names) > 1 and not all(
        fits(_with(table, [*names, *family])) for family in _families(table.columns[len(names) :])
    ):
        names.pop()
    return names


def _telling(names: Sequence[Column]) -> list[Column]:
    """The first of the names, and those that say more than one thing of the rows."""
    first, *others = names
    return [first, *(c for c in others if len(c.fields) == 1 or any(f.text for f in c.fields[1:]))]


def _pieces(table: Table, names: Sequence[Column], fits: Fits) -> list[list[Column]]:
    """Families that fit beside the names, and the columns of the others one by one."""
    pieces: list[list[Column]] = []
    for family in _families(table.columns[len(names) :]):
        is_whole = fits(_with(table, [*names, *family]))
        pieces += [family] if is_whole else [[column] for column in family]
    return pieces


def _families(columns: Sequence[Column]) -> list[list[Column]]:
    """Columns, each with those that continue it."""
    families: list[list[Column]] = []
    for column in columns:
        if families and column.continues:
            families[-1].append(column)
        else:
            families.append([column])
    return families


def _with(table: Table, columns: Sequence[Column]) -> Table:
    return replace(table, columns=tuple(columns))
