"""Cells -> records: what is finished is not run again, and one failure does not end the study."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from statistics import median

from torch import nn

from attnbench.data.source import DataSource
from attnbench.engine.executors.executor import Executor
from attnbench.engine.executors.here import Here
from attnbench.engine.progress import Progress
from attnbench.engine.runner import Runner
from attnbench.engine.stored import cell_keys, delete_leftovers, stored_records
from attnbench.network.misfits import refuse_misfits
from attnbench.plan.cells import KINDS, Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tasks.make import make_task
from attnbench.tasks.sources import OpenedData
from attnbench.training.optimization import make_optimizer
from attnreport.record import AnyRecord, SpeedRecord, told_apart


def prepare(plan: Plan, source: DataSource, folder: Path) -> Study:
    """Open the study of a plan, after building every row once on the meta device.

    Args:
        plan: What will be measured.
        source: Its data set.
        folder: Folder of the study.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    refuse_misfits(plan, source)
    return prepare_fitting(plan, source, folder)


def prepare_fitting(
    plan: Plan, source: DataSource, folder: Path, kinds: Collection[str] = KINDS
) -> Study:
    """Open the study of a plan whose rows were built before, once what it trains with is checked.

    Args:
        plan: What will be measured.
        source: Its data set.
        folder: Folder of the study.
        kinds: Kinds of cells that will be measured.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    make_optimizer(nn.Linear(1, 1), plan.recipe)
    if plan.recipe.epochs and "train" in kinds:
        # Raises what would fail in every training cell: damaged data, a batch too large.
        make_task(plan, source, device="cpu", ranks=plan.devices)
    return Study.open(folder, plan)


def unfinished(
    plan: Plan, source: DataSource, study: Study, kinds: Collection[str] = KINDS
) -> list[Cell]:
    """The cells of a plan without a record or with a failed one, in their order."""
    records = stored_records(study, cell_keys(plan, source, kinds))
    return [cell for cell, record in records.items() if record is None]


def run(
    plan: Plan,
    source: DataSource,
    study: Study,
    command: str,
    progress: Progress,
    executor: Executor,
    kinds: Collection[str] = KINDS,
) -> list[AnyRecord]:
    """Measure what is missing, each cell stored the moment it is finished.

    Sizes come first, in this process; then speed, alone; then training, as many cells at once as
    the executor has room for.

    Args:
        plan: What to measure; the study may hold more.
        source: Its data set.
        study: Where records are looked up and stored, from `prepare`.
        command: What the user typed, for the records.
        progress: Hears what runs.
        executor: Runs the cells; is not closed.
        kinds: Kinds of cells to measure.

    Returns:
        The record of every cell of the plan of these kinds, failed ones included.

    Raises:
        WrongUse: if the executor cannot run the plan, before anything runs.
    """
    data = OpenedData()
    data.keep(plan, source)
    at_once = executor.at_once(plan)
    keys = cell_keys(plan, source, kinds)
    stored = stored_records(study, keys)
    missing = [cell for cell, record in stored.items() if record is None]
    delete_leftovers(study, (keys[cell] for cell in keys.keys() - missing))
    progress.expect(stored)
    sizes, timing, training = (
        [cell for cell in missing if isinstance(cell, kind)]
        for kind in (CostCell, SpeedCell, TrainCell)
    )
    runner, here = Runner(plan, source, study, keys, command, progress), Here(data)
    runner.run(sizes[:1], here, at_once=1)
    # After the first result, which imports in other processes would delay.
    if timing or training:
        executor.prepare(min(at_once, max(len(training), 1)))
    runner.run(sizes[1:], here, at_once=1)
    runner.run(timing, executor, at_once=1)
    progress.weigh(_weights(training, _step_seconds(study, keys)))
    runner.run(training, executor, at_once=min(at_once, max(len(training), 1)))
    records = (runner.records.get(cell) or study.record(key) for cell, key in keys.items())
    return told_apart([record for record in records if record is not None])


def _step_seconds(study: Study, keys: Mapping[Cell, str]) -> Mapping[str, float]:
    """By row, the median second of one training step, where it was timed."""
    records = (study.record(key) for cell, key in keys.items() if isinstance(cell, SpeedCell))
    timed = (record.train_step_s for record in records if isinstance(record, SpeedRecord))
    return {row: median(seconds) for rows in timed for row, seconds in rows.items()}


def _weights(training: Sequence[Cell], seconds: Mapping[str, float]) -> Mapping[Cell, float]:
    """How long training cells take relative to each other; the same for all if nothing is known."""
    return {
        cell: seconds.get(str(cell.variant), 1.0)
        for cell in training
        if isinstance(cell, TrainCell)
    }
