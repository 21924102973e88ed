"""Columns that show the same in every row, as one."""

from collections.abc import Iterable
from dataclasses import replace

from attnreport.tables.column import Column
from attnreport.units import MISSING


def without_repeats(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns; one of numbers that repeats another in every row is only named in its head."""
    kept: list[Column] = []
    for column in columns:
        place = next((i for i, other in enumerate(kept) if _repeats(column, other)), None)
        if place is None:
            kept.append(column)
        else:
            kept[place] = _joined(kept[place], column)
    return tuple(kept)


def _repeats(column: Column, other: Column) -> bool:
    are_numbers = not (column.holds_words or column.continues)
    has_values = any(field.text != MISSING for field in column.fields)
    is_alike = (column.unit, column.fields) == (other.unit, other.fields)
    return are_numbers and has_values and is_alike


def _joined(column: Column, repeated: Column) -> Column:
    columns = (*(column.stands_for or (column,)), repeated)
    return replace(column, name=_both(column.name, repeated.name), stands_for=columns)


def _both(name: str, other: str) -> str:
    """Both names: FLOPs (torch, fvcore); Top-1, also at best validation; Memory, Size."""
    stem, bracket, within = name.partition(" (")
    if bracket and other.startswith(f"{stem} ("):
        return f"{stem} ({within.removesuffix(')')}, {other.removeprefix(f'{stem} (')}"
    if other.startswith(f"{name} "):
        return f"{name}, also{other.removeprefix(name)}"
    return f"{name}, {other}"
