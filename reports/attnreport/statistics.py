"""Means, deviations, and medians and ratios with their intervals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
import scipy  # Loads scipy.stats when it is used first: that takes most of a second.
from numpy.typing import NDArray

ENOUGH_SEEDS = 3
"""Below this many seeds a difference between rows is not ranked."""


LEVEL = 0.05
"""Chance of calling any difference where there is none."""

ROUNDING = 1e-11
"""A standard deviation is rounding below this share of the largest value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """A median of what was measured in rounds, and the interval that covers it."""

    value: float
    low: float | None
    high: float | None
    """Ends of the interval; None of a single value, and where nothing varies."""

    def map(self, convert: Callable[[float], float]) -> "Median":
        """The median in another unit, which rises or falls with this one."""
        if self.low is None or self.high is None:
            return Median(value=convert(self.value), low=None, high=None)
        low, high = sorted((convert(self.low), convert(self.high)))
        return Median(value=convert(self.value), low=low, high=high)


def mean_and_deviation(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Mean and sample standard deviation; the deviation needs two values."""
    if not values:
        return None, None
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return float(np.mean(values)), deviation


def pooled_deviation(samples: Iterable[Sequence[float]]) -> tuple[float, int]:
    """Standard deviation pooled over samples, each around its own mean, and its degrees of freedom.

    Raises:
        ValueError: if no sample has two values.
    """
    spread = [np.asarray(values) for values in samples if len(values) > 1]
    freedom = sum(len(values) - 1 for values in spread)
    if not freedom:
        raise ValueError("no sample has two values, so there is no spread; pass one that has")
    squares = sum(float(np.sum((values - values.mean()) ** 2)) for values in spread)
    return float(np.sqrt(squares / freedom)), freedom


def has_spread(deviation: float, samples: Iterable[Sequence[float]]) -> bool:
    """Whether a standard deviation of samples is finite, and more than rounding."""
    largest = max((abs(value) for values in samples for value in values), default=0.0)
    return bool(ROUNDING * largest < deviation < np.inf)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm, Scandinavian Journal of Statistics 6:65, 1979)."""
    order = np.argsort(p_values)
    factors = np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1, np.maximum.accumulate(factors * np.asarray(p_values)[order]))
    return corrected.tolist()


def paired_ratio(
    reference: Sequence[float], other: Sequence[float], *, confidence: float = 0.95
) -> Median:
    """Median over rounds of reference / other.

    Args:
        reference: One value a round.
        other: One value for each of the same rounds.
        confidence: Of the interval.

    Raises:
        ValueError: if the two do not have the same number of rounds, or none.
    """
    if len(reference) != len(other) or not reference:
        raise ValueError(f"{len(reference)} and {len(other)} rounds do not pair; pass equal counts")
    return median_of((np.asarray(reference) / np.asarray(other)).tolist(), confidence=confidence)


def median_of(values: Sequence[float], *, confidence: float = 0.95) -> Median:
    """The median of values, which are in the order of their measurement, with its interval.

    The interval is free of their distribution. Each end lies between the two values whose ranks
    bound the confidence, interpolated (Hettmansperger and Sheather, Statistics & Probability
    Letters 4:75, 1986). Where neighbours are alike, as on a machine that drifts, both ends move out
    as if there were fewer values. So few values that no rank bounds the confidence, below 6 at
    95 %, have their least and most as ends, and the median is in between less often.

    Args:
        values: One or more.
        confidence: Of the interval.
    """
    return _median_of(tuple(values), confidence)


@lru_cache(maxsize=1024)
def _median_of(values: tuple[float, ...], confidence: float) -> Median:
    """The median; kept, because tables and notes ask for the same ones again."""
    value, count = float(np.median(values)), len(values)
    if count < 2 or np.ptp(values) == 0:
        return Median(value=value, low=None, high=None)
    middle = (count + 1) / 2
    likeness = _likeness_of_neighbours(scipy.stats.rankdata(values) - middle)
    reach = (middle - _lower_rank(count, confidence)) * sqrt((1 + likeness) / (1 - likeness))
    ranks, ordered = np.arange(1, count + 1), np.sort(values)
    low, high = np.interp([middle - reach, middle + reach], ranks, ordered).tolist()
    return Median(value=value, low=low, high=high)


@lru_cache(maxsize=1024)
def _lower_rank(count: int, confidence: float) -> float:
    """Rank of the interval's lower end among independent values, from 1, with its fraction."""
    middle, ranks = (count + 1) / 2, np.arange(1, count // 2 + 1)
    coverage = 1 - 2 * scipy.stats.binom.cdf(ranks - 1, count, 0.5)
    outer = int(np.sum(coverage >= confidence))
    if not outer:
        return 1.0
    inner = coverage[outer] if outer < len(coverage) else 0.0
    share = float((coverage[outer - 1] - confidence) / (coverage[outer - 1] - inner))
    return min(outer + (count - outer) * share / (outer + (count - 2 * outer) * share), middle)


def _likeness_of_neighbours(ranks: NDArray[np.float64]) -> float:
    """The correlation of ranks about 0 with the next ones; 0 where it is negative."""
    return max(0.0, float(ranks[:-1] @ ranks[1:] / (ranks @ ranks)))
