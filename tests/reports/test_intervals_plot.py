"""Values and intervals are drawn into axes of the caller, which stay the caller's otherwise."""

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from attnreport.intervals_plot import draw_intervals
from attnreport.statistics import Median

LINES = [
    ("EMA", Median(value=2.0, low=1.5, high=2.5), "red"),
    ("$x$ " + "long " * 20, Median(value=1.0, low=None, high=None), "blue"),
]


def test_every_line_has_its_name_its_value_and_its_interval() -> None:
    axes = Figure().add_subplot()
    draw_intervals(axes, LINES, "Latency", 1.0)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "EMA"
    assert names[1].startswith("$x$ long")
    assert names[1].endswith("…")
    assert axes.get_xlabel() == "Latency"
    reference, *points = axes.get_lines()
    assert np.asarray(reference.get_xydata()).tolist() == [[1.0, 0.0], [1.0, 1.0]]
    assert [np.asarray(point.get_xydata()).tolist() for point in points] == [
        [[2.0, 0.0]],
        [[1.0, 1.0]],
    ]
    bars = [bar for bar in axes.collections if isinstance(bar, LineCollection)]
    assert [np.array(bar.get_segments())[0, :, 0].tolist() for bar in bars] == [[1.5, 2.5], [1, 1]]
    assert axes.get_ylim() == (1.5, -0.5)


def test_no_setting_of_matplotlib_changes() -> None:
    before = dict(mpl.rcParams)
    draw_intervals(Figure().add_subplot(), LINES, "Latency", 1.0)
    assert dict(mpl.rcParams) == before
