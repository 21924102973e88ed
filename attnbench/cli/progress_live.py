"""What runs, on a terminal: the results so far in a table, and bars of the running cells."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import TaskID, TimeRemainingColumn

from attnbench.cli.progress_bars import make_bars, plain
from attnbench.cli.progress_table import Results, draw_results
from attnbench.cli.tally import Tally, outcome_text, rows_of
from attnbench.plan.cells import Cell, SpeedCell
from attnbench.training.messages import Epoch
from attnreport.comparison.results import noise_text, row_texts, score_head
from attnreport.record import AnyRecord

REFRESHES_PER_S = 4


class LiveProgress:
    """Redraws the table and the bars in place, never taller than the terminal.

    They vanish when all is done, since the answer follows; where the run ends otherwise, the table
    stays. Implements the engine's `Progress`.

    Args:
        console: A terminal.
        tally: Is told of the cells.
    """

    def __init__(self, console: Console, tally: Tally) -> None:
        self._console = console
        self._tally = tally
        self._bars = make_bars(console, TimeRemainingColumn())
        self._tasks: dict[Cell, TaskID] = {}
        self._shares: dict[Cell, float] = {}
        self._weights: Mapping[Cell, float] = {}
        self._all_training: TaskID | None = None
        self._results = Results()
        self._focus = ""
        self._live = Live(
            console=console,
            get_renderable=self._draw,
            refresh_per_second=REFRESHES_PER_S,
            transient=True,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._bars.task_ids:
            self._bars.remove_task(task)
        self._live.transient = kind is None
        self._live.stop()

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Show the rows with what is known of them."""
        self._tally.expect(records)
        self._update_results()

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Show a bar for all training together."""
        self._weights = weights
        if weights:
            total = sum(weights.values())
            self._all_training = self._bars.add_task("all training", total=total, words="")

    def begin(self, cell: Cell) -> None:
        """Show a bar for the cell."""
        self._look_at(cell)
        self._tasks[cell] = self._bars.add_task(plain(self._tally.name(cell)), total=1, words="")

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Move the cell's bar, and the one of all training."""
        self._bars.update(self._tasks[cell], completed=share, words=words)
        self._move_all(cell, share)

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        """Show nothing: the words of the next share say it."""

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Take the bar away and fill in what came of the cell; a failure gets a line that stays."""
        self._tally.end(cell, record)
        self._bars.remove_task(self._tasks.pop(cell))
        self._move_all(cell, 1.0)
        self._look_at(cell)
        self._update_results()
        if record.errors:
            line = f"{self._tally.name(cell)}: {outcome_text(record)}"
            self._console.print(line, markup=False, highlight=False)

    def _look_at(self, cell: Cell) -> None:
        """Keep the row of a cell in sight where not all rows are."""
        if not isinstance(cell, SpeedCell):
            (self._focus,) = rows_of(cell)

    def _move_all(self, cell: Cell, share: float) -> None:
        if self._all_training is not None and cell in self._weights:
            self._shares[cell] = share
            done = sum(self._weights[part] * share for part, share in dict(self._shares).items())
            self._bars.update(self._all_training, completed=done)

    def _update_results(self) -> None:
        records = self._tally.records
        self._results = Results(
            rows=row_texts(records, self._tally.variants),
            seeds=self._tally.seeds,
            score=score_head(records),
            noise=noise_text(records),
        )

    def _draw(self) -> RenderableType:
        bars = self._bars.get_renderable()
        if not self._results.rows:
            return bars
        height = self._console.height - len(self._bars.tasks) - 1
        return Group(draw_results(self._results, self._focus, height), bars)
