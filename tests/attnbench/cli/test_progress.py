"""What runs is told on standard error: bars on a terminal alone."""

import pytest

from attnbench.cli.progress import ConsoleProgress, shown_share
from attnbench.plan.cells import CostCell, SpeedCell
from attnbench.plan.variant import Variant
from tests.reports.conftest import cost


def test_a_share_has_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shown_share("measuring") as report:
        report(0.5, "half of it")
    out, err = capsys.readouterr()
    assert out == ""
    assert "measuring" in err
    assert "half of it" in err


def test_a_share_leaves_nothing_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_share("measuring") as report:
        report(0.5, "half of it")
    assert capsys.readouterr() == ("", "")


def test_a_long_cell_says_in_a_file_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    cell = SpeedCell((Variant("eca"),))
    with ConsoleProgress(line_s=0.0) as progress:
        progress.expect([cell])
        progress.begin(cell)
        progress.advance(cell, 0.0, "throughput, warm-up 1 of 3")
        progress.advance(cell, 1.0, "training step, round 8 of 8")
    assert capsys.readouterr().err.splitlines() == [
        f"[1/1] {cell}: throughput, warm-up 1 of 3",
        f"[1/1] {cell}: training step, round 8 of 8, about 0 s left",
    ]


def test_a_cell_that_ended_leaves_its_number_and_its_time_in_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cell = CostCell(Variant("eca"))
    with ConsoleProgress() as progress:
        progress.expect([cell])
        progress.begin(cell)
        progress.advance(cell, 0.5, "half of it")
        progress.end(cell, cost("eca"))
    assert capsys.readouterr() == ("", f"[1/1] {cell}: 2 s\n")
