"""Cells -> records: what is finished is not run again, and one failure does not end the study."""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from statistics import median
from typing import Protocol

from attnbench.engine.fingerprint import cell_key
from attnbench.engine.header import Job, less_memory
from attnbench.engine.measure import failed, measure
from attnbench.engine.pool import Pool
from attnbench.engine.worker import message
from attnbench.network import refuse_misfits
from attnbench.plan import Cell, CostCell, Plan, SpeedCell, TrainCell, cells
from attnbench.study import Study
from attnreport.frame import AnyRecord
from attnreport.record import SpeedRecord

MOST_PARALLEL = 8
"""More cells at once are run only if they are asked for: each holds a network and its data."""


class Progress(Protocol):
    """Is told what runs; by several threads where cells run side by side."""

    def expect(self, missing: Sequence[Cell]) -> None:
        """These cells will run, in this order."""
        ...

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Training starts: how long its cells take, relative to each other."""
        ...

    def begin(self, cell: Cell) -> None:
        """A cell starts."""
        ...

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """A running cell has done this share of its work."""
        ...

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """A running cell has its record."""
        ...


class Silent:
    """A `Progress` that tells nobody."""

    def expect(self, missing: Sequence[Cell]) -> None:
        """Say nothing."""

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Say nothing."""

    def begin(self, cell: Cell) -> None:
        """Say nothing."""

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Say nothing."""

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Say nothing."""


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
    opened = prepare(plan, None if study is None else Path(study))
    command = f"attnbench.compare({plan!r})"
    return run(plan, opened, command, Silent(), parallel or default_parallel(plan))


def default_parallel(plan: Plan) -> int:
    """As many training cells at once as the processor has room for; one on a GPU."""
    if plan.device != "cpu":
        return 1
    return max(1, min((os.cpu_count() or 1) // plan.threads, MOST_PARALLEL))


def prepare(plan: Plan, folder: Path | None) -> Study:
    """The study of a plan, once it is known that every row of it can be built.

    Args:
        plan: What is to be measured.
        folder: Of the study; None takes the default one.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    refuse_misfits(plan)
    return Study.open(folder, plan)


def unfinished(plan: Plan, study: Study) -> list[Cell]:
    """The cells of a plan that have no record yet, or a failed one."""
    return [cell for cell in cells(plan) if not study.is_finished(cell_key(plan, cell))]


def run(
    plan: Plan, study: Study, command: str, progress: Progress, parallel: int
) -> list[AnyRecord]:
    """Measure what is missing, each cell stored the moment it is finished.

    Sizes come first, in this process; then speed, alone on the machine; then training, several
    cells side by side.

    Args:
        plan: What is asked for; the study may hold more.
        study: Where records are looked up and stored, from `prepare`.
        command: What the user typed, for the records.
        progress: Is told what runs.
        parallel: Training cells at once.

    Returns:
        The record of every cell of the plan, failed ones included.
    """
    missing = unfinished(plan, study)
    training = [cell for cell in missing if isinstance(cell, TrainCell)]
    timing = [cell for cell in missing if isinstance(cell, SpeedCell)]
    progress.expect(missing)
    with Pool(min(parallel, max(len(training), len(timing)))) as pool:

        def run_one(cell: Cell) -> None:
            progress.begin(cell)
            progress.end(cell, _run_in_worker(plan, study, cell, command, pool, progress))

        for cell in missing:
            if isinstance(cell, CostCell):
                progress.begin(cell)
                progress.end(cell, _run_here(plan, study, cell, command))
        pool.wait()
        for cell in timing:
            run_one(cell)
        progress.weigh(_weights(plan, study, training))
        _side_by_side(training, run_one, pool)
    found = (study.record(cell_key(plan, cell)) for cell in cells(plan))
    return [record for record in found if record is not None]


def _run_here(plan: Plan, study: Study, cell: CostCell, command: str) -> AnyRecord:
    job = Job(plan, cell, cell_key(plan, cell), command)
    record = measure(job, lambda *_: None).record
    study.write(record)
    return record


def _run_in_worker(
    plan: Plan, study: Study, cell: Cell, command: str, pool: Pool, progress: Progress
) -> AnyRecord:
    job = Job(plan, cell, cell_key(plan, cell), command)
    with pool.worker() as worker:
        code = worker.run(
            message(study, plan, cell, command, worker.complaints),
            lambda share, words: progress.advance(cell, share, words),
        )
        if code != 0 and not study.is_finished(job.key):
            complaints = worker.complaints.read_text(encoding="utf-8", errors="replace")
            study.write(failed(job, job.header(_cause(code, complaints, plan))))
    record = study.record(job.key)
    assert record is not None
    return record


def _weights(plan: Plan, study: Study, training: Sequence[TrainCell]) -> Mapping[Cell, float]:
    """By cell, the median second of one step where it was timed, else the same for all."""
    timed = study.record(cell_key(plan, SpeedCell(plan.variants)))
    seconds = timed.train_step_s if isinstance(timed, SpeedRecord) else {}
    return {cell: median(seconds.get(str(cell.variant), (1.0,))) for cell in training}


def _side_by_side(training: Sequence[Cell], run_one: Callable[[Cell], None], pool: Pool) -> None:
    if not training:
        return
    with ThreadPoolExecutor(pool.size) as threads:
        futures = [threads.submit(run_one, cell) for cell in training]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.stop()
            raise


def _cause(code: int, complaints: str, plan: Plan) -> str:
    if code == -signal.SIGKILL:
        return (
            f"the process was killed (signal 9), most often for lack of memory; {less_memory(plan)}"
        )
    if code < 0:
        return f"the process was ended by {signal.Signals(-code).name}; run the command again"
    last = (complaints.strip().splitlines() or ["no message"])[-1]
    return f"the process ended with exit code {code}: {last}"
