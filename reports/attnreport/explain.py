"""How one cell of a table was made: its samples, and the records that hold them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from attnreport.cautions import EVERY_ROW, cautions
from attnreport.frame import COUNTERS, AnyRecord, last_scores, pick_speed, summarize
from attnreport.record import NULL_ROW, CostRecord, SpeedRecord, TrainRecord
from attnreport.statistics import mean_and_deviation
from attnreport.units import MISSING, duration_text, interval_text, spread_text


class NoSuchCell(ValueError):
    """A row or a column that the table does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timing:
    """A column that is timed in rounds."""

    field: str
    """Of the speed record."""
    value: str
    """Column of the frame."""
    ratio: str
    unit: str


TIMINGS: Mapping[str, _Timing] = {
    "throughput": _Timing(
        field="forward_s", value="throughput_per_s", ratio="throughput_ratio", unit="img/s"
    ),
    "latency": _Timing(field="latency_s", value="latency_ms", ratio="latency_ratio", unit="ms"),
    "train_step": _Timing(
        field="train_step_s", value="train_step_ms", ratio="train_step_ratio", unit="ms"
    ),
}
SIZES = ("params", *(f"macs_{counter}" for counter in COUNTERS), "activations")
PEAKS = ("peak_forward_bytes", "peak_train_step_bytes")


def explain(records: Sequence[AnyRecord], variants: Sequence[str], cell: str) -> Iterator[str]:
    """Lines that say how a cell was made: value, samples, conditions, command, machine, versions.

    Args:
        records: Of one study.
        variants: The rows, the baseline first.
        cell: `row:column`, such as `ema:top1` or `ema(groups=16):macs_torch`.

    Raises:
        NoSuchCell: if there is no such row or column; lists those that there are.
    """
    row, _, column = cell.rpartition(":")
    scores = sorted({n for r in records if isinstance(r, TrainRecord) for n in r.scores_percent})
    _check("row", row, (*variants, NULL_ROW), cell)
    _check("column", column, (*SIZES, *TIMINGS, *PEAKS, *scores), cell)
    frame = summarize(records, variants)
    values = next((values for _, values in frame.iterrows() if values["variant"] == row), None)
    used: Sequence[AnyRecord]
    if column in scores:
        runs = [run for run in _runs(records, row) if column in run.scores_percent]
        used, lines = runs, _score(column, runs)
    elif column in SIZES:
        used = [r for r in records if isinstance(r, CostRecord) and r.variant == row]
        lines = iter([f"{_exact(values, column)}, counted for one image"])
    else:
        sitting = pick_speed(records, variants)
        sittings = [sitting] if sitting and row in sitting.forward_s else []
        used, lines = sittings, _measured(column, row, values, sittings)
    yield f"{cell}: {next(lines)}" if used else f"{cell} was not measured"
    if used:
        yield from (f"  {line}" for line in lines)
        yield from _origins(used)


def _check(kind: str, given: str, known: Sequence[str], cell: str) -> None:
    if given not in known:
        near = get_close_matches(given, known, n=1)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        raise NoSuchCell(
            f"no {kind} {given!r} in {cell!r}; {remedy}write row:column, {kind}s are: "
            f"{', '.join(known)}"
        )


def _runs(records: Sequence[AnyRecord], row: str) -> list[TrainRecord]:
    runs = [r for r in records if isinstance(r, TrainRecord) and r.variant == row and not r.error]
    return sorted(runs, key=lambda run: run.seed)


def _score(name: str, runs: Sequence[TrainRecord]) -> Iterator[str]:
    text = spread_text(*mean_and_deviation(last_scores(runs, name)))
    yield f"{text} %, mean ± sd of the last epoch over {len(runs)} seed(s)"
    for run in runs:
        history = ", ".join(f"{value:.2f}" for value in run.scores_percent[name])
        yield (
            f"seed {run.seed}: {run.scores_percent[name][-1]:.2f} after {run.epochs} epochs of "
            f"recipe {run.recipe} on {run.train_images} images, scored on {run.test_images}; "
            f"by epoch: {history}"
        )


def _measured(
    column: str, row: str, values: "pd.Series[float] | None", used: Sequence[SpeedRecord]
) -> Iterator[str]:
    if values is None or not used:
        return
    if column in PEAKS:
        yield f"{_exact(values, column)} bytes, the same in every run"
        return
    timing = TIMINGS[column]
    ratio = interval_text(*(values.get(f"{timing.ratio}{end}") for end in ("", "_low", "_high")))
    yield f"{values[timing.value]:.2f} {timing.unit}; × baseline {ratio}"
    milliseconds = 1000 * np.asarray(getattr(used[0], timing.field)[row])
    spread = ", ".join(f"{each:.2f}" for each in np.percentile(milliseconds, [0, 25, 50, 75, 100]))
    yield f"{len(milliseconds)} rounds; least, quartiles and most: {spread} ms"


def _exact(values: "pd.Series[float] | None", column: str) -> str:
    value = None if values is None else values.get(column)
    return MISSING if value is None or pd.isna(value) else f"{int(value):,}"


def _origins(used: Sequence[AnyRecord]) -> Iterator[str]:
    for record in used:
        yield (
            f"record: records/{record.key}.json, {record.started_at}, "
            f"took {duration_text(record.wall_s)}"
            + (f", batch {record.batch_size}" if isinstance(record, SpeedRecord) else "")
        )
    yield from dict.fromkeys(f"command: {record.command}" for record in used)
    for record in used[:1]:
        setting = record.setting
        yield (
            f"setting: {setting.backbone}, stem {setting.stem}, modules at {setting.site}, "
            f"{setting.data}, {setting.precision}"
        )
    yield from dict.fromkeys(
        f"machine: {each.device}, {each.cpu}, {each.cores} cores, {each.threads} thread(s), "
        f"{each.system}"
        for each in (record.environment for record in used)
    )
    yield from dict.fromkeys(
        f"versions: Python {each.python}, torch {each.torch}, timm {each.timm}, "
        f"attnbench {each.attnbench}{f' at {each.commit}' if each.commit else ''}"
        for each in (record.environment for record in used)
    )
    for told in cautions(used):
        if told.who != EVERY_ROW:
            yield f"caution: {told.caution.kind}: {told.caution.detail}"
