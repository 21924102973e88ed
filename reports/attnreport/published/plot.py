"""A picture of a published table: how far our sizes are from the printed ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attnreport.errors import NothingToDraw
from attnreport.intervals_plot import Line, draw_intervals
from attnreport.published.match import SCALES, Match
from attnreport.published.paper import PaperTable
from attnreport.published.rebuilt import ComparedRow, Rebuilt, compare_rows
from attnreport.published.reproduction import HEADS
from attnreport.statistics import Median

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MISSED = "#d55e00"
COLOURS: Mapping[Match, str] = {Match.EQUAL: "#009e73", Match.ANOTHER_CONVENTION: "#0072b2"}
"""The colour-blind tell them apart too (Okabe and Ito, 2008)."""


def draw_sizes(table: PaperTable, rebuilt: Sequence[Rebuilt], axes: "Axes") -> None:
    """Draw by how many percent each size, as we count it, differs from the printed one.

    Args:
        table: As printed.
        rebuilt: What became of each of its rows here.
        axes: Where to draw; nothing else of the figure changes.

    Raises:
        NothingToDraw: if no row could be built, or no size is printed.
    """
    lines = [line for row in compare_rows(table, rebuilt) for line in _lines(row)]
    if not lines:
        raise NothingToDraw(f"{table.name} has no printed size of a row that can be built")
    draw_intervals(axes, lines, "Ours against the printed size (%)", 0)


def _lines(row: ComparedRow) -> Iterator[Line]:
    for size, match in row.sizes.items():
        printed = row.printed[size]
        if printed.text and match.candidates:
            ours = match.candidates[0].count / SCALES[printed.unit]
            share = 100 * (ours / float(printed.text) - 1)
            value = Median(value=share, low=None, high=None)
            yield f"{row.name} {HEADS[size]}", value, COLOURS.get(match.match, MISSED)
