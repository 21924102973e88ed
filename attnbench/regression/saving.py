"""The part of a study that reference results hold, and whether it is complete. Knows no torch."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from attnbench.errors import WrongUse
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell, cells
from attnbench.plan.plan import Plan, plan_from_toml
from attnreport.record import AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import METRICS, metrics_in
from attnreport.regression.result_set import ResultSet


def baseline_of(
    measured: ResultSet,
    metrics: Sequence[Metric] | None,
    *,
    commit: str | None = None,
    allow_failed: bool = False,
) -> ResultSet:
    """What later versions are compared with.

    Args:
        measured: What a study or a comparison gave.
        metrics: What will be compared; None for all that a plan measures.
        commit: Of the measured code; None for what the records say of attnbench's own.
        allow_failed: Whether cells may have failed, or not be measured yet.

    Raises:
        WrongUse: if cells failed or are missing, or a metric is lacking for every row.
    """
    kinds = {metric.cell for metric in metrics or METRICS.values()}
    records = tuple(_slim(record) for record in measured.records if record.kind in kinds)
    results = replace(measured, records=records, commit=commit)
    plan = plan_from_toml(results.plan, f"the plan in {results.name}")
    gaps = [*_failed(results), *_missing(results, plan, kinds)]
    if gaps and not allow_failed:
        others = f", and {len(gaps) - 3} more" if len(gaps) > 3 else ""
        raise WrongUse(
            f"{results.name} is not complete: {'; '.join(gaps[:3])}{others}; run its "
            "plan again, or pass allow_failed=True to go without"
        )
    known = metrics_in(results)
    lacking = [metric.name for metric in metrics or () if metric not in known]
    if lacking or not known:
        raise WrongUse(
            f"{results.name} has no {', '.join(lacking) or 'figure at all'}; measure it "
            "there first, or choose other metrics"
        )
    return results


def _slim(record: AnyRecord) -> AnyRecord:
    """A record without what no comparison reads."""
    slim = replace(record, traceback=None, cautions=())
    if isinstance(slim, CostRecord):
        return replace(slim, macs_by_operator={}, places=())
    return slim


def _failed(results: ResultSet) -> Iterator[str]:
    for record in results.records:
        if record.error is not None:
            yield f"{record.key} failed ({record.error})"


def _missing(results: ResultSet, plan: Plan, kinds: Collection[str]) -> Iterator[str]:
    for cell in cells(plan):
        if cell.kind in kinds and not any(_is_of(record, cell) for record in results.records):
            yield f"{cell} is not measured"


def _is_of(record: AnyRecord, cell: Cell) -> bool:
    match record, cell:
        case CostRecord(variant=variant), CostCell():
            return variant == str(cell.variant)
        case TrainRecord(variant=variant, seed=seed), TrainCell():
            return (variant, seed) == (str(cell.variant), cell.seed)
        case SpeedRecord(variants=variants), SpeedCell():
            return set(variants) >= {str(variant) for variant in cell.variants}
    return False
