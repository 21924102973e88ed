"""Columns that show one quantity in several ways, as one where it does not matter which."""

from collections.abc import Iterable
from dataclasses import replace

from attnreport.tables.column import Column


def without_repeats(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns; one that shows the same as another of its quantity is only named in its head."""
    kept: list[Column] = []
    for column in columns:
        place = next((i for i, other in enumerate(kept) if _repeats(column, other)), None)
        if place is None:
            kept.append(column)
        else:
            kept[place] = _joined(kept[place], column)
    return tuple(kept)


def _repeats(column: Column, other: Column) -> bool:
    is_same = bool(column.quantity) and column.quantity == other.quantity
    return is_same and column.fields == other.fields


def _joined(column: Column, repeated: Column) -> Column:
    columns = (*(column.stands_for or (column,)), repeated)
    return replace(column, name=_both(column.name, repeated.name), stands_for=columns)


def _both(name: str, other: str) -> str:
    """Both names: FLOPs (torch, fvcore); Top-1, also at best validation; Size, Memory."""
    if other.startswith(f"{name} "):
        return f"{name}, also{other.removeprefix(name)}"
    stem, _, within = name.partition(" (")
    if within.endswith(")") and other.startswith(f"{stem} ("):
        return f"{stem} ({within.removesuffix(')')}, {other.removeprefix(f'{stem} (')}"
    return f"{name}, {other}"
