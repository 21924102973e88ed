"""Which rows of a study are the best in what is counted, and shown to be in what is timed."""

from collections.abc import Callable, Sequence
from math import inf

from attnreport.comparison.rows import Row
from attnreport.comparison.timings import MOST_NOISE, TIMED, reach
from attnreport.record import BASELINE, NULL_ROW
from attnreport.statistics import Median
from attnreport.tables.marks import Interval, best_intervals, best_values


def best_counts(rows: Sequence[Row], counts: Sequence[float | None]) -> list[bool]:
    """The rows with the lowest count of their study, where another row has a higher one."""
    competing = [
        None if row.variant == NULL_ROW else count for row, count in zip(rows, counts, strict=True)
    ]
    return _by_study(
        rows,
        lambda places: best_values([competing[i] for i in places], higher_is_better=False),
    )


def best_times(rows: Sequence[Row], quantity: str) -> list[bool]:
    """The row of each study that no other one comes near: no interval overlaps its own.

    The intervals are those of the ratios to the baseline; the baseline's is the one that it has
    against itself. Where that is unknown, or too far from 1, none is the best.

    Args:
        rows: Of studies with one timing session each.
        quantity: One of `TIMED`.
    """
    return _by_study(rows, lambda places: _best_times([rows[i] for i in places], quantity))


def _best_times(rows: Sequence[Row], quantity: str) -> list[bool]:
    noise = next((_ratio(row, quantity) for row in rows if row.variant == NULL_ROW), None)
    if noise is None or reach(noise) > MOST_NOISE:
        return [False] * len(rows)
    intervals = [_interval(row, quantity, noise) for row in rows]
    return best_intervals(intervals, higher_is_better=TIMED[quantity].is_rate)


def _interval(row: Row, quantity: str, noise: Median) -> Interval | None:
    """Where the ratio of a row may lie; None where it does not compete."""
    ratio = _ratio(row, quantity)
    if ratio is None or row.variant == NULL_ROW:
        return None
    if row.variant == BASELINE:
        ends = [1.0, *(end for end in (noise.low, noise.high) if end is not None)]
        return min(ends), max(ends)
    if ratio.low is None or ratio.high is None:
        return -inf, inf
    return ratio.low, ratio.high


def _ratio(row: Row, quantity: str) -> Median | None:
    return row.timings[quantity].ratio if row.timings else None


def _by_study(rows: Sequence[Row], find: Callable[[Sequence[int]], Sequence[bool]]) -> list[bool]:
    """What is found among the rows of each study, whose places are given."""
    found: dict[int, bool] = {}
    for study in dict.fromkeys(row.study for row in rows):
        places = [place for place, row in enumerate(rows) if row.study == study]
        found |= zip(places, find(places), strict=True)
    return [found[place] for place in range(len(rows))]
