"""Contrasts of scores with their standard errors, paired by seed.

Source: Smyth, Statistical Applications in Genetics and Molecular Biology 3:3, 2004, for moderated
t-tests. There the degrees of freedom of the prior are estimated; a few rows cannot, so here they
are a constant.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from attnreport.blocks.layout import Array, Layout
from attnreport.blocks.spread import model_of, variances
from attnreport.statistics import LEVEL

PRIOR = 2
"""Degrees of freedom that the variance pooled over rows counts for beside a contrast's own.

`benchmarks/error_rates.py --priors` compares others. With fewer, three seeds see less; with more,
five and ten seeds do.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Of the shape (..., contrasts)."""

    values: Array
    """Means over the seeds that all rows of a contrast have."""
    errors: Array
    """Standard errors of these."""


def estimates(layout: Layout, values: Array, prior: float = PRIOR) -> Estimates:
    """The contrasts of scores.

    Under each seed a contrast has one value. Their variance is averaged with the one to be expected
    from the variances pooled over the rows, by degrees of freedom.

    Args:
        layout: Of the scores; every contrast has two seeds or more, and some spread to pool.
        values: (..., rows, seeds).
        prior: Degrees of freedom of the variance pooled over rows.
    """
    common = layout.common
    seeds = common.sum(axis=1)
    by_seed = np.where(common, np.asarray(layout.weights) @ values, 0.0)
    means = by_seed.sum(axis=-1) / seeds
    deviations = np.where(common, by_seed - means[..., None], 0.0)
    own = np.square(deviations).sum(axis=-1)
    total = prior * _expected(layout, values) + own
    return Estimates(values=means, errors=np.sqrt(total / (prior + seeds - 1) / seeds))


def t_scale(layout: Layout, prior: float = PRIOR) -> Array:
    """(contrasts,), by how much t may be larger where a contrast has fewer seeds.

    Dividing by it gives contrasts of different numbers of seeds about the same chance of error.
    """
    freedom = prior + layout.common.sum(axis=1) - 1
    return np.asarray(scipy.stats.t.ppf(1 - LEVEL / len(freedom) / 2, freedom))


def _expected(layout: Layout, values: Array) -> Array:
    """(..., contrasts), the variances of the contrasts under one seed, if all rows spread alike."""
    of_own, of_shared = shares(layout)
    spread = variances(layout, values)
    return np.asarray(spread.own[..., None] * of_own + spread.shared[..., None] * of_shared)


def shares(layout: Layout) -> tuple[Array, Array]:
    """(contrasts,) each: how often a contrast has the rows' own variance, and the shared one."""
    weights = np.asarray(layout.weights)
    by_study = weights @ model_of(layout).members.T
    return np.square(weights).sum(axis=1), np.square(by_study).sum(axis=1)
