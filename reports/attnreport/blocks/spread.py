"""How far the scores of a row spread over seeds: by itself, and with the other rows of a seed."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from attnreport.blocks.layout import Array, Layout, Mask, Scores, layout_of, values_of
from attnreport.statistics import has_spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """Pooled over the rows; each of the shape (...)."""

    own: Array
    """Of what a row does not share with the other rows of its study and seed."""
    shared: Array
    """Of what the rows of one study and seed share; 0 or more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Score = row + (study, seed) + rest, to be fitted by least squares."""

    mask: Mask
    explained: Array
    """(scores, parameters), orthonormal: what rows and seeds explain."""
    within: Array
    """(scores, rows), orthonormal: what the rows alone explain."""

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the rest."""
        return self.explained.shape[0] - self.explained.shape[1]


def freedom(layout: Layout) -> int:
    """Degrees of freedom of the rows' own variance; 0 where no row has two seeds."""
    model = _model(layout)
    return model.freedom or model.within.shape[0] - model.within.shape[1]


def variances(layout: Layout, values: Array) -> Variances:
    """The variances of scores.

    Where no two rows of a study have two seeds in common, all of the variance is a row's own.

    Args:
        layout: Of the scores; its `freedom` is above 0.
        values: (..., rows, seeds).
    """
    model = _model(layout)
    scores = values[..., model.mask]
    total = _mean_square(scores, model.within)
    if not model.freedom:
        return Variances(own=total, shared=np.zeros_like(total))
    own = _mean_square(scores, model.explained)
    return Variances(own=own, shared=np.maximum(0, total - own))


def _mean_square(scores: Array, explained: Array) -> Array:
    """(..., scores) -> (...), the mean square of what is not explained."""
    rest = scores - (scores @ explained) @ explained.T
    count, parameters = explained.shape
    return np.asarray(np.square(rest).sum(-1) / (count - parameters))


@lru_cache(maxsize=64)
def _model(layout: Layout) -> _Model:
    rows, seeds = np.nonzero(layout.mask)
    studies = np.unique(layout.studies, return_inverse=True)[1][rows]
    of_rows = _indicators(rows)
    of_blocks = _indicators(studies * len(rows) + seeds)
    return _Model(
        mask=layout.mask,
        explained=_orthonormal(np.hstack([of_rows, of_blocks])),
        within=_orthonormal(of_rows),
    )


def _indicators(groups: NDArray[np.intp]) -> Array:
    """(scores,) -> (scores, groups), 1 in the column of a score's group."""
    return (groups[:, None] == np.unique(groups)).astype(float)


def _orthonormal(columns: Array) -> Array:
    """A basis of what some columns span."""
    basis, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(basis[:, sizes > 1e-9 * sizes.max(initial=0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviation of scores over seeds, pooled over the rows."""

    deviation: float
    """Of what a row does not share with the other rows of its seed."""
    freedom: int
    """Degrees of freedom."""


def spread_of(scores: Scores) -> Spread | None:
    """The spread; None where no row has two seeds, or nothing varies beyond rounding."""
    layout = layout_of(scores, ())
    if not scores or not freedom(layout):
        return None
    deviation = float(np.sqrt(variances(layout, values_of(scores)).own))
    if not has_spread(deviation, [list(by_seed.values()) for by_seed in scores.values()]):
        return None
    return Spread(deviation=deviation, freedom=freedom(layout))
