"""Which rows of a column are its best, and the note that says how that is known."""

from collections.abc import Iterator, Sequence

from attnreport.tables.column import Column, Field

Interval = tuple[float, float]
"""Its ends, the lower one first."""


def marked_column(
    name: str,
    texts: Sequence[str],
    are_best: Sequence[bool],
    *,
    basis: str,
    unit: str = "",
    key: str = "",
    quantity: str = "",
    continues: bool = False,
) -> Column:
    """A column of numbers whose best rows are marked.

    Args:
        name: What it is.
        texts: What each row shows.
        are_best: Whether each row is shown to be the best.
        basis: By what that is known.
        unit: Of the numbers.
        key: What the column can be chosen by.
        quantity: What it shows in one of several ways.
        continues: Whether it makes sense only beside the column on its left.
    """
    fields = tuple(
        Field(text=text, is_best=is_best) for text, is_best in zip(texts, are_best, strict=True)
    )
    return Column(
        name=name,
        unit=unit,
        fields=fields,
        key=key,
        basis=basis,
        quantity=quantity,
        continues=continues,
    )


def best_values(values: Sequence[float | None], *, higher_is_better: bool) -> list[bool]:
    """Which of some exact values are the best: all that equal it, where another one is worse.

    Args:
        values: Of each row; None where it does not compete.
        higher_is_better: Whether the highest value is the best, or the lowest.
    """
    known = {value for value in values if value is not None}
    choose = max if higher_is_better else min
    best = choose(known) if len(known) > 1 else None
    return [value is not None and value == best for value in values]


def best_intervals(intervals: Sequence[Interval | None], *, higher_is_better: bool) -> list[bool]:
    """Which interval lies beyond all others, on the better side: one, or none.

    Args:
        intervals: Of each row; None where it does not compete.
        higher_is_better: Whether the best interval is the highest, or the lowest.
    """
    return [
        interval is not None
        and any(other is not None for other in _without(intervals, row))
        and all(
            _lies_below(other, interval) if higher_is_better else _lies_below(interval, other)
            for other in _without(intervals, row)
            if other is not None
        )
        for row, interval in enumerate(intervals)
    ]


def _without(intervals: Sequence[Interval | None], row: int) -> list[Interval | None]:
    return [*intervals[:row], *intervals[row + 1 :]]


def _lies_below(interval: Interval, other: Interval) -> bool:
    return interval[1] < other[0]


def mark_notes(columns: Sequence[Column]) -> Iterator[str]:
    """What bold means in these columns; nothing where none of their fields is bold."""
    if any(field.is_best for column in columns for field in column.fields):
        bases = dict.fromkeys(column.basis for column in columns if column.basis)
        yield f"Bold: shown to be the best ({', '.join(bases)})."
