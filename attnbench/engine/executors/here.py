"""Runs cells one after another in this process."""

from collections.abc import Iterable, Iterator
from functools import partial

from attnbench.engine.cells.execute import execute
from attnbench.engine.cells.request import CellRequest, CellResult, OnCellMessage
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.tasks.sources import OpenedData


class Here:
    """An `Executor` without processes: for sizes, notebooks, debuggers and tests.

    Args:
        data: The data sets that this process has opened already.
    """

    def __init__(self, data: OpenedData | None = None) -> None:
        self._data = data or OpenedData()

    def at_once(self, plan: Plan) -> int:
        """One.

        Raises:
            WrongUse: if several devices share a cell, which takes several processes.
        """
        if plan.devices > 1:
            raise WrongUse(
                f"must be 1 with the executor here (got {plan.devices}); to share the batches of a "
                "cell use the executor processes",
                parameter="devices",
            )
        return 1

    def prepare(self, count: int) -> None:
        """Do nothing."""

    def run(
        self, requests: Iterable[CellRequest], report: OnCellMessage, *, at_once: int
    ) -> Iterator[CellResult]:
        """Run each cell when its result is asked for."""
        del at_once
        for request in requests:
            measured = execute(request, partial(report, request), self._data)
            yield CellResult(request=request, measured=measured)

    def close(self) -> None:
        """Do nothing."""
