"""A baseline's plan measured once more, with today's code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import failed
from attnbench.engine.executors.executor import Executor
from attnbench.engine.progress import Progress
from attnbench.engine.run import prepare_fitting, run
from attnbench.environment import resolve_device
from attnbench.errors import WrongUse
from attnbench.network.misfits import misfits
from attnbench.plan.cells import SpeedCell
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.tasks.sources import open_data_of
from attnreport.record import SpeedRecord
from attnreport.regression.compare import NothingCompared
from attnreport.regression.judges.conditions import foreseen
from attnreport.regression.metric import Metric
from attnreport.regression.result_set import ResultSet

CURRENT = "working tree"
"""What the current set is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The part of a baseline that can be measured today."""

    plan: Plan
    unbuilt: Mapping[str, str]
    """By row that cannot be built any more, why."""
    metrics: tuple[Metric, ...]
    refused: Mapping[Metric, str]
    """By metric that is left out, a sentence that says why."""


def plan_again(baseline: ResultSet, metrics: Sequence[Metric]) -> Again:
    """The rows of a baseline's plan that can be built, and the metrics that can be compared.

    Raises:
        WrongUse: if the plan cannot be read, or none of its modules can be built.
        NothingCompared: if all of the metrics would be refused, as times of another machine are.
    """
    plan = plan_from_toml(baseline.plan, f"the plan in {baseline.name}")
    unbuilt = misfits(plan, open_data_of(plan))
    modules = tuple(module for module in plan.modules if module not in unbuilt)
    if not modules:
        row, why = next(iter(unbuilt.items()))
        raise WrongUse(
            f"none of the {len(unbuilt)} modules of {baseline.name} can be built any more ({row}: "
            f"{why}); save results of modules that exist"
        )
    fitting = replace(plan, modules=modules)
    refused = _refused(baseline, fitting, metrics)
    wanted = tuple(metric for metric in metrics if metric not in refused)
    if not wanted:
        raise NothingCompared(baseline, CURRENT, metrics, refused=refused.values())
    return Again(
        plan=fitting,
        unbuilt={str(row): why for row, why in unbuilt.items()},
        metrics=wanted,
        refused=refused,
    )


def _refused(baseline: ResultSet, plan: Plan, metrics: Sequence[Metric]) -> Mapping[Metric, str]:
    """By metric that no session on this machine could be compared in, why."""
    try:
        resolve_device(plan.device)
    except WrongUse:
        return {}  # The record of each cell that needs the device will say so.
    job = Job(plan, open_data_of(plan), SpeedCell(plan.variants), "", "")
    now = failed(job, job.header())
    assert isinstance(now, SpeedRecord)
    return foreseen(baseline, now, metrics)


def measure_again(
    plan: Plan,
    metrics: Sequence[Metric],
    folder: Path,
    command: str,
    progress: Progress,
    executor: Executor,
) -> ResultSet:
    """Measure what some metrics need of a plan.

    Args:
        plan: From `plan_again`.
        metrics: What will be compared.
        folder: A new one, for the records.
        command: What the user typed, for the records.
        progress: Hears what runs.
        executor: Runs the cells.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    kinds = {metric.cell for metric in metrics}
    source = open_data_of(plan)
    study = prepare_fitting(plan, source, folder, kinds)
    records = run(plan, source, study, command, progress, executor, kinds)
    return ResultSet(name=CURRENT, plan=plan.to_toml(), records=tuple(records))
