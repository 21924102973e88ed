"""Records -> a tidy pandas table, one row a variant, numbers exact."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from attnreport.record import BASELINE, NULL_ROW, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.scores import AT_BEST_VALIDATION, BEST_ON_TEST, READINGS, headline, score_kinds
from attnreport.statistics import mean_and_deviation, paired_ratio

COUNTERS = ("torch", "fvcore", "thop")

NO_LABELS: Mapping[str, str] = MappingProxyType({})


def summarize(
    records: Iterable[AnyRecord],
    variants: Sequence[str],
    *,
    labels: Mapping[str, str] = NO_LABELS,
    show_optimism: bool = False,
) -> pd.DataFrame:
    """One row for each variant, the null row last where speed was measured.

    Args:
        records: Of one study; those of other variants are left out.
        variants: The rows in their order, the baseline first.
        labels: By variant, its name where that is not the records' own.
        show_optimism: Whether to add the headline score at its best epoch on test.

    Returns:
        Columns with the unit in their name: `params`, `macs_torch`, `throughput_per_s`,
        `latency_ms`, `latency_ratio`, `top1_percent_mean`, ... NaN or None where nothing was
        measured. Ratios are to the baseline of the same sitting.
    """
    kept = list(records)
    speed = pick_speed(kept, variants)
    readings = (AT_BEST_VALIDATION, *([BEST_ON_TEST] if show_optimism else []))
    rows = [
        {**_names(kept, variant, labels), **_measurements(kept, variant, speed, readings)}
        for variant in variants
    ]
    if speed is not None and NULL_ROW in speed.forward_s:
        rows.append({**_names(kept, NULL_ROW, labels), **_speed(speed, NULL_ROW)})
    return pd.DataFrame(rows)


def pick_speed(records: Iterable[AnyRecord], variants: Sequence[str]) -> SpeedRecord | None:
    """The sitting that timed most of the variants, the newest of several.

    There is only ever one: a ratio never crosses sittings.
    """
    sittings = [
        record
        for record in records
        if isinstance(record, SpeedRecord) and record.error is None and record.forward_s
    ]

    def rank(record: SpeedRecord) -> tuple[int, str]:
        return sum(variant in record.forward_s for variant in variants), record.started_at

    return max(sittings, key=rank, default=None)


def _measurements(
    records: Sequence[AnyRecord], variant: str, speed: SpeedRecord | None, readings: Sequence[str]
) -> dict[str, object]:
    return {
        **_cost(records, variant),
        **(_speed(speed, variant) if speed else {}),
        **_scores(records, variant, readings),
    }


def _names(
    records: Sequence[AnyRecord], variant: str, labels: Mapping[str, str]
) -> dict[str, object]:
    recorded = (
        record.label
        for record in records
        if not isinstance(record, SpeedRecord) and record.variant == variant
    )
    backbones = [record.setting.backbone for record in records]
    return {
        "variant": variant,
        "label": labels.get(variant, next(recorded, variant)),
        "backbone": backbones[0] if backbones else None,
    }


def _cost(records: Sequence[AnyRecord], variant: str) -> dict[str, object]:
    for record in records:
        if isinstance(record, CostRecord) and record.variant == variant and record.error is None:
            return {
                "params": record.params,
                **{f"macs_{counter}": record.macs.get(counter) for counter in COUNTERS},
                "activations": record.activations,
                "elementwise": record.elementwise,
                "bytes_moved": record.bytes_moved,
            }
    return {}


def _speed(record: SpeedRecord, variant: str) -> dict[str, object]:
    forward = record.forward_s.get(variant, ())
    reference = record.forward_s.get(BASELINE, ())
    return {
        "throughput_per_s": record.batch_size / float(np.median(forward)) if forward else None,
        **_ratio("throughput_ratio", reference, forward),
        "throughput_rounds": len(forward),
        **_duration("latency", record.latency_s, variant),
        **_duration("train_step", record.train_step_s, variant),
        "peak_forward_bytes": record.peak_forward_bytes.get(variant),
        "peak_train_step_bytes": record.peak_train_step_bytes.get(variant),
    }


def _duration(
    name: str, seconds: Mapping[str, tuple[float, ...]], variant: str
) -> dict[str, object]:
    """Median milliseconds, and how many times the baseline's they are."""
    values = seconds.get(variant, ())
    return {
        f"{name}_ms": 1000 * float(np.median(values)) if values else None,
        **_ratio(f"{name}_ratio", values, seconds.get(BASELINE, ())),
        f"{name}_rounds": len(values),
    }


def _ratio(name: str, over: Sequence[float], under: Sequence[float]) -> dict[str, object]:
    """Over / under within a round, its median with the interval; nothing where one is missing."""
    if not over or not under:
        return {}
    ratio = paired_ratio(over, under)
    return {name: ratio.value, f"{name}_low": ratio.low, f"{name}_high": ratio.high}


def _scores(
    records: Sequence[AnyRecord], variant: str, readings: Sequence[str]
) -> dict[str, object]:
    """Every score at the last epoch, and the headline at other epochs too."""
    runs = [
        record
        for record in records
        if isinstance(record, TrainRecord) and record.variant == variant and record.error is None
    ]
    first = headline(runs)
    row: dict[str, object] = {"seeds": len(runs)}
    for kind in score_kinds(runs):
        for reading in ("", *(readings if kind == first else ())):
            mean, deviation = mean_and_deviation(READINGS[reading](runs, kind))
            row[f"{kind.name}{reading}_percent_mean"] = mean
            row[f"{kind.name}{reading}_percent_sd"] = deviation
    return row


def failures(records: Iterable[AnyRecord]) -> Mapping[str, str]:
    """By key, the error of each record that has one."""
    return {record.key: record.error for record in records if record.error is not None}
