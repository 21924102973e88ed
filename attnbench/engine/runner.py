"""One cell of a run: where it is measured, and what stands for it where it gave nothing."""

import signal
from datetime import UTC, datetime

from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job, less_memory
from attnbench.engine.cells.measure import failed, measure
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.processes.pool import Pool
from attnbench.engine.processes.worker import BUSY, message
from attnbench.engine.progress import Progress
from attnbench.plan.cells import Cell, CostCell
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnreport.record import AnyRecord


class Runner:
    """Runs the cells of one plan.

    Args:
        plan: What is asked for.
        source: Its data set.
        study: Where records are stored.
        command: What the user typed, for the records.
        progress: Is told what runs.
        pool: The workers.
    """

    def __init__(
        self,
        plan: Plan,
        source: DataSource,
        study: Study,
        command: str,
        progress: Progress,
        pool: Pool,
    ) -> None:
        self._plan = plan
        self._source = source
        self._study = study
        self._command = command
        self._progress = progress
        self._pool = pool
        self._began: set[Cell] = set()
        self._since = datetime.now(UTC).isoformat(timespec="seconds")

    def run_here(self, cell: CostCell) -> AnyRecord:
        """Measure a cell in this process."""
        self._begin(cell)
        job = self._job(cell)
        return self._end(cell, self._stored(job, measure(job, lambda *_: None).record))

    def run_in_worker(self, cell: Cell) -> AnyRecord | None:
        """Measure a cell in a worker; None while another process has it."""
        self._begin(cell)
        job = self._job(cell)
        with self._pool.worker() as worker:
            code = worker.run(
                message(
                    self._study, self._plan, cell, self._command, worker.complaints, self._since
                ),
                lambda share, words: self._progress.advance(cell, share, words),
            )
            complaints = worker.complaints.read_text(encoding="utf-8", errors="replace")
        if code == BUSY:
            self._progress.advance(cell, 0.0, "another process runs it")
            return None
        record = self._study.record(job.key)
        if record is None or (code != 0 and record.error is not None):
            record = self._stored(job, failed(job, job.header(self._cause(code, complaints))))
        return self._end(cell, record)

    def _job(self, cell: Cell) -> Job:
        key = cell_key(self._plan, self._source, cell)
        return Job(self._plan, self._source, cell, key, self._command)

    def _begin(self, cell: Cell) -> None:
        if cell not in self._began:
            self._began.add(cell)
            self._progress.begin(cell)

    def _end(self, cell: Cell, record: AnyRecord) -> AnyRecord:
        self._progress.end(cell, record)
        return record

    def _stored(self, job: Job, record: AnyRecord) -> AnyRecord:
        """The record, in the study if the disk takes it; else a failure that is told at least."""
        try:
            self._study.write(record)
        except OSError as error:
            return record if record.error else failed(job, job.header_of_failure(error))
        return record

    def _cause(self, code: int, complaints: str) -> str:
        """Why a process gave no record."""
        if code == -signal.SIGKILL:
            return (
                "the process was killed (signal 9), most often for lack of memory; "
                f"{less_memory(self._plan)}"
            )
        if code < 0:
            return f"the process was ended by {signal.Signals(-code).name}; run the command again"
        last = (complaints.strip().splitlines() or ["no message"])[-1]
        return f"the process ended with exit code {code}: {last}"
