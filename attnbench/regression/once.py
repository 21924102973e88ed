"""What is measured once in each version of the code: sizes and outputs, training, memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attnbench.own.file import names_a_file
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant
from attnbench.regression.process import Process
from attnbench.regression.sides import Pair, Sides
from attnreport.record import BASELINE, AnyRecord, SpeedRecord
from attnreport.regression.compare import NothingCompared
from attnreport.regression.metric import Metric


def measured_once(pair: Pair, sides: Sides, plan: Plan, metrics: Sequence[Metric]) -> Pair:
    """Both sets with what needs no repetition: sizes and outputs, memory, training.

    Raises:
        NothingCompared: if the reference has none of the modules, before anything is measured.
    """
    before, after = pair
    rows = [str(variant) for variant in plan.variants]
    known = [row for row in rows if not _is_absent(row, sides)]
    if known == [BASELINE] != rows:
        new = [row for row in rows if row != BASELINE]
        raise NothingCompared(before, after.name, metrics, new=new)
    return (
        replace(before, records=_fixed(sides.reference, known, plan, metrics)),
        replace(after, records=_fixed(sides.current, rows, plan, metrics)),
    )


def _is_absent(row: str, sides: Sides) -> bool:
    """Whether the reference does not have a row's module at all, so that it is new."""
    module = parse_variant(row).module
    if row not in sides.unbuilt:
        return False
    if not names_a_file(module):
        return "unknown module" in sides.unbuilt[row]
    file, _, name = module.rpartition(":")
    path = sides.reference.version.folder / file
    return not path.is_file() or name not in path.read_text(encoding="utf-8", errors="replace")


def _fixed(
    process: Process, rows: Sequence[str], plan: Plan, metrics: Sequence[Metric]
) -> tuple[AnyRecord, ...]:
    # A row that cannot be built says so in its record of the cost.
    costs = [process.measure(row) for row in rows]
    seeds = plan.seeds if any(metric.cell == "train" for metric in metrics) else ()
    training = [process.measure(row, seed) for seed in seeds for row in rows]
    measured = (*costs, *training)
    names = [m.name for m in metrics if m.cell == "speed" and not m.is_timed]
    if not names:
        return measured
    peaks = {name: process.peaks(name) for name in names}
    return (*measured, with_peaks(process.header(rows), peaks))


def with_peaks(header: SpeedRecord, peaks: Mapping[str, Mapping[str, int]]) -> SpeedRecord:
    """A record of the speed with bytes, by metric and row, and without times."""
    return replace(
        header,
        key="speed-memory",
        peak_forward_bytes=peaks.get("memory", {}),
        peak_train_step_bytes=peaks.get("train_memory", {}),
    )
