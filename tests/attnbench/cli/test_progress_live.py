"""On a terminal a table fills with results, and bars show what runs."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from attnbench.cli.progress_live import LiveProgress
from attnbench.cli.tally import Tally
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.variant import Variant
from attnreport.record import AnyRecord
from tests.reports.conftest import LABELS, cost, speed, train

ROWS = tuple(map(Variant, LABELS))
TRAINING = [TrainCell(row, seed) for row in ROWS for seed in (0, 1)]
CELLS: dict[Cell, AnyRecord | None] = {
    **{CostCell(row): cost(row.module) for row in ROWS},
    **dict.fromkeys((SpeedCell(ROWS), *TRAINING)),
}


class Terminal:
    """A terminal of 90 columns, and what is drawn on it."""

    def __init__(self, height: int = 24) -> None:
        self._text = io.StringIO()
        self.console = Console(
            file=self._text, force_terminal=True, width=90, height=height, color_system=None
        )
        self.progress = LiveProgress(self.console, Tally())

    def drawn(self) -> str:
        """What one redrawing writes."""
        self._text.seek(0)
        self._text.truncate()
        self.progress._live.refresh()
        return self._text.getvalue()

    def left(self) -> str:
        return self._text.getvalue()


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_results_fill_the_table_as_they_come(terminal: Terminal) -> None:
    with terminal.progress as progress:
        progress.expect(CELLS)
        assert "23.71M" in terminal.drawn()
        progress.begin(TRAINING[2])
        progress.end(TRAINING[2], train("ema", 0))
        progress.begin(SpeedCell(ROWS))
        progress.end(SpeedCell(ROWS), speed([row.module for row in ROWS]))
        drawn = terminal.drawn()
    (ema,) = (line for line in drawn.splitlines() if line.startswith("EMA"))
    assert ema.split() == ["EMA", "+198.37K", "1.39G", "×1.05", "80.50"]
    assert "Top-1 (%)" in drawn
    assert "baseline again ×1.00" in drawn


def test_a_bar_shows_how_far_the_running_cell_and_all_training_are(terminal: Terminal) -> None:
    with terminal.progress as progress:
        progress.expect(CELLS)
        progress.weigh(dict.fromkeys(TRAINING, 1.0))
        progress.begin(TRAINING[0])
        progress.advance(TRAINING[0], 0.5, "epoch 3 of 5, loss 0.412, Top-1 [88.1] %")
        drawn = terminal.drawn()
    assert f"[2/9] {TRAINING[0]}" in drawn
    assert "epoch 3 of 5, loss 0.412, Top-1 [88.1] %" in drawn
    assert "all training" in drawn


def test_sixty_rows_and_their_bars_keep_within_the_terminal() -> None:
    terminal = Terminal(height=15)
    cells = [CostCell(Variant("ema", (("groups", number),))) for number in range(1, 61)]
    with terminal.progress as progress:
        progress.expect(dict.fromkeys(cells))
        progress.begin(cells[40])
        drawn = terminal.drawn()
    assert drawn.count("\n") < 15
    assert "ema(groups=41)" in drawn
    assert "more rows are not shown" in drawn


def test_a_failure_leaves_a_line(terminal: Terminal) -> None:
    with terminal.progress as progress:
        progress.expect(CELLS)
        progress.begin(TRAINING[0])
        progress.end(TRAINING[0], replace(train("ema", 0), error="Diverged: no"))
    assert "failed: Diverged: no" in terminal.left()


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt()])
def test_the_table_stays_only_where_the_run_was_cut_short(
    stop: BaseException | None, terminal: Terminal
) -> None:
    terminal.progress.__enter__()
    terminal.progress.expect(CELLS)
    terminal.drawn()
    terminal.progress.__exit__(type(stop) if stop else None, stop, None)
    assert terminal.left().endswith("\x1b[2K") is (stop is None)
