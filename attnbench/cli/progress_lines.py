"""What runs, as plain lines: for files, pipes and terminals that cannot move their cursor."""

import time
from collections.abc import Mapping

from rich.console import Console

from attnbench.cli.tally import Tally, outcome_text
from attnbench.plan.cells import Cell
from attnbench.training.messages import Epoch
from attnreport.record import AnyRecord
from attnreport.units import duration_text


class LineProgress:
    """Prints a line for each result, and now and then one for a running cell.

    Implements the engine's `Progress`.

    Args:
        console: Where lines go.
        tally: Is told of the cells.
        line_s: Seconds between the lines of running cells.
    """

    def __init__(self, console: Console, tally: Tally, line_s: float) -> None:
        self._console = console
        self._tally = tally
        self._line_s = line_s
        self._last_line = time.monotonic()
        self._begun: dict[Cell, float] = {}

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Number the cells that will run."""
        self._tally.expect(records)

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Print nothing."""

    def begin(self, cell: Cell) -> None:
        """Remember when the cell started."""
        self._begun[cell] = time.monotonic()

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Print how far the cell is, unless a line was printed a moment ago."""
        if time.monotonic() - self._last_line >= self._line_s:
            self._last_line = time.monotonic()
            self._print(cell, f"{words}{self._time_left(cell, share)}")

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        """Print nothing: the words of the next share say it."""

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Print what came of the cell."""
        self._tally.end(cell, record)
        self._print(cell, outcome_text(record))

    def _print(self, cell: Cell, text: str) -> None:
        line = f"{self._tally.name(cell)}: {text}"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _time_left(self, cell: Cell, share: float) -> str:
        """What remains of a cell at the pace so far; empty while nothing is done."""
        if not share:
            return ""
        seconds = (time.monotonic() - self._begun[cell]) * (1 - share) / share
        return f", about {duration_text(seconds)} left"
