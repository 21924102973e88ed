"""Records -> typed rows, one a variant, numbers exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType

from attnreport.comparison.effects import Effect
from attnreport.comparison.part_sizes import PartSizes, part_sizes
from attnreport.comparison.timings import Timing, pick_speed, timings
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    AnyRecord,
    CostRecord,
    RowRecord,
    ScoreKind,
    SpeedRecord,
    TrainRecord,
)
from attnreport.scores import Reading, read_scores, score_kinds
from attnreport.statistics import mean_and_deviation

NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """One score of one row over its seeds."""

    mean: float | None
    """None where nothing was scored, or something that is not a number."""
    deviation: float | None
    """Standard deviation; None of a single seed."""


NOT_SCORED = ScoreSummary(mean=None, deviation=None)

Scores = Mapping[ScoreKind, Mapping[Reading, ScoreSummary]]
"""By score and by the epoch at which it is read; the headline first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one variant; None where something was not."""

    variant: str
    label: str
    study: str = ""
    """Which of several studies it is from; empty where there is one."""
    backbone: str | None = None
    params: int | None = None
    macs: Mapping[str, int | None] = field(default_factory=dict)
    """Multiply-accumulates by counter, in the record's order."""
    parts: PartSizes = field(default_factory=dict)
    """Sizes of the whole network and of its backbone; empty where the backbone is all of it."""
    activations: int | None = None
    elementwise: int | None = None
    bytes_moved: int | None = None
    timings: Mapping[str, Timing] = field(default_factory=dict)
    """By the names of `TIMED`; empty where there is no timing session."""
    peak_forward_bytes: int | None = None
    peak_train_step_bytes: int | None = None
    seeds: int | None = None
    """Runs that succeeded; None for the null row, which is never trained."""
    scores: Scores = field(default_factory=dict)
    effect: Effect | None = None
    """Its difference from the baseline in the headline score."""
    is_pareto_best: bool | None = None
    budget: str = ""
    """Whether it keeps to the budget, in words; empty where there is none."""

    @property
    def is_module(self) -> bool:
        """Whether it has a module: neither the baseline nor its null row."""
        return self.variant not in (BASELINE, NULL_ROW)

    def score(self, kind: ScoreKind, reading: Reading = Reading.LAST) -> ScoreSummary:
        """A score of the row."""
        return self.scores.get(kind, {}).get(reading, NOT_SCORED)


def summarize(
    records: Iterable[AnyRecord],
    variants: Sequence[str],
    *,
    labels: Mapping[str, str] = NO_LABELS,
    show_optimism: bool = False,
) -> tuple[Row, ...]:
    """One row for each variant, the null row last where speed was measured.

    Args:
        records: Of one study; those of other variants are left out.
        variants: The rows in their order, the baseline first.
        labels: By variant, its name where that is not the records' own.
        show_optimism: Whether to read the headline score at its best epoch on test too.
    """
    kept = list(records)
    speed = pick_speed(kept, variants)
    readings = [Reading.AT_BEST_VALIDATION, *([Reading.BEST_ON_TEST] if show_optimism else [])]
    own: dict[str, list[RowRecord]] = {variant: [] for variant in variants}
    for record in kept:
        if not isinstance(record, SpeedRecord) and record.variant in own:
            own[record.variant].append(record)
    backbone = kept[0].setting.backbone if kept else None
    rows = [
        _row(of_row, variant, labels, speed, readings, backbone) for variant, of_row in own.items()
    ]
    if speed is not None and NULL_ROW in speed.forward_s:
        rows.append(_null_row(labels, speed, backbone))
    return tuple(rows)


def counters(rows: Iterable[Row]) -> tuple[str, ...]:
    """The counters of multiply-accumulates that rows have, the reference first."""
    return tuple(dict.fromkeys(name for row in rows for name in row.macs))


def scored_kinds(rows: Iterable[Row]) -> tuple[ScoreKind, ...]:
    """The scores that rows have, the headline first."""
    return tuple(dict.fromkeys(kind for row in rows for kind in row.scores))


def failures(records: Iterable[AnyRecord]) -> Mapping[str, str]:
    """By key, what went wrong of each record that has something."""
    return {record.key: "; ".join(record.errors) for record in records if record.errors}


def _row(
    records: Sequence[RowRecord],
    variant: str,
    labels: Mapping[str, str],
    speed: SpeedRecord | None,
    readings: Sequence[Reading],
    backbone: str | None,
) -> Row:
    """The row of a variant, whose own records are given."""
    cost, runs = next(iter(_costs(records)), None), _runs(records)
    return Row(
        variant=variant,
        label=labels.get(variant, records[0].label if records else variant),
        backbone=backbone,
        params=cost.params if cost else None,
        macs=cost.macs if cost else {},
        parts=part_sizes(cost) if cost else {},
        activations=cost.activations if cost else None,
        elementwise=cost.elementwise if cost else None,
        bytes_moved=cost.bytes_moved if cost else None,
        timings=timings(speed, variant) if speed else {},
        peak_forward_bytes=speed.peak_forward_bytes.get(variant) if speed else None,
        peak_train_step_bytes=speed.peak_train_step_bytes.get(variant) if speed else None,
        seeds=len(runs),
        scores=_scores(runs, readings),
    )


def _null_row(labels: Mapping[str, str], speed: SpeedRecord, backbone: str | None) -> Row:
    return Row(
        variant=NULL_ROW,
        label=labels.get(NULL_ROW, NULL_ROW),
        backbone=backbone,
        timings=timings(speed, NULL_ROW),
        peak_forward_bytes=speed.peak_forward_bytes.get(NULL_ROW),
        peak_train_step_bytes=speed.peak_train_step_bytes.get(NULL_ROW),
    )


def _costs(records: Iterable[AnyRecord]) -> list[CostRecord]:
    return [r for r in records if isinstance(r, CostRecord) and r.error is None]


def _runs(records: Iterable[AnyRecord]) -> list[TrainRecord]:
    return [r for r in records if isinstance(r, TrainRecord) and r.error is None]


def _scores(runs: Sequence[TrainRecord], more: Sequence[Reading]) -> Scores:
    """Every score at the last epoch, and the headline at other epochs too."""
    kinds = score_kinds(runs)
    return {
        kind: {
            reading: _summary(read_scores(runs, kind, reading))
            for reading in (Reading.LAST, *(more if kind == kinds[0] else []))
        }
        for kind in kinds
    }


def _summary(values: Sequence[float]) -> ScoreSummary:
    mean, deviation = mean_and_deviation(values)
    return (
        NOT_SCORED if mean is None or isnan(mean) else ScoreSummary(mean=mean, deviation=deviation)
    )
