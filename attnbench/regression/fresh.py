"""A baseline's plan measured once more, with today's code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attnbench.engine.progress import Progress
from attnbench.engine.run import default_parallel, prepare_fitting, run
from attnbench.errors import WrongUse
from attnbench.network import misfits
from attnbench.plan import Plan, plan_from_toml
from attnreport.regression.metric import CELLS, Metric
from attnreport.regression.result_set import ResultSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a baseline can be measured today."""

    plan: Plan
    cannot: Mapping[str, str]
    """By row that is left out, why."""


def asked_again(baseline: ResultSet) -> Asked:
    """The plan of a baseline without the rows that can no longer be built.

    Raises:
        WrongUse: if the plan cannot be read, or none of its modules can be built.
    """
    plan = plan_from_toml(baseline.plan, f"the plan in {baseline.name}")
    cannot = misfits(plan)
    modules = tuple(each for each in map(str, plan.variants[1:]) if each not in cannot)
    if not modules:
        row, why = next(iter(cannot.items()))
        raise WrongUse(
            f"none of the {len(cannot)} modules of {baseline.name} can be built any more ({row}: "
            f"{why}); save a baseline of what there is"
        )
    return Asked(plan=replace(plan, modules=modules), cannot=cannot)


def measure_again(
    plan: Plan, metrics: Sequence[Metric], folder: Path, command: str, progress: Progress
) -> ResultSet:
    """Measure what some metrics need of a plan.

    Args:
        plan: From `asked_again`.
        metrics: What will be compared.
        folder: A new one, for the records.
        command: What the user typed, for the records.
        progress: Is told what runs.
    """
    kinds = {CELLS[metric.kind] for metric in metrics}
    study = prepare_fitting(plan, folder, kinds)
    records = run(plan, study, command, progress, default_parallel(plan), kinds)
    return ResultSet(name="working tree", plan=plan.to_toml(), records=tuple(records))
