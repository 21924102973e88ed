"""What runs, on standard error: bars on a terminal, plain lines elsewhere."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from attnbench.plan import Cell
from attnreport.record import AnyRecord
from attnreport.units import duration_text


class ConsoleProgress:
    """Tells a person what runs; implements the engine's `Progress`."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[words]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            speed_estimate_period=120,
            disable=not self._console.is_terminal,
        )
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
        self._tasks[cell] = self._bars.add_task(_plain(self._name(cell)), total=1.0, words="")

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Move the cell's bar, and the one of all cells."""
        self._bars.update(self._tasks[cell], completed=share, words=words)
        self._move_total(cell, share)

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Leave a line in place of the bar."""
        self._bars.remove_task(self._tasks.pop(cell))
        self._move_total(cell, 1.0)
        outcome = f"failed: {record.error}" if record.error else duration_text(record.wall_s)
        self._console.print(f"{self._name(cell)}: {outcome}", markup=False, highlight=False)

    def _move_total(self, cell: Cell, share: float) -> None:
        if self._total is not None and cell in self._weights:
            self._shares[cell] = share
            done = sum(self._weights[each] * part for each, part in dict(self._shares).items())
            self._bars.update(self._total, completed=done)

    def _name(self, cell: Cell) -> str:
        return f"[{self._numbers[cell]}/{len(self._numbers)}] {cell}"


class ShareProgress:
    """Tells a person how much of one long measurement is done; a context manager.

    Args:
        what: In words.
    """

    def __init__(self, what: str) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[words]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(what, total=1.0, words="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self, share: float, words: str) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=share, words=words)


def _plain(text: str) -> str:
    """The text with nothing that rich would read as markup."""
    return text.replace("[", r"\[")
