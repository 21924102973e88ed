"""Values with their intervals, one line each, in axes of matplotlib that somebody else has made."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attnreport.statistics import Median
from attnreport.text import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHED: Mapping[str, Any] = MappingProxyType(
    {"color": "black", "linewidth": 0.8, "linestyle": (0, (4, 3)), "zorder": 1}
)
"""A line that stands for no difference."""

LONGEST_NAME = 40

Line = tuple[str, Median, str]
"""Name, value with its interval, and colour."""


def draw_intervals(axes: "Axes", lines: Sequence[Line], head: str, reference: float) -> None:
    """Draw each value and its interval.

    Args:
        axes: Where to draw; nothing else of the figure changes.
        lines: From top to bottom.
        head: What the values are.
        reference: The value that stands for no difference.
    """
    axes.axvline(reference, **DASHED)
    for height, (_, value, colour) in enumerate(lines):
        axes.hlines(height, *ends(value), color=colour, linewidth=1.8, zorder=2)
        axes.plot(value.value, height, "o", color=colour, zorder=3)
    names = [short_name(name) for name, _, _ in lines]
    axes.set_yticks(range(len(lines)), names, parse_math=False)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xlabel(head, parse_math=False)


def ends(value: Median) -> tuple[float, float]:
    """The ends of an interval; the value itself where there is none."""
    low = value.value if value.low is None else value.low
    return low, value.value if value.high is None else value.high


def short_name(name: str) -> str:
    """A name on one line that leaves room for the picture."""
    line = printable(name)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
