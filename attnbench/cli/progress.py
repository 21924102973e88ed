"""What runs, on standard error: bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from attnbench.plan.cells import Cell
from attnreport.record import AnyRecord
from attnreport.units import duration_text

LINE_S = 30.0
"""Seconds between the lines that say how far a cell is, where there is no terminal."""


class ConsoleProgress:
    """Shows what runs; implements the engine's `Progress`.

    Args:
        line_s: Seconds between lines where there is no terminal.
    """

    def __init__(self, line_s: float = LINE_S) -> None:
        self._line_s = line_s
        self._last_line = time.monotonic()
        self._begun: dict[Cell, float] = {}
        self._bars = _bars(TimeRemainingColumn())
        self._numbers: dict[Cell, int] = {}
        self._tasks: dict[Cell, TaskID] = {}
        self._shares: dict[Cell, float] = {}
        self._weights: Mapping[Cell, float] = {}
        self._total: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def expect(self, missing: Sequence[Cell]) -> None:
        """Number the cells that will run."""
        self._numbers = {cell: number for number, cell in enumerate(missing, start=1)}

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Show a bar for all training together."""
        self._weights = weights
        if weights:
            self._total = self._bars.add_task("training", total=sum(weights.values()), words="")

    def begin(self, cell: Cell) -> None:
        """Show a bar for the cell."""
        self._begun[cell] = time.monotonic()
        self._tasks[cell] = self._bars.add_task(_plain(self._name(cell)), total=1.0, words="")

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Move the cell's bar, and the one of all cells."""
        self._bars.update(self._tasks[cell], completed=share, words=words)
        self._move_total(cell, share)
        if self._bars.disable and time.monotonic() - self._last_line >= self._line_s:
            self._last_line = time.monotonic()
            self._print(cell, f"{words}{self._time_left(cell, share)}")

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Leave a line in place of the bar."""
        self._bars.remove_task(self._tasks.pop(cell))
        self._move_total(cell, 1.0)
        outcomes = [] if record.error else [duration_text(record.wall_s)]
        outcome = ", ".join([*outcomes, *(f"failed: {error}" for error in record.errors)])
        self._print(cell, outcome)

    def _print(self, cell: Cell, text: str) -> None:
        self._bars.console.print(f"{self._name(cell)}: {text}", markup=False, highlight=False)

    def _time_left(self, cell: Cell, share: float) -> str:
        """What remains of a cell at the pace so far; empty while nothing is done."""
        if not share:
            return ""
        seconds = (time.monotonic() - self._begun[cell]) * (1 - share) / share
        return f", about {duration_text(seconds)} left"

    def _move_total(self, cell: Cell, share: float) -> None:
        if self._total is not None and cell in self._weights:
            self._shares[cell] = share
            done = sum(self._weights[part] * share for part, share in dict(self._shares).items())
            self._bars.update(self._total, completed=done)

    def _name(self, cell: Cell) -> str:
        return f"[{self._numbers[cell]}/{len(self._numbers)}] {cell}"


@contextmanager
def shown_share(what: str) -> Iterator[Callable[[float, str], None]]:
    """Show how much of one long measurement is done.

    Args:
        what: What is measured, in words.

    Yields:
        A function that takes the share that is done, and the same in words.
    """
    with _bars() as bars:
        task = bars.add_task(what, total=1.0, words="")
        yield lambda share, words: bars.update(task, completed=share, words=words)


def _bars(*columns: ProgressColumn) -> Progress:
    """Bars with their words and further columns, shown only on a terminal."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[words]}"),
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=120,
        disable=not console.is_terminal,
    )


def _plain(text: str) -> str:
    """The text with nothing that rich would read as markup."""
    return text.replace("[", r"\[")
