"""Runs each cell in a process of its own, several side by side."""

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice

from attnbench.engine.cells.header import less_memory
from attnbench.engine.cells.request import CellRequest, CellResult, OnCellMessage
from attnbench.engine.processes.parcel import unpack
from attnbench.engine.processes.pool import Pool, Worker
from attnbench.plan.plan import Plan, plan_from_toml

MOST_AT_ONCE = 8
"""More cells at once are run only if they are asked for: each holds a network and its data."""


class Processes:
    """An `Executor` that starts workers and hands them cells.

    Args:
        parallel: Training cells at the same time; None takes one for each core, up to
            `MOST_AT_ONCE`, and one on a GPU.
    """

    def __init__(self, parallel: int | None = None) -> None:
        self._parallel = parallel
        self._pool = Pool()

    def at_once(self, plan: Plan) -> int:
        """As many as were asked for, or as many as the processor has room for."""
        if self._parallel is not None:
            return self._parallel
        if plan.device != "cpu":
            return 1
        return max(1, min((os.cpu_count() or 1) // (plan.threads * plan.devices), MOST_AT_ONCE))

    def prepare(self, count: int) -> None:
        """Start workers; they import while something else goes on."""
        self._pool.grow(count)

    def run(
        self, requests: Iterable[CellRequest], report: OnCellMessage, *, at_once: int
    ) -> Iterator[CellResult]:
        """Run cells in free workers, once all workers are idle."""
        self._pool.grow(at_once)
        # What is timed must not run beside imports.
        self._pool.wait()
        try:
            yield from _side_by_side(self._pool, iter(requests), report, at_once)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End every worker and the cell that it runs."""
        self._pool.close()
        self._pool = Pool()


def _side_by_side(
    pool: Pool, requests: Iterator[CellRequest], report: OnCellMessage, at_once: int
) -> Iterator[CellResult]:
    running: dict[Future[CellResult], Worker] = {}
    with ThreadPoolExecutor(at_once) as threads:
        try:
            while True:
                for request in islice(requests, at_once - len(running)):
                    worker = pool.take()
                    running[threads.submit(_run, worker, request, report)] = worker
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    pool.give_back(running.pop(future))
                    yield future.result()
        except BaseException:
            pool.stop()
            raise


def _run(worker: Worker, request: CellRequest, report: OnCellMessage) -> CellResult:
    code = worker.run(request, partial(report, request))
    if code == 0:
        return CellResult(request=request, measured=unpack(worker.parcel))
    complaints = worker.complaints.read_text(encoding="utf-8", errors="replace")
    plan = plan_from_toml(request.plan, "the plan of the command")
    return CellResult(request=request, cause=cause_of(code, complaints, plan))


def cause_of(code: int, complaints: str, plan: Plan) -> str:
    """Why a process left no record.

    Args:
        code: Its exit code, negative for a signal.
        complaints: What it wrote on standard error.
        plan: Of its cell.
    """
    if code == -signal.SIGKILL:
        return (
            f"the process was killed (signal 9), most often for lack of memory; {less_memory(plan)}"
        )
    if code < 0:
        return f"the process was ended by {signal.Signals(-code).name}; run the command again"
    last = (complaints.strip().splitlines() or ["no message"])[-1]
    return f"the process ended with exit code {code}: {last}"
