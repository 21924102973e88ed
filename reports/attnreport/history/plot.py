"""A metric's series over the runs, row below row, with their levels and steps."""

import io
import warnings
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np

from attnreport.history.entry import Entry
from attnreport.history.plot_marks import LANE, draw_marks
from attnreport.history.series import Series
from attnreport.history.steps import Stepped
from attnreport.history.texts import commit_text, date_text
from attnreport.text import printable
from attnreport.units import PrintUnit, print_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN = 8.0
PANEL_IN = 1.25
EDGE_IN = 1.1
"""Height of the title and of the axis with its text."""

DOTS_PER_INCH = 200

MOST_ROWS = 24
"""A picture of more cannot be read."""

MOST_TICKS = 7
LONGEST_LABEL = 90

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""One for each machine; the colour-blind tell them apart too (Okabe and Ito, 2008)."""

MARKERS = ("o", "s", "^", "D", "v", "P")

LEAST_SPAN = 0.04
"""Share of the level that an axis spans at least, so that quiet noise looks quiet."""


def history_plot(
    series: Sequence[Stepped], entries: Sequence[Entry], *, form: Literal["png", "svg"]
) -> bytes:
    """Small multiples that share the runs: points, median levels, and a mark at each step.

    The same series give the same bytes, whatever the user's settings of matplotlib are.

    Args:
        series: Of one metric and detail; the rows behind the first `MOST_ROWS` are left out.
        entries: All runs, which the series' points count.
        form: Format of the picture.
    """
    import matplotlib as mpl  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    rows = list(dict.fromkeys(stepped.series.row for stepped in series))[:MOST_ROWS]
    with mpl.rc_context(), warnings.catch_warnings():
        # A name may have letters that the font lacks; a box stands for them.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        mpl.rcdefaults()
        mpl.rcParams["svg.hashsalt"] = "attnbench"
        height = EDGE_IN + PANEL_IN * len(rows)
        figure = Figure(figsize=(WIDTH_IN, height), layout="constrained")
        _draw(
            figure,
            [[stepped for stepped in series if stepped.series.row == row] for row in rows],
            entries,
        )
        file = io.BytesIO()
        undated = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
        figure.savefig(file, format=form, dpi=DOTS_PER_INCH, metadata=undated)
    return file.getvalue()


def _draw(figure: "Figure", rows: Sequence[Sequence[Stepped]], entries: Sequence[Entry]) -> None:
    panels = figure.subplots(len(rows), sharex=True, squeeze=False)[:, 0]
    machines = list(dict.fromkeys(stepped.series.machine_digest for row in rows for stepped in row))
    for axes, row in zip(panels, rows, strict=True):
        unit = print_unit(row[-1].series.unit, row[-1].series.values)
        for stepped in row:
            _draw_series(axes, stepped, unit, machines.index(stepped.series.machine_digest))
        _set_limits(axes, row, unit, draw_marks(axes, row, len(entries)))
        axes.set_title(_cut(row[-1].series.label), loc="left", fontsize=9, parse_math=False)
        axes.set_ylabel(unit.name, fontsize=8)
        axes.tick_params(labelsize=8)
        axes.ticklabel_format(axis="y", useOffset=False, style="plain")
        axes.locator_params(axis="y", nbins=4)
        axes.spines[["top", "right"]].set_visible(False)
    series = rows[0][0].series
    title = _cut(series.metric.title_with(series.detail))
    figure.suptitle(title, x=0.01, horizontalalignment="left", fontsize=11, parse_math=False)
    _draw_runs(panels[-1], entries)
    if len(machines) > 1:
        _name_machines(figure, [stepped.series for row in rows for stepped in row], machines)


def _draw_series(axes: "Axes", stepped: Stepped, unit: PrintUnit, machine: int) -> None:
    colour = COLOURS[machine % len(COLOURS)]
    points = stepped.series.points
    axes.plot(
        [point.run + 1 for point in points],
        [point.value / unit.size for point in points],
        MARKERS[machine % len(MARKERS)],
        color=colour,
        alpha=0.55,
        markeredgewidth=0,
        markersize=4,
        zorder=3,
    )
    for level in stepped.levels:
        height = median(point.value for point in level) / unit.size
        ends = (level[0].run + 0.6, level[-1].run + 1.4)
        axes.hlines(height, *ends, color=colour, linewidth=1.8)


def _set_limits(axes: "Axes", row: Sequence[Stepped], unit: PrintUnit, lanes: int) -> None:
    """Room for the points, and for the texts above them."""
    values = [value / unit.size for stepped in row for value in stepped.series.values]
    low, high = min(values), max(values)
    is_exact = row[0].series.tracking.is_exact and low < high
    least = 0.0 if is_exact else LEAST_SPAN * abs(median(values))
    half = 0.55 * (max(high - low, least) or 1.0)
    room = LANE * lanes
    middle = low / 2 + high / 2
    axes.set_ylim(middle - half, middle + half + 2 * half * room / (1 - room))


def _draw_runs(axes: "Axes", entries: Sequence[Entry]) -> None:
    """Number, day and commit of some of the runs, evenly spread."""
    runs = len(entries)
    shown = np.unique(np.linspace(0, runs - 1, min(runs, MOST_TICKS)).round().astype(int))
    texts = [f"{run + 1}\n{date_text(entries[run])}\n{commit_text(entries[run])}" for run in shown]
    axes.set_xlim(0.5, runs + 0.5)
    axes.set_xticks(shown + 1, texts, fontsize=8, parse_math=False)
    axes.set_xlabel("Run", fontsize=8)


def _name_machines(figure: "Figure", series: Sequence[Series], machines: Sequence[str]) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - slow to load

    names = {one.machine_digest: one.machine for one in series}
    signs = [
        Line2D([], [], color=COLOURS[n % len(COLOURS)], marker=MARKERS[n % len(MARKERS)])
        for n, _ in enumerate(machines)
    ]
    legend = figure.legend(
        signs, [_cut(names[digest]) for digest in machines], loc="outside lower left", fontsize=8
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _cut(text: str) -> str:
    """A name on one line that is not longer than the picture is wide."""
    line = printable(text)
    return line if len(line) <= LONGEST_LABEL else f"{line[: LONGEST_LABEL - 1]}…"
