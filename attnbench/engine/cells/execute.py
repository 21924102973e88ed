"""Runs the cell of a request in this process."""

from pathlib import Path

from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import Measured, failed, measure
from attnbench.engine.cells.request import CellRequest
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.training.keeper import Keeper
from attnbench.training.train import OnProgress

CHANGED = "its code or its data have changed since the run started; run the command again"


class LastData:
    """The data set of the last plan, so that the cells of a plan open it once."""

    def __init__(self) -> None:
        self._last: tuple[Plan, DataSource] | None = None

    def of(self, plan: Plan) -> DataSource:
        """The data set of a plan.

        Raises:
            WrongUse: if it is absent or cannot be used.
        """
        if self._last is None or self._last[0] != plan:
            self._last = plan, open_data_of(plan)
        return self._last[1]


def execute(request: CellRequest, report: OnProgress, data: LastData | None = None) -> Measured:
    """Measure a cell; what goes wrong is in the `error` of its record.

    Its code and data must be those of the request's key before and after: else its numbers would
    be stored as those of another code.

    Args:
        request: The cell.
        report: Takes the share that is done.
        data: What this process opens data sets with, if it runs several cells.

    Raises:
        WrongUse: if the data are absent or cannot be used.
    """
    plan = plan_from_toml(request.plan, "the plan of the command")
    source = (data or LastData()).of(plan)
    job = Job(plan, source, request.cell, request.key, request.command)
    keeper = Keeper(
        Study(Path(request.study), plan).checkpoints(job.key),
        minutes=plan.checkpoint_minutes,
        epochs=plan.checkpoint_epochs,
    )
    if not _is_unchanged(job):
        return Measured(record=failed(job, job.header(CHANGED)))
    measured = measure(job, report, keeper)
    if measured.record.error is None and not _is_unchanged(job):
        return Measured(record=failed(job, job.header(CHANGED)))
    return measured


def _is_unchanged(job: Job) -> bool:
    try:
        return cell_key(job.plan, job.source, job.cell) == job.key
    except ValueError:
        return False
