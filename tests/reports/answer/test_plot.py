"""The picture of an answer: gain against latency, or the one of them that there is."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from attnreport.answer.answer import answer
from attnreport.answer.plot import draw_answer
from attnreport.comparison.comparison import Comparison
from attnreport.errors import NothingToDraw
from tests.reports.answer.conftest import Planted, Study


def drawn(comparison: Comparison) -> Axes:
    axes = Figure().add_subplot()
    draw_answer(answer(comparison), axes)
    return axes


def points(axes: Axes) -> list[tuple[float, float]]:
    """The large dots."""
    return [
        (float(np.asarray(dot.get_xdata())[0]), float(np.asarray(dot.get_ydata())[0]))
        for dot in axes.get_lines()
        if dot.get_marker() == "o"
    ]


def test_each_module_is_named_at_its_latency_and_its_gain(study: Study) -> None:
    axes = drawn(
        study(
            baseline=Planted(scores=(90.0, 92.0)),
            ema=Planted(scores=(91.0, 93.5), ratio=2.0),
            ca=Planted(scores=(89.0, 90.0), ratio=1.5),
        )
    )
    assert points(axes) == [
        (1.0, 0.0),
        (pytest.approx(2.0, abs=0.05), pytest.approx(1.25)),
        (pytest.approx(1.5, abs=0.05), pytest.approx(-1.5)),
    ]
    assert [text.get_text() for text in axes.texts] == ["Baseline", "EMA (open)", "CA (no)"]
    assert axes.get_ylabel() == "Gain in Top-1 over the baseline (points)"
    assert axes.get_xlabel() == "Latency of one image (× baseline), 95 % intervals"


def test_from_three_seeds_on_gains_have_intervals(study: Study) -> None:
    axes = drawn(
        study(
            baseline=Planted(scores=(90.0, 92.0, 91.0)),
            ema=Planted(scores=(91.0, 93.5, 91.0), ratio=2.0),
        )
    )
    assert axes.get_ylabel().endswith("(points), 95 % intervals")


def test_without_training_latencies_are_drawn_alone(study: Study) -> None:
    axes = drawn(study(baseline=Planted(), ema=Planted(ratio=2.0)))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["EMA (open)"]
    assert axes.get_xlabel().startswith("Latency of one image")


def test_without_a_module_there_is_nothing_to_draw(study: Study) -> None:
    with pytest.raises(NothingToDraw, match="neither scores nor times were measured"):
        drawn(study(baseline=Planted()))


def test_no_setting_of_matplotlib_changes(study: Study) -> None:
    before = dict(mpl.rcParams)
    drawn(study(baseline=Planted(scores=(90.0, 92.0)), ema=Planted(scores=(91.0, 93.5))))
    assert dict(mpl.rcParams) == before
