"""A picture of an answer: what each module gains, and what it costs in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING

from attnreport.answer.answer import Answer, AnsweredRow
from attnreport.answer.row_answer import Kind
from attnreport.errors import NothingToDraw
from attnreport.intervals_plot import DASHED, draw_intervals, ends, short_name
from attnreport.record import ScoreKind
from attnreport.statistics import Median

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Mapping[Kind, str] = {
    Kind.YES: "#009e73",
    Kind.NO: "#d55e00",
    Kind.OPEN: "#707070",
    Kind.FREE: "#0072b2",
}
"""The colour-blind tell them apart too (Okabe and Ito, 2008)."""

INTERVALS = ", 95 % intervals"
LATENCY_HEAD = f"Latency of one image (× baseline){INTERVALS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """A module in the picture."""

    name: str
    """With its answer, such as `EMA (open)`."""
    colour: str
    gain: Median | None
    """Over the baseline, with the ends of its interval where seeds allow one."""
    seeds: Sequence[float]
    """The gain under each seed."""
    latency: Median | None
    """Ratio to the baseline's."""


def draw_answer(answer: Answer, axes: "Axes") -> None:
    """Draw gain against latency with their intervals; one of them alone if the other is missing.

    The baseline is at gain 0 and latency 1. Small dots are single seeds.

    Args:
        answer: Of a comparison.
        axes: Where to draw; nothing else of the figure changes.

    Raises:
        NothingToDraw: if neither scores nor times were measured.
    """
    points = [_point(row) for row in answer.rows if row.answer is not None]
    timed = [(p.name, p.latency, p.colour) for p in points if p.latency is not None]
    gained = [(p.name, p.gain, p.colour) for p in points if p.gain is not None]
    head = "" if answer.kind is None else _gain_head(answer.kind, points)
    if gained and timed:
        _draw_both(axes, points, head)
    elif timed:
        draw_intervals(axes, timed, LATENCY_HEAD, 1)
    elif gained:
        draw_intervals(axes, gained, head, 0)
    else:
        raise NothingToDraw("neither scores nor times were measured of any module; measure first")


def _gain_head(kind: ScoreKind, points: Sequence[_Point]) -> str:
    unit = f" ({kind.difference_unit})" if kind.difference_unit else ""
    has_intervals = any(point.gain and point.gain.low is not None for point in points)
    return f"Gain in {kind.head} over the baseline{unit}{INTERVALS if has_intervals else ''}"


def _point(row: AnsweredRow) -> _Point:
    assert row.answer is not None
    seeds = tuple(row.gain.by_seed.values())
    gain = Median(value=mean(seeds), low=row.gain.low, high=row.gain.high) if seeds else None
    return _Point(
        name=f"{row.row.label} ({row.answer.kind})",
        colour=COLOURS[row.answer.kind],
        gain=gain,
        seeds=seeds,
        latency=row.cost.latency if row.cost else None,
    )


def _draw_both(axes: "Axes", points: Sequence[_Point], head: str) -> None:
    axes.axhline(0, **DASHED)
    axes.axvline(1, **DASHED)
    axes.plot(1, 0, "o", color="black", markerfacecolor="white", zorder=3)
    _name(axes, "Baseline", (1, 0), "black")
    for point in points:
        if point.gain is not None and point.latency is not None:
            _draw_point(axes, point, point.gain, point.latency)
    axes.set_xlabel(LATENCY_HEAD)
    axes.set_ylabel(head, parse_math=False)
    axes.margins(0.15)


def _draw_point(axes: "Axes", point: _Point, gain: Median, latency: Median) -> None:
    x, y, colour = latency.value, gain.value, point.colour
    axes.hlines(y, *ends(latency), color=colour, linewidth=1.5, zorder=2)
    axes.vlines(x, *ends(gain), color=colour, linewidth=1.5, zorder=2)
    axes.plot([x] * len(point.seeds), point.seeds, ".", color=colour, alpha=0.6, zorder=2)
    axes.plot(x, y, "o", color=colour, zorder=3)
    _name(axes, point.name, (x, y), colour)


def _name(axes: "Axes", name: str, place: tuple[float, float], colour: str) -> None:
    axes.annotate(
        short_name(name),
        place,
        xytext=(6, 6),
        textcoords="offset points",
        color=colour,
        parse_math=False,
    )
