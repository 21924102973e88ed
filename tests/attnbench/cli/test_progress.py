"""What runs is told on standard error: bars on a terminal alone."""

from dataclasses import replace

import pytest

from attnbench.cli.progress import shown_progress, shown_share
from attnbench.cli.progress_lines import LineProgress
from attnbench.cli.progress_live import LiveProgress
from attnbench.plan.cells import CostCell
from attnbench.plan.variant import Variant
from tests.reports.conftest import cost

CELLS = [CostCell(Variant(name)) for name in ("eca", "ema", "ca")]


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


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({}, LineProgress),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, LineProgress),
        ({"FORCE_COLOR": "1", "TERM": "xterm"}, LiveProgress),
    ],
)
def test_a_table_fills_only_where_the_cursor_can_move(
    environment: dict[str, str], kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with shown_progress() as progress:
        assert isinstance(progress, kind)


def stop_after_two_cells(*, resumes: bool) -> None:
    """A run that knows one cell, measures one, fails at another, and is stopped."""
    with shown_progress(resumes=resumes) as progress:
        progress.expect({CELLS[0]: cost("eca"), CELLS[1]: None, CELLS[2]: None})
        for cell, error in zip(CELLS[1:], (None, "no memory"), strict=True):
            progress.begin(cell)
            progress.end(cell, replace(cost("ema"), error=error))
        raise KeyboardInterrupt


@pytest.mark.parametrize("terminal", ["", "1"], ids=["file", "terminal"])
def test_ctrl_c_says_how_many_cells_are_kept(
    terminal: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", terminal)
    with pytest.raises(KeyboardInterrupt) as stop:
        stop_after_two_cells(resumes=True)
    assert stop.value.__notes__ == [
        "1 of 2 cells finished and kept; run the same command again to continue"
    ]
    assert "+" not in capsys.readouterr().out


def test_ctrl_c_of_what_starts_anew_does_not_promise_to_continue() -> None:
    with pytest.raises(KeyboardInterrupt) as stop:
        stop_after_two_cells(resumes=False)
    assert not hasattr(stop.value, "__notes__")
