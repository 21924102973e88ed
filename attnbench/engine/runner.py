"""Runs cells of a plan by an executor: claims cells, stores results, reports progress."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import Measured, failed
from attnbench.engine.cells.request import CellRequest, CellResult, request_of
from attnbench.engine.executors.executor import Executor
from attnbench.engine.progress import Progress
from attnbench.plan.cells import Cell
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.training.checkpoint_files import delete_checkpoint
from attnbench.training.messages import Message, Share
from attnreport.record import AnyRecord

RETRY_S = 1.0
"""How often a cell is looked at again that another process runs."""


class Runner:
    """Runs cells of one plan, beside other processes on the same study.

    Args:
        plan: Whose cells are run.
        source: Its data set.
        study: Stores the records.
        keys: The key of each cell.
        command: What the user typed, for the records.
        progress: Hears what runs.
    """

    def __init__(
        self,
        plan: Plan,
        source: DataSource,
        study: Study,
        keys: Mapping[Cell, str],
        command: str,
        progress: Progress,
    ) -> None:
        self.records: dict[Cell, AnyRecord] = {}
        """Records of the cells that were run, by this process or another."""
        self._plan = plan
        self._source = source
        self._study = study
        self._keys = keys
        self._command = command
        self._progress = progress
        self._since = datetime.now(UTC)
        self._begun: set[Cell] = set()
        self._waiting: list[Cell] = []
        self._claims: dict[str, ExitStack] = {}
        self._jobs: dict[str, Job] = {}

    def run(self, cells: Sequence[Cell], executor: Executor, *, at_once: int) -> None:
        """Run cells until each of them has its record.

        Args:
            cells: In the order in which they start.
            executor: Runs them.
            at_once: Most cells at the same time.
        """
        self._waiting = list(cells)
        try:
            while self._waiting:
                for result in executor.run(self._requests(), self._pass_on, at_once=at_once):
                    self._end(result)
                if self._waiting:
                    time.sleep(RETRY_S)
        finally:
            for claim in self._claims.values():
                claim.close()

    def _requests(self) -> Iterator[CellRequest]:
        """A request for each cell that no other process runs or has run meanwhile."""
        for cell in tuple(self._waiting):
            if cell not in self._begun:
                self._begun.add(cell)
                self._progress.begin(cell)
            key = self._keys[cell]
            claim = ExitStack()
            if not claim.enter_context(self._study.claim(key)):
                self._progress.advance(cell, 0.0, "another process runs it")
                continue
            self._waiting.remove(cell)
            record = self._settled(key)
            if record is not None:
                claim.close()
                self._finish(cell, record)
                continue
            self._claims[key] = claim
            self._jobs[key] = Job(self._plan, self._source, cell, key, self._command)
            yield request_of(
                *(self._plan, cell),
                study=str(self._study.folder),
                key=key,
                command=self._command,
            )

    def _settled(self, key: str) -> AnyRecord | None:
        """The record of a cell that another process has run meanwhile, whatever came of it."""
        record = self._study.record(key)
        if record is None or record.error is None:
            return record
        ended = datetime.fromisoformat(record.started_at) + timedelta(seconds=record.wall_s)
        return record if ended >= self._since else None

    def _pass_on(self, request: CellRequest, message: Message) -> None:
        if isinstance(message, Share):
            self._progress.advance(request.cell, message.done, message.words)
        else:
            self._progress.close_epoch(request.cell, request.key, message)

    def _end(self, result: CellResult) -> None:
        """Store what came of a cell and let go of it."""
        key = result.request.key
        job = self._jobs.pop(key)
        measured = result.measured or Measured(record=failed(job, job.header(result.cause)))
        record = self._stored(job, measured)
        self._claims.pop(key).close()
        self._finish(job.cell, record)

    def _stored(self, job: Job, measured: Measured) -> AnyRecord:
        """The record, in the study if the disk takes it; else a failure that says why."""
        try:
            self._store(measured)
        except OSError as error:
            failure = failed(job, job.header_of_failure(error))
            with suppress(OSError):
                self._study.write(failure)
            return measured.record if measured.record.error else failure
        return measured.record

    def _store(self, measured: Measured) -> None:
        """Store what was measured, the record last: with it the cell is finished."""
        key = measured.record.key
        if measured.outcomes:
            self._study.write_outcomes(key, measured.outcomes)
        if measured.weights is not None:
            self._study.write_weights(key, measured.weights)
        self._study.write(measured.record)
        if measured.record.error is None:
            delete_checkpoint(self._study.checkpoints(key))

    def _finish(self, cell: Cell, record: AnyRecord) -> None:
        self.records[cell] = record
        self._progress.end(cell, record)
