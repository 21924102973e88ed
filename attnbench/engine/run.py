"""Cells -> records: what is finished is not run again, and one failure does not end the study."""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from statistics import median

from torch import nn

from attnbench.data.source import DataSource
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.processes.pool import Pool
from attnbench.engine.processes.side_by_side import side_by_side
from attnbench.engine.progress import Progress, Silent
from attnbench.engine.runner import Runner
from attnbench.network.misfits import refuse_misfits
from attnbench.plan.cells import KINDS, Cell, CostCell, SpeedCell, TrainCell, cells
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tasks.make import make_task
from attnbench.tasks.sources import open_data_of
from attnbench.training.checkpoint import delete_checkpoint
from attnbench.training.optimization import make_optimizer
from attnreport.record import AnyRecord, SpeedRecord

MOST_PARALLEL = 8
"""More cells at once are run only if they are asked for: each holds a network and its data."""


def compare(
    plan: Plan, study: str | os.PathLike[str] | None = None, *, parallel: int | None = None
) -> list[AnyRecord]:
    """Measure what a plan asks for and its study does not have yet.

    Args:
        plan: What to measure; the baseline is always measured besides.
        study: Folder of the records; None takes one below `attnbench-studies`.
        parallel: Training cells at once; None takes `default_parallel`.

    Returns:
        The record of every cell of the plan, those that failed included: see their `error`.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
    """
    source = open_data_of(plan)
    opened = prepare(plan, source, None if study is None else Path(study))
    command = f"attnbench.compare({plan!r})"
    return run(plan, source, opened, command, Silent(), parallel or default_parallel(plan))


def default_parallel(plan: Plan) -> int:
    """As many training cells at once as the processor has room for; one on a GPU."""
    if plan.device != "cpu":
        return 1
    return max(1, min((os.cpu_count() or 1) // (plan.threads * plan.devices), MOST_PARALLEL))


def prepare(plan: Plan, source: DataSource, folder: Path | None) -> Study:
    """The study of a plan, once it is known that every row of it can be built.

    Args:
        plan: What is to be measured.
        source: Its data set.
        folder: Of the study; None takes the default one.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    refuse_misfits(plan, source)
    return prepare_fitting(plan, source, folder)


def prepare_fitting(
    plan: Plan, source: DataSource, folder: Path | None, kinds: Collection[str] = KINDS
) -> Study:
    """The same for a plan of which it is known already that every row can be built.

    Args:
        plan: What is to be measured.
        source: Its data set.
        folder: Of the study; None takes the default one.
        kinds: Of the cells that will be measured.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    make_optimizer(nn.Linear(1, 1), plan.recipe)
    if plan.recipe.epochs and "train" in kinds:
        # Says now what would fail in every training cell: damaged data, a batch too large.
        make_task(plan, source, device="cpu", ranks=plan.devices)
    return Study.open(folder, plan)


def unfinished(
    plan: Plan, source: DataSource, study: Study, kinds: Collection[str] = KINDS
) -> list[Cell]:
    """The cells of a plan, of some kinds, that have no record yet, or a failed one."""
    return [
        cell
        for cell in cells(plan)
        if cell.kind in kinds and not study.is_finished(cell_key(plan, source, cell))
    ]


def run(
    plan: Plan,
    source: DataSource,
    study: Study,
    command: str,
    progress: Progress,
    parallel: int,
    kinds: Collection[str] = KINDS,
) -> list[AnyRecord]:
    """Measure what is missing, each cell stored the moment it is finished.

    Sizes come first, in this process; then speed, alone on the machine; then training, several
    cells side by side.

    Args:
        plan: What is asked for; the study may hold more.
        source: Its data set.
        study: Where records are looked up and stored, from `prepare`.
        command: What the user typed, for the records.
        progress: Is told what runs.
        parallel: Training cells at once.
        kinds: Of the cells that are measured.

    Returns:
        The record of every cell of the plan of these kinds, failed ones included.
    """
    missing = unfinished(plan, source, study, kinds)
    asked = [cell for cell in cells(plan) if cell.kind in kinds]
    for cell in set(asked).difference(missing):
        # Of a run that was killed after its record, and before it had cleaned up.
        delete_checkpoint(study.checkpoints(cell_key(plan, source, cell)))
    training = [cell for cell in missing if isinstance(cell, TrainCell)]
    timing = [cell for cell in missing if isinstance(cell, SpeedCell)]
    progress.expect(missing)
    results: dict[Cell, AnyRecord] = {}
    with Pool(min(parallel, max(len(training), len(timing)))) as pool:
        runner = Runner(plan, source, study, command, progress, pool)
        for cell in missing:
            if isinstance(cell, CostCell):
                results[cell] = runner.run_here(cell)
        pool.wait()
        results |= side_by_side(timing, runner.run_in_worker, at_once=1, stop=pool.stop)
        progress.weigh(_weights(plan, source, study, training))
        results |= side_by_side(training, runner.run_in_worker, at_once=pool.size, stop=pool.stop)
    found = (results.get(cell) or study.record(cell_key(plan, source, cell)) for cell in asked)
    return [record for record in found if record is not None]


def _weights(
    plan: Plan, source: DataSource, study: Study, training: Sequence[TrainCell]
) -> Mapping[Cell, float]:
    """By cell, the median second of one step where it was timed, else the same for all."""
    timed = study.record(cell_key(plan, source, SpeedCell(plan.variants)))
    seconds = timed.train_step_s if isinstance(timed, SpeedRecord) else {}
    return {cell: median(seconds.get(str(cell.variant), (1.0,))) for cell in training}
