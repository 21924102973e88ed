"""Which rows no other row beats in everything."""

import pandas as pd

from attnreport.record import NULL_ROW
from attnreport.tables.columns import numbers, score_names

COSTS = ("params", "macs_torch")
"""Exact, so that any difference is one."""


def pareto_best(frame: pd.DataFrame) -> list[bool | None]:
    """Whether each row is Pareto-best in headline score, latency, parameters and MACs.

    A row is not where another one is no worse in all of them and shown to be better in one. Sizes
    are exact. A latency is shown to be lower where the intervals of the ratios do not overlap. A
    mean score that is higher is taken as no worse, but alone it shows nothing.

    Returns:
        None where nothing was trained or timed, and for the null row.
    """
    names = score_names(frame)
    if not names or "latency_ratio" not in frame:
        return [None] * len(frame)
    rows = [
        None if variant == NULL_ROW or score is None or latency is None else (score, latency, sizes)
        for variant, score, latency, sizes in zip(
            frame["variant"],
            numbers(frame, f"{names[0]}_percent_mean"),
            _intervals(frame),
            zip(*(numbers(frame, cost) for cost in COSTS), strict=True),
            strict=True,
        )
    ]
    return [
        None if row is None else not any(_beats(other, row) for other in rows if other is not None)
        for row in rows
    ]


Row = tuple[float, tuple[float, float], tuple[float | None, ...]]


def _intervals(frame: pd.DataFrame) -> list[tuple[float, float] | None]:
    """The interval of each latency ratio; a point where there is none, as for the baseline."""
    ends = [numbers(frame, f"latency_ratio{end}") for end in ("", "_low", "_high")]
    return [
        None if value is None else (value if low is None else low, value if high is None else high)
        for value, low, high in zip(*ends, strict=True)
    ]


def _beats(other: Row, row: Row) -> bool:
    score, (low, high), sizes = row
    other_score, (other_low, other_high), other_sizes = other
    pairs = [
        (theirs, ours)
        for theirs, ours in zip(other_sizes, sizes, strict=True)
        if theirs is not None and ours is not None
    ]
    no_worse = (
        other_score >= score and other_low <= high and all(theirs <= ours for theirs, ours in pairs)
    )
    return no_worse and (other_high < low or any(theirs < ours for theirs, ours in pairs))
