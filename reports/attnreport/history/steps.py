"""Where the level of a series steps: piecewise constant medians, fitted to all of it at once.

The model is that of asv: levels are medians, the misfit is the sum of absolute deviations from
them (Friedrich et al., 2008, "Complexity penalized M-estimation", for the fit by dynamic
programming). How many steps there are is decided by Schwarz's criterion for Laplace noise,
n ln(misfit / n) + 3 k ln(n), in which the size of the noise cancels out: a noisy series has to
step further than a quiet one.

Measured on 1,000 simulated series each of 6, 12 and 40 runs with noise of 4 %: noise alone stepped
in 0 to 0.9 % of them where runs are independent (six shapes of noise), and in 0.7 to 1.8 % where
each run is like the one before by a correlation of 0.3; more memory makes more false steps. A step
of 5 % in normal noise of 1 % was found to the run in 91 % of 500 series when 3 runs had followed
it, in 98 % when 5 had.

Own code, because the same fit in ruptures 1.1.10 (PELT with the L1 cost) took 0.95 s for a series
of 200 runs and 7 s for one of 500, where this takes 0.04 s and 0.34 s. Its binary segmentation is
fast, but a short spell does not move a median: one of 8 runs of 88 (6 %, noise 1 %) it found in 10
of 100 series although told that there are two steps; this found it in all 100.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log
from statistics import median

import numpy as np
from numpy.typing import NDArray

from attnreport.history.series import Point, Series

LEAST_RUNS = 3
"""Runs of a level; fewer are outliers."""

LEAST_SHARE = 0.03
"""Share by which a level has to change."""

MOST_STEPS = 20

PENALTY = 3.0
"""Price of a step, in logarithms of the number of runs."""

FEWEST_RUNS = 20
"""A shorter series is judged as if it had this many: chance alone makes it look stepped."""

NO_NOISE = 1e-4
"""Share of the largest value below which a mean misfit does not count as noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A lasting change of a series' level."""

    first: int
    """Index of the first value after it."""
    before: float
    """The level, which is a median, before it."""
    after: float

    @property
    def share(self) -> float | None:
        """By which the level grew: 0.05 is 5 % more; None from a level of 0."""
        return self.after / self.before - 1 if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """A series with its steps."""

    series: Series
    steps: tuple[Step, ...]

    @property
    def levels(self) -> tuple[tuple[Point, ...], ...]:
        """The points of each level."""
        bounds = [0, *(step.first for step in self.steps), len(self.series.points)]
        return tuple(self.series.points[start:end] for start, end in pairwise(bounds))


def stepped(series: Series, share: float = LEAST_SHARE) -> Stepped:
    """A series with its steps, as its metric is tracked.

    Args:
        series: One figure over the runs.
        share: Share by which a level has to change where that is what counts.
    """
    values, amount = series.values, series.tracking.least_amount
    if series.tracking.is_exact:
        return Stepped(series=series, steps=changes(values))
    return Stepped(series=series, steps=steps(values, share=0 if amount else share, amount=amount))


def changes(values: Sequence[float]) -> tuple[Step, ...]:
    """Every change: the steps of what is the same in every run of the same code."""
    pairs = enumerate(pairwise(values), start=1)
    return tuple(
        Step(first=index, before=before, after=after)
        for index, (before, after) in pairs
        if before != after
    )


def steps(
    values: Sequence[float], *, share: float = LEAST_SHARE, amount: float = 0.0
) -> tuple[Step, ...]:
    """The steps of a series with noise.

    Args:
        values: In order of time, all finite.
        share: Share of the level before by which a level has to change.
        amount: Least change in the values' unit.
    """
    largest = max(map(abs, values), default=0.0)
    if largest == 0 or len(values) < 2 * LEAST_RUNS:
        return ()
    ends = _fit(_misfits([value / largest for value in values]))
    while True:
        kept = _between(values, ends)
        weak = [step for step in kept if not _is_enough(step, share, amount)]
        if not weak:
            return kept
        ends.remove(min(weak, key=lambda step: abs(step.after - step.before)).first)


def _is_enough(step: Step, share: float, amount: float) -> bool:
    return abs(step.after - step.before) >= max(share * abs(step.before), amount)


def _between(values: Sequence[float], ends: Sequence[int]) -> tuple[Step, ...]:
    """The steps at the ends of levels, the last of which is the end of the series."""
    starts = [0, *ends[:-1]]
    levels = [median(values[start:end]) for start, end in zip(starts, ends, strict=True)]
    return tuple(
        Step(first=first, before=before, after=after)
        for first, (before, after) in zip(starts[1:], pairwise(levels), strict=True)
    )


def _misfits(values: Sequence[float]) -> NDArray[np.float64]:
    """(n + 1, n + 1): of each stretch [start, end), absolute deviations from its median, summed.

    Infinite where the stretch is too short for a level.
    """
    misfits = np.full((len(values) + 1, len(values) + 1), inf)
    for start in range(len(values)):
        ordered: list[float] = []
        total = 0.0
        for end, value in enumerate(values[start:], start=start + 1):
            if ordered:
                # The sum grows by the way from the new value to the median, which is any value
                # between the two in the middle where the count is even.
                middle = (len(ordered) - 1) // 2
                total += max(ordered[middle] - value, value - ordered[len(ordered) // 2], 0.0)
            insort(ordered, value)
            if len(ordered) >= LEAST_RUNS:
                misfits[start, end] = total
    return misfits


def _fit(misfits: NDArray[np.float64]) -> list[int]:
    """The ends of the levels that fit best, for the best number of them."""
    runs = len(misfits) - 1
    # By number of steps: the least misfit of the first runs, and where the last level then starts.
    best, starts = [misfits[0]], [np.zeros(runs + 1, dtype=np.int64)]
    for _ in range(min(MOST_STEPS, runs // LEAST_RUNS - 1)):
        totals = best[-1][:, np.newaxis] + misfits
        best.append(totals.min(axis=0))
        starts.append(totals.argmin(axis=0))
    penalty = PENALTY * log(max(runs, FEWEST_RUNS))
    scores = [
        runs * log(max(float(misfit[runs]) / runs, NO_NOISE)) + penalty * number
        for number, misfit in enumerate(best)
    ]
    ends = [runs]
    for number in range(int(np.argmin(scores)), 0, -1):
        ends.insert(0, int(starts[number][ends[0]]))
    return ends
