"""Some of a table's columns, in an order that a user chose."""

from collections.abc import Sequence
from dataclasses import replace

from attnreport.errors import WrongValue
from attnreport.tables.table import Table


class NoSuchColumn(WrongValue):
    """A column that a table does not have."""


def choose_columns(table: Table, names: Sequence[str]) -> Table:
    """The table with these columns alone, in this order; its exact numbers stay.

    Args:
        table: With columns that have keys.
        names: Keys of columns; two names of the same column give it once.

    Raises:
        NoSuchColumn: if the table has no such column; lists those that it has.
    """
    known = (one for column in table.columns for one in column.stands_for or (column,))
    columns = {column.key: column for column in known if column.key}
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise NoSuchColumn(
            f"must be some of {', '.join(columns)} (got {','.join(names)!r})", parameter="columns"
        )
    return replace(table, columns=tuple(dict.fromkeys(columns[name] for name in names)))
