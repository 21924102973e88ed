"""Means, deviations and ratios with their intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import bootstrap

ENOUGH_SEEDS = 3
"""Below this many seeds a difference between rows is not ranked."""


LEVEL = 0.05
"""Chance of calling any difference where there is none."""

ROUNDING = 1e-11
"""A standard deviation is rounding below this share of the largest value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio and the interval that covers it with the stated confidence."""

    value: float
    low: float | None
    high: float | None


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


def paired_ratio(
    reference: Sequence[float], other: Sequence[float], *, confidence: float = 0.95
) -> Ratio:
    """Median over rounds of reference / other, with a bootstrap interval.

    Args:
        reference: One value a round.
        other: One value for each of the same rounds.
        confidence: Of the interval.

    Raises:
        ValueError: if the two do not have the same number of rounds, or none.
    """
    if len(reference) != len(other) or not reference:
        raise ValueError(f"{len(reference)} and {len(other)} rounds do not pair; pass equal counts")
    return _median_ratio(tuple(np.asarray(reference) / np.asarray(other)), confidence)


@lru_cache(maxsize=1024)
def _median_ratio(ratios: tuple[float, ...], confidence: float) -> Ratio:
    """The median with its interval; kept, because tables and notes ask for the same ones again."""
    value = float(np.median(ratios))
    if np.ptp(ratios) == 0 or len(ratios) < 2:
        return Ratio(value=value, low=None, high=None)
    interval = bootstrap(
        (ratios,), np.median, confidence_level=confidence, method="percentile", rng=0
    ).confidence_interval
    return Ratio(value=value, low=float(interval.low), high=float(interval.high))
