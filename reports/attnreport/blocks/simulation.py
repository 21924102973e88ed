"""How large t gets where no row differs, by simulated studies of the same layout.

They are of several kinds: rows spread alike, or one of them two or three times as much as the
others; what the rows of a seed share is nothing, or 60 % of the variance. Whatever the kind, some
contrast gets beyond the critical value in at most 5 % of the studies.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits

from attnreport.blocks.drawn import DrawnContrasts, Kind
from attnreport.blocks.layout import Array, Layout
from attnreport.blocks.moderated import PRIOR, t_scale
from attnreport.statistics import LEVEL

SPREADS = (2.0, 3.0)
"""How many times as much as the others one row spreads."""

SHARED = (0.0, 0.6)
"""Shares of the variance that rows of a seed have in common."""

MOST_STUDIES, FEWEST_STUDIES = 19_999, 1_999
MOST_NUMBERS = 1_000_000
"""Scores to draw; there are fewer studies where each has many."""

CHUNK = 1_000
"""Studies that are drawn at once."""


def critical_values(layout: Layout, prior: float = PRIOR) -> Array:
    """(contrasts,), what |t| of any of them exceeds by chance in at most 5 % of studies."""
    largest = _largest(layout, prior)
    beyond = round(LEVEL * (largest.shape[1] + 1))
    return np.asarray(t_scale(layout, prior) * largest[:, -beyond].max())


def p_values(layout: Layout, t: Array) -> Array:
    """(contrasts,) -> (contrasts,), the chances that some contrast gets as large a t."""
    largest = _largest(layout, PRIOR)
    sizes = np.abs(t) / t_scale(layout)
    below = np.array([np.searchsorted(of_kind, sizes) for of_kind in largest])
    studies = largest.shape[1]
    return np.asarray((1 + studies - below.min(axis=0)) / (studies + 1))


def spreads(layout: Layout) -> Iterator[Array]:
    """(rows,), the standard deviations of the rows in each kind of study."""
    rows = len(layout.studies)
    yield np.ones(rows)
    for row in _unlike_rows(layout):
        for spread in SPREADS:
            yield np.where(np.arange(rows) == row, spread, 1.0)


def _unlike_rows(layout: Layout) -> list[int]:
    """One of the rows that have the same seeds and the same weights in other contrasts."""
    sizes = np.sort(np.abs(np.asarray(layout.weights)), axis=0).T
    kinds = {
        (scored, tuple(weights)): row
        for row, (scored, weights) in enumerate(zip(layout.scored, sizes.tolist(), strict=True))
    }
    return sorted(kinds.values())


@lru_cache(maxsize=128)
def _largest(layout: Layout, prior: float) -> Array:
    """(kinds of study, studies), the largest scaled |t| of all contrasts, in ascending order."""
    random = np.random.default_rng(0)
    kinds = [Kind(share, spread) for share in SHARED for spread in spreads(layout)]
    drawn_contrasts = DrawnContrasts(layout, kinds, prior)
    rows, seeds = layout.mask.shape
    studies = len(set(layout.studies))
    chunks = []
    # Products of a few numbers each: a second thread costs several times what it gives.
    with threadpool_limits(limits=1, user_api="blas"):
        for size in _chunks(layout):
            own = random.standard_normal((size, rows, seeds))
            shared = random.standard_normal((size, studies, seeds))
            chunks.append(drawn_contrasts.largest_t(own, shared))
    return np.sort(np.concatenate(chunks, axis=1), axis=1)


def _chunks(layout: Layout) -> Iterator[int]:
    """How many studies to simulate at once; one more than all of them is a multiple of 20."""
    affordable = MOST_NUMBERS // layout.mask.size // 20 * 20 - 1
    count = min(MOST_STUDIES, max(FEWEST_STUDIES, affordable))
    yield from (min(CHUNK, count - start) for start in range(0, count, CHUNK))
