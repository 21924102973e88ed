"""How many seeds a difference takes to be seen."""

from bisect import bisect_left

import numpy as np
from scipy.stats import chi2, ncf
from scipy.stats import t as student

from attnreport.statistics import ENOUGH_SEEDS, LEVEL

MOST_SEEDS = 10_000
"""Nobody trains more."""

CERTAIN = 1e6
"""A noncentrality that no test misses; scipy knows no chances far beyond it."""


def power_of(difference: float, deviation: float, seeds: int, modules: int) -> float:
    """Chance that a difference of means is called one, at the 5 % level over all modules.

    Two-sided t-test of one row against the baseline: the standard deviation pooled over the
    baseline and all modules, the level divided by the number of modules (Bonferroni). The square of
    its noncentral t is a noncentral F, exact in both tails.

    Args:
        difference: True one, in the unit of the deviation; above 0.
        deviation: True one, the same in every row; above 0.
        seeds: Of each row, 2 or more.
        modules: Rows beside the baseline.
    """
    freedom = (modules + 1) * (seeds - 1)
    critical = student.ppf(1 - LEVEL / modules / 2, freedom)
    noncentrality = min((difference / deviation) ** 2 * seeds / 2, CERTAIN)
    return float(ncf.sf(critical**2, 1, freedom, noncentrality))


def seeds_needed(difference: float, deviation: float, power: float, modules: int) -> int | None:
    """The fewest seeds of each row that give such a power; None where `MOST_SEEDS` do not.

    Never below `ENOUGH_SEEDS`, since a report says of fewer that nothing can be ranked.
    """
    counts = range(ENOUGH_SEEDS, MOST_SEEDS + 1)

    def is_enough(seeds: int) -> bool:
        return power_of(difference, deviation, seeds, modules) >= power

    index = bisect_left(counts, True, key=is_enough)
    return counts[index] if index < len(counts) else None


def deviation_interval(deviation: float, freedom: int) -> tuple[float, float]:
    """The 95 % interval of a true standard deviation, by the chi-square of the estimate."""
    low, high = deviation * np.sqrt(freedom / chi2.ppf([1 - LEVEL / 2, LEVEL / 2], freedom))
    return float(low), float(high)
