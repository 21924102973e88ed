"""A change with its interval, from noisy values."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import expm1, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, t

from attnreport.units import difference_text

Values = Sequence[float] | NDArray[np.float64]

RESAMPLES = 3999
"""Bootstrap samples: 20 lie beyond each end of a 99 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value and the interval around it."""

    value: float
    low: float
    high: float

    def __neg__(self) -> "Estimate":
        """The change the other way round."""
        return Estimate(value=-self.value, low=-self.high, high=-self.low)

    @property
    def as_share(self) -> "Estimate":
        """The share by which a ratio exceeds 1, where this is its logarithm."""
        return Estimate(value=expm1(self.value), low=expm1(self.low), high=expm1(self.high))

    @property
    def percent_text(self) -> str:
        """A share in percent: +6.10 [+4.80, +7.40] %."""
        return f"{difference_text(100 * self.value, 100 * self.low, 100 * self.high)} %"


def hodges_lehmann(values: Values) -> NDArray[np.float64]:
    """Median of the means of all pairs along the last axis, each value paired with itself too.

    Nearly as efficient as the mean of normal noise, and safe from stray values. It is right for
    values that are as often above as below: of skewed ones it is off the mean and the median.
    Source: Hodges and Lehmann, Annals of Mathematical Statistics 34, 1963.
    """
    array = np.asarray(values, dtype=np.float64)
    first, second = _pairs(array.shape[-1])
    means: NDArray[np.float64] = (array[..., first] + array[..., second]) / 2
    return np.asarray(np.median(means, axis=-1))


@cache
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.triu_indices(count)


def paired_shift(
    after: NDArray[np.float64], before: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """By how much a process's values exceed those of others that took turns with it.

    The noise of times is skewed, but the difference of two that are skewed alike is not. So the
    process is compared with every other by itself, and the shifts are averaged: the difference to
    an average of processes would be skewed, and its shift not 0 where nothing changed.

    Args:
        after: Its rounds along the last axis.
        before: The other processes' rounds, arrays of the same shape.
    """
    return np.asarray(np.mean([hodges_lehmann(after - other) for other in before], axis=0))


def mean_estimate(values: Values, level: float) -> Estimate | None:
    """The mean with Student's interval; None of fewer than two values."""
    count = len(values)
    if count < 2:
        return None
    mean = float(np.mean(values))
    half = _student(1 - level / 2, count - 1) * float(np.std(values, ddof=1)) / sqrt(count)
    return Estimate(value=mean, low=mean - half, high=mean + half)


def p_value_of_mean(values: Values) -> float:
    """Two-sided p-value of Student's test that the mean of two values or more is 0."""
    error = float(np.std(values, ddof=1)) / sqrt(len(values))
    mean = abs(float(np.mean(values)))
    if error == 0:
        return 0.0 if mean else 1.0
    return 2 * float(t.sf(mean / error, len(values) - 1))


def ceiling(values: Sequence[float], chance: float) -> float:
    """What the mean of two values or more does not exceed, but for a chance; Student's bound."""
    count = len(values)
    error = float(np.std(values, ddof=1)) / sqrt(count)
    return float(np.mean(values)) + _student(1 - chance, count - 1) * error


@cache
def _student(chance: float, freedom: int) -> float:
    """The quantile of Student's distribution; kept, as every look asks for the same ones."""
    return float(t.ppf(chance, freedom))


def median_estimate(values: Values, level: float) -> Estimate | None:
    """The median with a bootstrap interval, always the same; None of fewer than two values."""
    if len(values) < 2:
        return None
    ends = bootstrap(
        (values,),
        np.median,
        n_resamples=RESAMPLES,
        confidence_level=1 - level,
        method="percentile",
        rng=0,
    ).confidence_interval
    return Estimate(value=float(np.median(values)), low=float(ends.low), high=float(ends.high))


def median_difference(before: Values, after: Values, level: float) -> Estimate | None:
    """Median after less median before, as `median_estimate`; None where one has fewer than two."""
    if min(len(before), len(after)) < 2:
        return None

    def difference(one: Values, other: Values, axis: int) -> Values:
        return np.median(other, axis=axis) - np.median(one, axis=axis)

    ends = bootstrap(
        (before, after),
        difference,
        n_resamples=RESAMPLES,
        confidence_level=1 - level,
        method="percentile",
        rng=0,
    ).confidence_interval
    value = float(np.median(after) - np.median(before))
    return Estimate(value=value, low=float(ends.low), high=float(ends.high))
