"""How one cell of a table was made: its samples, and the records that hold them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from attnreport.comparison.cautions import EVERY_ROW, cautions
from attnreport.comparison.explain_scores import explain_score, score_columns
from attnreport.comparison.frame import COUNTERS, pick_speed, summarize
from attnreport.record import (
    NULL_ROW,
    AnyRecord,
    CautionKind,
    CostRecord,
    SpeedRecord,
    TrainRecord,
    network_name,
)
from attnreport.scores import AT_BEST_VALIDATION, BEST_ON_TEST, headline
from attnreport.tables.columns import SCORE_HEADS
from attnreport.units import MISSING, duration_text, interval_text


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
SIZES = (
    "params",
    *(f"macs_{counter}" for counter in COUNTERS),
    "activations",
    "elementwise",
    "bytes_moved",
)
HEDGES_G = "hedges' g"
"""Of the first score, whichever that is."""
HEADS: Mapping[str, str] = {
    **{head.lower(): name for name, head in SCORE_HEADS.items()},
    **{
        f"{head.lower()} at best validation": f"{name}{AT_BEST_VALIDATION}"
        for name, head in SCORE_HEADS.items()
    },
    **{
        f"{head.lower()}, best epoch on test": f"{name}{BEST_ON_TEST}"
        for name, head in SCORE_HEADS.items()
    },
    **{f"δ {head.lower()}": f"{name}_difference" for name, head in SCORE_HEADS.items()},
    HEDGES_G: HEDGES_G,
    "#.param.": "params",
    "flops": f"macs_{COUNTERS[0]}",
    "macs": f"macs_{COUNTERS[0]}",
    "training step": "train_step",
    "peak memory": "peak_train_step_bytes",
    "memory": "peak_train_step_bytes",
}
"""What the tables call a column, in small letters, by its name here."""

PEAKS = ("peak_forward_bytes", "peak_train_step_bytes")
OF_COUNTERS = (CautionKind.COUNTERS_DISAGREE, CautionKind.COUNTER_FAILED)


def explain(records: Sequence[AnyRecord], variants: Sequence[str], cell: str) -> Iterator[str]:
    """Lines that say how a cell was made: value, samples, conditions, command, machine, versions.

    Args:
        records: Of one study.
        variants: The rows, the baseline first.
        cell: `row:column`, such as `ema:top1` or `ema(groups=16):macs_torch`.

    Raises:
        NoSuchCell: if there is no such row or column; lists those that there are.
    """
    row, column = _parts(cell)
    row = _variant_of(row, records)
    runs = sorted(
        (
            record
            for record in records
            if isinstance(record, TrainRecord) and not record.error and record.variant in variants
        ),
        key=lambda run: run.seed,
    )
    if column == HEDGES_G:
        kind = headline(runs)
        column = f"{kind.name if kind else None}_hedges_g"
    scores = score_columns(runs)
    _check("row", row, (*variants, NULL_ROW), cell)
    _check("column", column, (*SIZES, *TIMINGS, *PEAKS, *scores), cell)
    frame = summarize(records, variants)
    values = next((values for _, values in frame.iterrows() if values["variant"] == row), None)
    used: Sequence[AnyRecord]
    if column in scores:
        used, texts = explain_score(column, row, runs)
        lines = iter(texts)
    elif column in SIZES:
        used = [r for r in records if isinstance(r, CostRecord) and r.variant == row]
        of = "" if column == "params" else " of one image"
        lines = iter([f"{_exact(values, column)}{of}"])
    else:
        sitting = pick_speed(records, variants)
        sittings = [sitting] if sitting and row in sitting.forward_s else []
        used, lines = sittings, _measured(column, row, values, sittings)
    yield f"{cell}: {next(lines)}" if used else f"{cell} was not measured"
    if used:
        yield from (f"  {line}" for line in lines)
        yield from _origins(used, of_params=column == "params")


def _parts(cell: str) -> tuple[str, str]:
    """The row and the column of a cell; a table's head may have a colon in it, as a row may."""
    for head, name in HEADS.items():
        row = cell[: -len(head)].rstrip()
        if cell.lower().endswith(head) and row.endswith(":"):
            return row.removesuffix(":").strip(), name
    row, colon, column = (part.strip() for part in cell.rpartition(":"))
    if not colon:
        raise NoSuchCell(f"{cell!r} names no cell; write row:column, such as ema:top1")
    return row, column


def _variant_of(row: str, records: Sequence[AnyRecord]) -> str:
    """The variant that a table calls by this name, in whatever case; else the name itself."""
    names = {
        record.label.lower(): record.variant
        for record in records
        if not isinstance(record, SpeedRecord)
    }
    return names.get(row.lower().removeprefix("+ "), row)


def _check(kind: str, given: str, known: Sequence[str], cell: str) -> None:
    if given not in known:
        near = get_close_matches(given, known, n=1)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        raise NoSuchCell(
            f"no {kind} {given!r} in {cell!r}; {remedy}write row:column, {kind}s are: "
            f"{', '.join(known)}"
        )


def _measured(
    column: str, row: str, values: "pd.Series[float] | None", used: Sequence[SpeedRecord]
) -> Iterator[str]:
    if values is None or not used:
        return
    if column in PEAKS:
        mib = f" ({values[column] / 2**20:.1f} MiB)" if column in values else ""
        yield f"{_exact(values, column)} bytes{mib}, the same in every run"
        return
    timing = TIMINGS[column]
    ratio = interval_text(*(values.get(f"{timing.ratio}{end}") for end in ("", "_low", "_high")))
    yield f"{values[timing.value]:.2f} {timing.unit}; × baseline {ratio}"
    milliseconds = 1000 * np.asarray(getattr(used[0], timing.field)[row])
    spread = ", ".join(f"{each:.2f}" for each in np.percentile(milliseconds, [0, 25, 50, 75, 100]))
    images = {"forward_s": used[0].batch_size, "latency_s": 1}.get(
        timing.field, used[0].train_batch_size
    )
    yield f"{len(milliseconds)} rounds of {images} image(s), ms: least, quartiles, most: {spread}"
    yield "the ratio is that of each round to the baseline's same round, its median over rounds"


def _exact(values: "pd.Series[float] | None", column: str) -> str:
    value = None if values is None else values.get(column)
    return MISSING if value is None or pd.isna(value) else f"{int(value):,}"


def _origins(used: Sequence[AnyRecord], *, of_params: bool) -> Iterator[str]:
    for record in used:
        yield (
            f"record: records/{record.key}.json, {record.started_at}, "
            f"took {duration_text(record.wall_s)}"
        )
    yield from dict.fromkeys(f"command: {record.command}" for record in used)
    for record in used[:1]:
        setting = record.setting
        yield (
            f"setting: {network_name(setting)}, stem {setting.stem}, modules at {setting.site}, "
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
        if told.who != EVERY_ROW and not (of_params and told.caution.kind in OF_COUNTERS):
            yield f"caution: {told.caution.kind}: {told.caution.detail}"
