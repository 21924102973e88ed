"""A forest plot of what each factor of an ablation did to the score."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Literal

from attnreport.ablation.factor_effects import Difference, FactorEffects
from attnreport.errors import NothingToDraw
from attnreport.record import ScoreKind
from attnreport.units import difference_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN = 8.0
ROW_IN = 0.3
AXIS_IN = 0.75
"""Height of the axis with its text."""

DOTS_PER_INCH = 200
GAP = 0.45
"""Between the rows of two factors, in rows."""

LINE = 0.55
"""A line of a name, in rows."""

LONGEST_LINE = 36
"""Characters of a name before it is wrapped."""

MINUS = "\N{MINUS SIGN}"
"""As matplotlib prints it on the axis."""

SHOWN, NOT_SHOWN = "#1f4e79", "#707070"
"""Colours of effects whose interval leaves out 0, and of the others."""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    top: float
    """Where it starts, in rows of one line from the top."""
    depth: float
    """How many such rows it takes."""
    score: Difference

    @property
    def middle(self) -> float:
        return self.top + self.depth / 2

    @property
    def bottom(self) -> float:
        return self.top + self.depth


def effect_plot(estimates: FactorEffects, *, form: Literal["png", "svg"]) -> bytes | None:
    """One row an effect: its estimate, its interval, and a line at 0.

    The same effects give the same bytes, whatever the user's settings of matplotlib are.

    Args:
        estimates: The effects; those without an estimate are left out.
        form: Format of the picture.

    Returns:
        The file; None where no effect on a score was estimated.
    """
    rows = _rows(estimates)
    if not rows or estimates.score is None:
        return None
    import matplotlib as mpl  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["svg.hashsalt"] = "attnbench"
        height = AXIS_IN + ROW_IN * rows[-1].bottom
        figure = Figure(figsize=(WIDTH_IN, height), layout="constrained")
        _draw(figure.add_subplot(), rows, estimates.score)
        file = io.BytesIO()
        undated = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
        figure.savefig(file, format=form, dpi=DOTS_PER_INCH, metadata=undated)
    return file.getvalue()


def draw_effects(estimates: FactorEffects, axes: "Axes") -> None:
    """Draw the effects into axes that somebody else has made.

    Args:
        estimates: The effects; those without an estimate are left out.
        axes: Where to draw; nothing else of the figure changes.

    Raises:
        NothingToDraw: if no effect on a score was estimated.
    """
    rows = _rows(estimates)
    if not rows or estimates.score is None:
        raise NothingToDraw("no effect of a factor on a score was estimated; train the rows first")
    _draw(axes, rows, estimates.score)


def _rows(estimates: FactorEffects) -> list[_Row]:
    """The effects that have an estimate, from top to bottom, each factor's together."""
    rows: list[_Row] = []
    top, above = 0.0, None
    for effect in estimates.effects:
        if effect.score is None:
            continue
        factor = " × ".join(step.factor for step in effect.steps)
        name = _name(factor, ", ".join(map(str, effect.steps)))
        top += GAP if above not in (None, factor) else 0
        rows.append(_Row(name, top, max(1, LINE * (2 + name.count("\n"))), effect.score.value))
        top, above = rows[-1].bottom, factor
    return rows


def _name(factor: str, levels: str) -> str:
    """Both on a line where there is room, else each on lines of its own."""
    whole = f"{factor}: {levels}"
    if len(whole) <= LONGEST_LINE:
        return whole
    return "\n".join(fill(part, LONGEST_LINE) for part in (f"{factor}:", levels))


def _draw(axes: "Axes", rows: Sequence[_Row], kind: ScoreKind) -> None:
    axes.axvline(0, color="black", linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for row in rows:
        _draw_row(axes, row, kind.digits)
    head = f"Δ {kind.head} ({kind.difference_unit})"
    has_intervals = any(row.score.low is not None for row in rows)
    axes.set_xlabel(f"{head}, simultaneous 95 % intervals" if has_intervals else head)
    axes.set_yticks([row.middle for row in rows], [row.name for row in rows], parse_math=False)
    axes.set_ylim(rows[-1].bottom, 0)
    axes.margins(x=0.08)
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "top", "right"]].set_visible(False)


def _draw_row(axes: "Axes", row: _Row, digits: int) -> None:
    value, low, high = row.score.value, row.score.low, row.score.high
    is_shown = low is not None and high is not None and not low <= 0 <= high
    colour = SHOWN if is_shown else NOT_SHOWN
    if low is not None and high is not None:
        axes.hlines(row.middle, low, high, color=colour, linewidth=1.8, zorder=2)
    axes.plot(value, row.middle, "o", color=colour, markersize=6, zorder=3)
    axes.text(
        1.02,
        row.middle,
        difference_text(value, low, high, digits).replace("-", MINUS),
        transform=axes.get_yaxis_transform(),
        verticalalignment="center_baseline",
        color=colour,
    )
