"""Typed rows -> the public pandas table, one line a row; the unit is in a column's name."""

from collections.abc import Iterator, Sequence

import pandas as pd

from attnreport.comparison.part_sizes import BACKBONE_MACS, BACKBONE_PARAMS, MACS, PARAMS
from attnreport.comparison.rows import Row, counters, scored_kinds
from attnreport.comparison.timings import TIMED, Timing
from attnreport.record import ScoreKind
from attnreport.scores import column_name
from attnreport.statistics import Median

Values = Iterator[tuple[str, object]]
"""Names of columns with their value in one row."""


def frame_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Every number of every row; NaN or None where nothing was measured.

    Returns:
        Columns such as `params`, `macs_torch`, `throughput_per_s`, `latency_ratio`,
        `top1_percent_mean`. Speed and differences are columns where any row has them.
    """
    return pd.DataFrame([dict(_values(row, rows)) for row in rows])


def _values(row: Row, rows: Sequence[Row]) -> Values:
    yield from (("variant", row.variant), ("label", row.label), ("backbone", row.backbone))
    yield from _sizes(row, counters(rows))
    if any(other.parts for other in rows):
        yield from _parts(row)
    if any(other.timings for other in rows):
        yield from _speed(row)
    yield "seeds", row.seeds
    for kind in scored_kinds(rows):
        yield from _score(row, kind, rows)
    headline = scored_kinds(rows)[:1]
    if any(other.effect for other in rows):
        yield from _effect(row, headline[0].name)
    yield from (("pareto_best", row.is_pareto_best), ("budget", row.budget))


def _sizes(row: Row, names: Sequence[str]) -> Values:
    yield "params", row.params
    yield from ((f"macs_{name}", row.macs.get(name)) for name in names)
    yield "activations", row.activations
    yield "elementwise", row.elementwise
    yield "bytes_moved", row.bytes_moved


def _parts(row: Row) -> Values:
    """The backbone's sizes, and every change as a share of the baseline's."""
    for name in (BACKBONE_PARAMS, BACKBONE_MACS):
        yield name, row.parts[name].count if row.parts else None
    for name in (PARAMS, MACS, BACKBONE_PARAMS, BACKBONE_MACS):
        yield f"{name}_change", row.parts[name].change if row.parts else None


def _speed(row: Row) -> Values:
    for name, quantity in TIMED.items():
        timing = row.timings.get(name, Timing(value=None, ratio=None, rounds=0))
        yield from median_values(quantity.column, timing.value)
        yield from median_values(f"{name}_ratio", timing.ratio)
        yield f"{name}_rounds", timing.rounds
    yield "peak_forward_bytes", row.peak_forward_bytes
    yield "peak_train_step_bytes", row.peak_train_step_bytes


def median_values(name: str, median: Median | None) -> Values:
    """A median with its interval."""
    yield name, median.value if median else None
    yield f"{name}_low", median.low if median else None
    yield f"{name}_high", median.high if median else None


def _score(row: Row, kind: ScoreKind, rows: Sequence[Row]) -> Values:
    readings = dict.fromkeys(reading for other in rows for reading in other.scores.get(kind, {}))
    for reading in readings:
        summary, name = row.score(kind, reading), column_name(kind, reading)
        yield from ((f"{name}_mean", summary.mean), (f"{name}_sd", summary.deviation))


def _effect(row: Row, name: str) -> Values:
    contrast = row.effect.contrast if row.effect else None
    yield f"{name}_difference", contrast.value if contrast else None
    yield f"{name}_difference_low", contrast.low if contrast else None
    yield f"{name}_difference_high", contrast.high if contrast else None
    yield f"{name}_difference_seeds", contrast.seeds if contrast else None
    yield f"{name}_hedges_g", row.effect.hedges_g if row.effect else None
