"""How far the scores of a row spread over seeds: by itself, and with the other rows of a seed."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from attnreport.blocks.layout import Array, Layout, Mask, Scores, layout_of, values_of
from attnreport.statistics import has_spread

ROUNDING_OF_COUNTS = 1e-9
"""Eigenvalues of the equations below this are 0; the others are counts, or not far below 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """Pooled over the rows; each of the shape (...)."""

    own: Array
    """Of what a row does not share with the other rows of its study and seed."""
    shared: Array
    """Of what the rows of one study and seed share; 0 or more."""


@dataclass(frozen=True, slots=True, eq=False)
class RowsAndSeeds:
    """Score = row + (study, seed) + rest, fitted by least squares."""

    mask: Mask
    """(rows, seeds), where a score is."""
    members: Array
    """(studies, rows), 1 where a row is of a study, else 0."""
    inverse: Array
    """(studies, seeds, seeds): of the equations of the seeds, with the rows taken out."""
    freedom: int
    """Degrees of freedom of the rest."""
    freedom_within: int
    """Those of the scores around the means of their rows."""

    def centred(self, values: Array) -> Array:
        """(..., rows, seeds), values less the mean of their row; 0 where there is no score."""
        counts = np.maximum(self.mask.sum(axis=1), 1)
        means = np.where(self.mask, values, 0.0).sum(axis=-1) / counts
        return np.where(self.mask, values - means[..., None], 0.0)

    def rest(self, values: Array) -> Array:
        """(..., rows, seeds), what rows and seeds leave of values; 0 where there is no score."""
        centred = self.centred(values)
        effects = (self.inverse @ (self.members @ centred)[..., None])[..., 0]
        return centred - self.centred(self.members.T @ effects)


def freedom(layout: Layout) -> int:
    """Degrees of freedom of the rows' own variance; 0 where no row has two seeds."""
    model = model_of(layout)
    return model.freedom or model.freedom_within


def variances(layout: Layout, values: Array) -> Variances:
    """The variances of scores.

    Where no two rows of a study have two seeds in common, all of the variance is a row's own.

    Args:
        layout: Of the scores; its `freedom` is above 0.
        values: (..., rows, seeds).
    """
    model = model_of(layout)
    total = np.square(model.centred(values)).sum(axis=(-2, -1))
    return pooled(model, total, np.square(model.rest(values)).sum(axis=(-2, -1)))


def pooled(model: RowsAndSeeds, total: Array, rest: Array) -> Variances:
    """The variances that follow from sums of squares.

    Args:
        model: Has degrees of freedom.
        total: (...), of scores around the means of their rows.
        rest: (...), of what rows and seeds leave of them.
    """
    whole = total / model.freedom_within
    if not model.freedom:
        return Variances(own=whole, shared=np.zeros_like(whole))
    own = rest / model.freedom
    return Variances(own=own, shared=np.maximum(0, whole - own))


def model_of(layout: Layout) -> RowsAndSeeds:
    """The model of a layout's scores."""
    return _model(layout.studies, layout.scored)


@lru_cache(maxsize=64)
def _model(studies: tuple[str, ...], scored: tuple[tuple[bool, ...], ...]) -> RowsAndSeeds:
    mask = np.asarray(scored, bool)
    members = (np.unique(studies)[:, None] == np.asarray(studies)).astype(float)
    counts = mask.sum(axis=1)
    # What the equations of each study's seeds are once its rows are taken out.
    shares = mask / np.maximum(counts, 1)[:, None]
    equations = np.array(
        [
            np.diag(mask[is_of].sum(axis=0)) - mask[is_of].T @ shares[is_of]
            for is_of in members.astype(bool)
        ]
    )
    rank = int(np.linalg.matrix_rank(equations, tol=ROUNDING_OF_COUNTS, hermitian=True).sum())
    within = int(np.maximum(counts - 1, 0).sum())
    return RowsAndSeeds(
        mask=mask,
        members=members,
        inverse=np.linalg.pinv(equations, rcond=ROUNDING_OF_COUNTS, hermitian=True),
        freedom=within - rank,
        freedom_within=within,
    )


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
