"""Which rows no other row beats in everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from attnreport.comparison.rows import Row, counters, scored_kinds
from attnreport.comparison.timings import LATENCY
from attnreport.record import NULL_ROW


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a row stands; the lower each of them, the better."""

    loss: float
    """The headline score, with its sign changed where higher is better."""
    latency: float
    latency_low: float
    latency_high: float
    """Its ratio to the baseline, and the ends of the ratio's interval."""
    sizes: tuple[int | None, ...]
    """Exact, so that any difference is one; None where one was not counted."""


def pareto_best(rows: Sequence[Row]) -> list[bool | None]:
    """Whether each row is Pareto-best in headline score, latency, parameters and MACs.

    A row is not where another one is no worse in all of them, as measured, and shown to be better
    in one. Sizes are exact. A latency is shown to be lower where the intervals of the ratios do not
    overlap. A better mean score and a lower ratio within its interval count as no worse, but show
    nothing by themselves.

    Returns:
        None where nothing was trained or timed, and for the null row.
    """
    positions = [_position(row, rows) for row in rows]
    return [
        None
        if position is None
        else not any(_beats(other, position) for other in positions if other is not None)
        for position in positions
    ]


def _position(row: Row, rows: Sequence[Row]) -> _Position | None:
    ratio = row.timings[LATENCY].ratio if row.timings else None
    kinds = scored_kinds(rows)
    score = row.score(kinds[0]).mean if kinds else None
    if row.variant == NULL_ROW or score is None or ratio is None:
        return None
    return _Position(
        loss=-score if kinds[0].higher_is_better else score,
        latency=ratio.value,
        latency_low=ratio.value if ratio.low is None else ratio.low,
        latency_high=ratio.value if ratio.high is None else ratio.high,
        sizes=(row.params, *(row.macs.get(name) for name in counters(rows)[:1])),
    )


def _beats(other: _Position, row: _Position) -> bool:
    sizes = [
        (size, own)
        for size, own in zip(other.sizes, row.sizes, strict=True)
        if size is not None and own is not None
    ]
    no_worse = (
        other.loss <= row.loss
        and other.latency <= row.latency
        and all(size <= own for size, own in sizes)
    )
    return no_worse and (
        other.latency_high < row.latency_low or any(size < own for size, own in sizes)
    )
