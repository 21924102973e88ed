"""How many seeds a difference takes to be seen by the test that the reports make."""

from bisect import bisect_left
from functools import lru_cache

import numpy as np
import scipy

from attnreport.blocks.layout import Array, star_layout
from attnreport.blocks.moderated import PRIOR, estimates
from attnreport.blocks.simulation import critical_values
from attnreport.statistics import ENOUGH_SEEDS, LEVEL

MOST_SEEDS = 10_000
"""Nobody trains more."""

SIMULATED = 20
"""The most seeds of a simulated study. Beyond, spread is known so well that formulas are near."""

STUDIES = 2_000


def power_of(difference: float, deviation: float, seeds: int, modules: int) -> float:
    """Chance that a row's difference from the baseline is called one, at the 5 % level over rows.

    Of studies in which all rows spread alike.

    Args:
        difference: True one, in the unit of the deviation; above 0.
        deviation: True one over seeds, without what the rows of a seed share; above 0.
        seeds: Of each row, `ENOUGH_SEEDS` or more.
        modules: Rows beside the baseline.
    """
    least = _critical_value(seeds, modules) * _errors(seeds, modules)
    shift, error = difference / deviation, np.sqrt(2 / seeds)
    chances = scipy.stats.norm.sf((least - shift) / error) + scipy.stats.norm.cdf(
        (-least - shift) / error
    )
    return float(np.mean(chances))


@lru_cache(maxsize=256)
def _critical_value(seeds: int, modules: int) -> float:
    """That of the test; beyond `SIMULATED` seeds it nears the one of a known spread as 1 / seeds.

    The latter is Šidák's, which is at most 2 % too large.
    """
    simulated = float(critical_values(star_layout(modules, min(seeds, SIMULATED)))[0])
    if seeds <= SIMULATED:
        return simulated
    known = float(scipy.stats.norm.isf((1 - (1 - LEVEL) ** (1 / modules)) / 2))
    return known + (simulated - known) * (PRIOR + SIMULATED - 1) / (PRIOR + seeds - 1)


@lru_cache(maxsize=256)
def _errors(seeds: int, modules: int) -> Array:
    """(studies,), standard errors of a difference, in standard deviations of a row."""
    if seeds <= SIMULATED:
        values = np.random.default_rng(1).standard_normal((STUDIES, modules + 1, seeds))
        return estimates(star_layout(modules, seeds), values).errors[:, 0]
    own = scipy.stats.chi2.ppf((np.arange(STUDIES) + 0.5) / STUDIES, seeds - 1)
    return np.asarray(np.sqrt(2 * (PRIOR + own) / (PRIOR + seeds - 1) / seeds))


def seeds_needed(difference: float, deviation: float, power: float, modules: int) -> int | None:
    """The fewest seeds of each row that give such a power; None where `MOST_SEEDS` do not.

    Never below `ENOUGH_SEEDS`, since a report says of fewer that nothing can be ranked.
    """
    counts = range(ENOUGH_SEEDS, MOST_SEEDS + 1)

    def is_enough(seeds: int) -> bool:
        return power_of(difference, deviation, seeds, modules) >= power

    index = bisect_left(counts, True, key=is_enough)
    return counts[index] if index < len(counts) else None


def seeds_about(difference: float, deviation: float, power: float, modules: int) -> int | None:
    """`seeds_needed` by formulas alone, at once and a seed more or less: t at Šidák's level."""
    level = (1 - (1 - LEVEL) ** (1 / modules)) / 2
    needed = scipy.stats.norm.ppf(power)

    def is_enough(seeds: int) -> bool:
        critical = scipy.stats.t.isf(level, PRIOR + seeds - 1)
        return bool(difference >= (critical + needed) * deviation * np.sqrt(2 / seeds))

    counts = range(ENOUGH_SEEDS, MOST_SEEDS + 1)
    index = bisect_left(counts, True, key=is_enough)
    return counts[index] if index < len(counts) else None


def deviation_interval(deviation: float, freedom: int) -> tuple[float, float]:
    """The 95 % interval of a true standard deviation, by the chi-square of the estimate."""
    low, high = deviation * np.sqrt(
        freedom / scipy.stats.chi2.ppf([1 - LEVEL / 2, LEVEL / 2], freedom)
    )
    return float(low), float(high)
