"""Runs the cell of a request in this process."""

from pathlib import Path

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import Measured, failed, measure
from attnbench.engine.cells.request import CellRequest
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.plan.plan import plan_from_toml
from attnbench.study import Study
from attnbench.tasks.sources import OpenedData
from attnbench.training.keeper import Keeper
from attnbench.training.messages import OnMessage

CHANGED = "its code or its data have changed since the run started; run the command again"


def execute(request: CellRequest, report: OnMessage, data: OpenedData | None = None) -> Measured:
    """Measure a cell; what goes wrong is in the `error` of its record.

    Its code and data must be those of the request's key before and after: else its numbers would
    be stored as those of another code.

    Args:
        request: The cell.
        report: Takes what it tells meanwhile.
        data: The data sets that this process has opened, where it runs several cells.

    Raises:
        WrongUse: if the data are absent or cannot be used.
    """
    plan = plan_from_toml(request.plan, "the plan of the command")
    source = (data or OpenedData()).of(plan)
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
