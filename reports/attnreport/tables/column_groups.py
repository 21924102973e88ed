"""A table that is too wide, as narrower ones below each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from attnreport.tables.columns import NAMES, READ_ON
from attnreport.tables.table import Table

Fits = Callable[[Table], bool]
"""Whether a table can be shown unbroken."""


def split(table: Table, fits: Fits) -> list[Table]:
    """The table's columns in groups that fit, in their order, the rows' names left of each.

    Columns that read on from one another stay together where they fit; a column that does not fit
    beside the first is a group all the same.
    """
    if fits(table):
        return [table]
    names = _repeated(table, fits)
    groups: list[list[int]] = []
    for piece in _pieces(table, names, fits):
        if groups and fits(_select(table, [*groups[-1], *piece])):
            groups[-1] += piece
        else:
            groups.append([*names, *piece])
    return [_select(table, group) for group in groups]


def _repeated(table: Table, fits: Fits) -> list[int]:
    """The leading names that leave room for all that has to stay together, or the first alone."""
    names = list(range(len(list(takewhile(NAMES.__contains__, table.heads[:-1])))))
    while len(names) > 1 and not all(
        fits(_select(table, [*names, *family])) for family in _families(table, len(names))
    ):
        names.pop()
    return names


def _pieces(table: Table, names: Sequence[int], fits: Fits) -> list[list[int]]:
    """Families that fit beside the names, and the columns of the others one by one."""
    pieces: list[list[int]] = []
    for family in _families(table, len(names)):
        is_whole = fits(_select(table, [*names, *family]))
        pieces += [family] if is_whole else [[column] for column in family]
    return pieces


def _families(table: Table, start: int) -> list[list[int]]:
    """The columns from a start on, each with those that read on from it."""
    families: list[list[int]] = []
    for column in range(start, len(table.heads)):
        if families and table.heads[column].startswith(READ_ON):
            families[-1].append(column)
        else:
            families.append([column])
    return families


def _select(table: Table, columns: Sequence[int]) -> Table:
    """Some of the columns."""
    return replace(
        table,
        heads=tuple(table.heads[column] for column in columns),
        rows=tuple(tuple(row[column] for column in columns) for row in table.rows),
    )
