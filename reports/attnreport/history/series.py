"""The figures of a history as series in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.quantity import Quantity, Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure of a series."""

    run: int
    """Index of the run among all runs that were read; a run without this figure has no point."""
    entry: Entry
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One figure over the runs."""

    row: str
    label: str
    """The row's name in print, of the newest run."""
    metric: Quantity
    detail: str
    unit: str
    is_ratio: bool
    machine: str
    """Where all points were measured; empty where that does not matter."""
    machine_digest: str
    points: tuple[Point, ...]

    @property
    def tracking(self) -> Tracking:
        """How steps are looked for in it."""
        return self.metric.tracking or Tracking()

    @property
    def values(self) -> tuple[float, ...]:
        """The points' values."""
        return tuple(point.value for point in self.points)


def series_of(entries: Sequence[Entry]) -> tuple[Series, ...]:
    """Every series of some runs, by metric, detail and row, in the order in which they came up.

    Times and memory make one series for each machine. Where a row's time is there as a ratio to
    the baseline network too, the ratio alone is a series: it is less at the mercy of the machine.

    Args:
        entries: In order of time.
    """
    grouped: dict[tuple[str, str, str, bool, str], list[tuple[int, Entry, Figure]]] = {}
    for run, entry in enumerate(entries):
        for figure in entry.figures:
            tracking = figure.measures.tracking
            digest = entry.machine_digest if tracking and tracking.is_of_machine else ""
            key = (figure.metric, figure.detail, figure.row, figure.is_ratio, digest)
            grouped.setdefault(key, []).append((run, entry, figure))
    order = {name: number for number, name in enumerate(METRICS)}
    return tuple(
        _series(figures, machine_digest)
        for (metric, detail, row, is_ratio, machine_digest), figures in sorted(
            grouped.items(), key=lambda item: order[item[0][0]]
        )
        if is_ratio or (metric, detail, row, True, machine_digest) not in grouped
    )


def _series(figures: Sequence[tuple[int, Entry, Figure]], machine_digest: str) -> Series:
    _, newest, figure = figures[-1]
    return Series(
        row=figure.row,
        label=figure.label,
        metric=figure.measures,
        detail=figure.detail,
        unit=figure.unit,
        is_ratio=figure.is_ratio,
        machine=newest.machine if machine_digest else "",
        machine_digest=machine_digest,
        points=tuple(Point(run=run, entry=entry, value=fig.value) for run, entry, fig in figures),
    )
