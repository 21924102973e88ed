"""The seam between a run and what runs its cells. Knows no torch."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from attnbench.engine.cells.request import CellRequest, CellResult, OnCellMessage
    from attnbench.plan.plan import Plan


class Executor(Protocol):
    """Runs cells; the run itself keeps order, claims, storing and progress."""

    def at_once(self, plan: "Plan") -> int:
        """How many training cells of a plan it runs at the same time.

        Raises:
            WrongUse: if it cannot run them.
        """
        ...

    def prepare(self, count: int) -> None:
        """Start, without waiting, what `count` cells at once will need."""
        ...

    def run(
        self, requests: "Iterable[CellRequest]", report: "OnCellMessage", *, at_once: int
    ) -> "Iterator[CellResult]":
        """Run cells, in whatever order, and give each result as soon as there is one.

        Args:
            requests: Taken one by one, in the calling thread, as soon as there is room: a cell
                that is taken is kept from other processes on the same study until its result.
            report: Takes what the cells tell meanwhile.
            at_once: Most cells at the same time. With 1 nothing else of this executor runs.
        """
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutorOptions:
    """What was asked of an executor."""

    parallel: int | None = None
    """Training cells at the same time; None leaves it to the executor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutorKind:
    """Everything about one kind of executor."""

    name: str
    """As `--executor` takes it."""
    meaning: str
    """Where cells run, for the help."""
    build: Callable[[ExecutorOptions], Executor]
    """Makes one; it starts nothing yet."""
    check: Callable[[ExecutorOptions], None] = lambda _: None
    """Refuses options that it does not take, before it is made.

    Raises:
        WrongUse: if it does not take one.
    """
