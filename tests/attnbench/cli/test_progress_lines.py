"""Without a terminal each result is one line, and a long cell says now and then how far it is."""

from dataclasses import replace

import pytest
from rich.console import Console

from attnbench.cli.progress_lines import LineProgress
from attnbench.cli.tally import Tally
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.variant import Variant
from attnreport.record import AnyRecord
from tests.reports.conftest import cost, speed, train

COST, SPEED = CostCell(Variant("eca")), SpeedCell((Variant("eca"),))


@pytest.fixture
def progress() -> LineProgress:
    return LineProgress(Console(stderr=True), Tally(), 30.0)


def test_a_long_cell_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    progress = LineProgress(Console(stderr=True), Tally(), 0.0)
    progress.expect({SPEED: None})
    progress.begin(SPEED)
    progress.advance(SPEED, 0.0, "throughput, warm-up 1 of 3")
    progress.advance(SPEED, 1.0, "training step, round 8 of 8")
    assert capsys.readouterr().err.splitlines() == [
        f"[1/1] {SPEED}: throughput, warm-up 1 of 3",
        f"[1/1] {SPEED}: training step, round 8 of 8, about 0 s left",
    ]


@pytest.mark.parametrize(
    ("cell", "record", "text"),
    [
        (COST, cost("eca"), "+86 params, 1.30G MACs"),
        (TrainCell(Variant("ema"), 0), train("ema", 0), "80.50 % Top-1, 10 min"),
        (COST, replace(cost("eca"), error="RuntimeError: no"), "failed: RuntimeError: no"),
        (
            SPEED,
            replace(speed(("baseline", "eca")), failures={"ca": "no memory"}),
            "latency of eca ×1.02; baseline again ×1.00, failed: ca: no memory",
        ),
    ],
)
def test_a_cell_that_ended_leaves_its_result(
    cell: Cell,
    record: AnyRecord,
    text: str,
    progress: LineProgress,
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress.expect({cell: None})
    progress.begin(cell)
    progress.advance(cell, 0.5, "half of it")
    progress.end(cell, record)
    assert capsys.readouterr() == ("", f"[1/1] {cell}: {text}\n")


def test_only_cells_that_will_run_are_numbered(
    progress: LineProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.expect({COST: cost("eca"), SPEED: None})
    progress.begin(SPEED)
    progress.end(SPEED, speed(("baseline", "eca")))
    assert capsys.readouterr().err.startswith(f"[1/1] {SPEED}: ")


def test_a_long_result_stays_on_its_line(
    progress: LineProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.expect({COST: None})
    progress.begin(COST)
    progress.end(COST, replace(cost("eca"), error="x" * 300))
    assert capsys.readouterr().err.count("\n") == 1
