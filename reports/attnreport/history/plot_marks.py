"""The marks of steps in a picture of a history."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attnreport.history.steps import Stepped
from attnreport.history.texts import change_text, commit_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARK_WIDTH = 0.2
"""Width of a step's text, as a share of the axis."""

LANE = 0.13
"""Height of a step's text, as a share of the axis."""

MOST_LANES = 4
"""Texts of steps above each other."""

MINUS = "\N{MINUS SIGN}"
"""As matplotlib prints it on the axis."""


def draw_marks(axes: "Axes", row: Sequence[Stepped], runs: int) -> int:
    """A line and a text at the first run of each new level; gives the lanes that the texts take.

    A line ends at its text, below those of its neighbours; where steps are so dense that there is
    no room for their texts they have lines alone.
    """
    marks = sorted(
        (level[0].run, f"{commit_text(level[0].entry)} {change_text(step, stepped.series.metric)}")
        for stepped in row
        for step, level in zip(stepped.steps, stepped.levels[1:], strict=True)
    )
    taken: list[float] = []
    for run, text in marks:
        place = (run + 0.5) / runs
        is_left = place + MARK_WIDTH > 1
        begin = place - MARK_WIDTH if is_left else place
        lane = next((lane for lane, end in enumerate(taken) if end <= begin), len(taken))
        top = 1 - LANE * lane
        axes.axvline(
            run + 1, ymax=top, color="black", linewidth=0.7, linestyle=(0, (4, 3)), zorder=1
        )
        if lane == MOST_LANES:
            continue
        taken[lane : lane + 1] = [begin + MARK_WIDTH]
        axes.annotate(
            text.replace("-", MINUS),
            (run + 1, top),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-3 if is_left else 3, 0),
            textcoords="offset points",
            horizontalalignment="right" if is_left else "left",
            verticalalignment="top",
            fontsize=8,
            parse_math=False,
        )
    return len(taken)
