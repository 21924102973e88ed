"""The level of a one-sided bound that is looked at again and again, by alpha spending.

Every look may end the session, and so may err. Looks share one level: each of them spends a tenth
of what is left of it. What a look spends is the chance that it is the first to err, given how far
its mean goes along with the means of the looks before. Source: Lan and DeMets, Biometrika 70:659,
1983; the integrals are those of Armitage, McPherson and Rowe, Journal of the Royal Statistical
Society A 132:235, 1969.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

SHARE = 0.1
"""Of the level that is left, what each look spends."""

POINTS = 600
"""Of the grid on which a density is integrated."""

REACH = 8.0
"""Standard deviations from the middle to the upper end of the grid."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Look:
    """The sum of normal values at one look, where no look so far has erred."""

    level: float
    """Chance that a bound looked at only now would err."""
    sums: Numbers
    density: Numbers


def level_at(looks: tuple[int, ...], level: float) -> float:
    """The level of a one-sided bound at the last of several looks.

    Args:
        looks: Values that there were at each look, increasing.
        level: Chance that the bound of any look errs.

    Raises:
        ValueError: if there is no look.
    """
    if not looks:
        raise ValueError("no look has no level; pass the number of values at each look")
    return _look(looks, level).level


@lru_cache(maxsize=1024)
def _look(looks: tuple[int, ...], level: float) -> _Look:
    *earlier, count = looks
    spent = level * SHARE * (1 - SHARE) ** len(earlier)
    top = REACH * sqrt(count)
    if not earlier:
        bound = float(norm.ppf(spent)) * sqrt(count)
        sums = np.linspace(bound, top, POINTS)
        return _Look(spent, sums, norm.pdf(sums, scale=sqrt(count)))
    last = _look(tuple(earlier), level)
    step = sqrt(count - earlier[-1])
    weights = last.density * np.gradient(last.sums)
    weights[[0, -1]] /= 2

    def excess(bound: float) -> float:
        return float(weights @ norm.cdf((bound - last.sums) / step)) - spent

    bound = float(brentq(excess, -5 * top, top))
    sums = np.linspace(bound, top, POINTS)
    density = norm.pdf((sums[:, None] - last.sums) / step) @ weights / step
    return _Look(float(norm.cdf(bound / sqrt(count))), sums, density)
