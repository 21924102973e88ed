"""The picture of a report has the changes that are shares, the worst first."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from attnreport.errors import NothingToDraw
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.plot import COLOURS, MOST_DRAWN, PLAIN, draw_report
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]


def drawn(report: RegressionReport) -> Axes:
    axes = Figure().add_subplot()
    draw_report(report, axes)
    return axes


def test_sizes_times_and_memory_are_drawn_in_percent(report: RegressionReport) -> None:
    axes = drawn(report)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "EMA Latency"
    assert not any("Score" in name or "Output" in name for name in names)
    value = axes.get_lines()[1]
    assert np.asarray(value.get_xdata())[0] == pytest.approx(6.09)
    assert to_hex(value.get_color()) == COLOURS[Verdict.REGRESSED]
    assert to_hex(axes.get_lines()[-1].get_color()) == PLAIN
    assert axes.get_xlabel() == "Change (%)"


def test_a_picture_has_room_for_the_worst(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    rows = [make_finding(f"row{n}", "params", change=n / 100) for n in range(2 * MOST_DRAWN)]
    names = [label.get_text() for label in drawn(make_report(*rows)).get_yticklabels()]
    assert len(names) == MOST_DRAWN
    assert names[0] == f"ROW{2 * MOST_DRAWN - 1} #.Param."


def test_without_a_change_there_is_no_picture(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    new = make_finding("ema", "params", Verdict.NEW, after=1.0)
    score = make_finding("ema", "score", change=1.0)
    with pytest.raises(NothingToDraw, match="no change of a size, a time or memory is known"):
        drawn(make_report(new, score))
