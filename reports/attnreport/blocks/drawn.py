"""Simulated studies of several kinds, all made of the same drawn numbers.

In each kind a score is a sum of what was drawn: its row's own part and the part that its seed has,
each times a factor. So the squares of a contrast are sums of products of the drawn parts; these are
computed once, whatever the number of contrasts and kinds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from attnreport.blocks.layout import Array, Layout, Mask
from attnreport.blocks.moderated import shares, t_scale
from attnreport.blocks.spread import RowsAndSeeds, Variances, model_of, pooled

MOST_NUMBERS = 100_000
"""Drawn scores that are computed with at once; memory goes with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What the scores of a kind of study are made of."""

    share: float
    """Of the variance, what rows of a seed have in common."""
    spreads: Array
    """(rows,), the standard deviations of the rows."""

    @property
    def factors(self) -> tuple[float, float]:
        """Of a row's own part, and of the part that rows of a seed share."""
        return sqrt(1 - self.share), sqrt(self.share)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Contrasts over the same seeds, as sums of drawn parts: those of rows, then of studies."""

    seeds: Mask
    """(seeds,), those that the contrasts use."""
    parts: NDArray[np.intp]
    """(parts,), the places of the parts that they use among all."""
    values: list[sparse.csr_array]
    """By kind (contrasts, parts), the factors of the parts."""
    squares: list[sparse.csr_array]
    """By kind (contrasts, parts * parts), the factors of the products of two parts."""
    of_own: Array
    of_shared: Array
    """(contrasts, 1), how often a contrast has each of the two variances."""
    factor: float
    """What makes a squared mean over a sum of squares the square of a scaled t."""


class DrawnContrasts:
    """The contrasts of a layout in studies that are drawn.

    Args:
        layout: Of each study.
        kinds: Of studies.
        prior: Degrees of freedom of the variance pooled over rows.
    """

    def __init__(self, layout: Layout, kinds: Sequence[Kind], prior: float) -> None:
        self._kinds = kinds
        self._prior = prior
        self._model = model_of(layout)
        self._groups = list(_groups(layout, kinds, prior, self._model))

    def largest_t(self, own: Array, shared: Array) -> Array:
        """(kinds, size), the largest scaled |t| of all contrasts.

        Args:
            own: (size, rows, seeds), of the standard normal distribution.
            shared: (size, studies, seeds), of the same.
        """
        size = max(1, MOST_NUMBERS // own[0].size)
        pieces = range(0, len(own), size)
        return np.concatenate(
            [self._largest_t(own[i : i + size], shared[i : i + size]) for i in pieces], axis=1
        )

    def _largest_t(self, own: Array, shared: Array) -> Array:
        spread = kinds_variances(self._model, self._kinds, own, shared)
        largest = np.zeros((len(self._kinds), len(own)))
        for group in self._groups:
            parts = np.concatenate([own, shared], axis=1)[:, group.parts][..., group.seeds]
            means = parts.mean(axis=2)
            parts -= means[..., None]
            products = np.ascontiguousarray((parts @ parts.swapaxes(1, 2)).reshape(len(own), -1).T)
            for kind in range(len(self._kinds)):
                squares = group.squares[kind] @ products
                squares += group.of_own @ (self._prior * spread.own[kind][None])
                squares += group.of_shared @ (self._prior * spread.shared[kind][None])
                values = group.values[kind] @ means.T
                t = (np.square(values) / squares).max(axis=0) * group.factor
                np.maximum(largest[kind], t, out=largest[kind])
        return np.sqrt(largest)


def kinds_variances(
    model: RowsAndSeeds, kinds: Sequence[Kind], own: Array, shared: Array
) -> Variances:
    """The pooled variances of drawn studies, each of the shape (kinds, size).

    Args:
        model: Of the layout of each study.
        kinds: Of studies.
        own: (size, rows, seeds).
        shared: (size, studies, seeds).
    """
    size, rows, seeds = own.shape
    factors = np.array([kind.factors for kind in kinds])
    spreads = np.array([kind.spreads for kind in kinds])
    parts = [model.centred(part) for part in (own, model.members.T @ shared)]
    products = np.array([[np.einsum("srk,srk->rs", a, b) for a in parts] for b in parts])
    weights = np.einsum("ip,iq,ir->ipqr", factors, factors, np.square(spreads))
    total = weights.reshape(len(kinds), -1) @ products.reshape(-1, size)
    sums = spreads[:, None] * model.members
    totals = sum(
        (factor[:, None, None] * sums).reshape(-1, rows) @ part
        for factor, part in zip(factors.T, parts, strict=True)
    )
    by_study = np.moveaxis(np.reshape(totals, (size, len(kinds), -1, seeds)), 2, 0)
    explained = sum(
        (of_study @ inverse * of_study).sum(axis=-1)
        for of_study, inverse in zip(by_study, model.inverse, strict=True)
    )
    return pooled(model, total, total - np.transpose(explained))


def _groups(
    layout: Layout, kinds: Sequence[Kind], prior: float, model: RowsAndSeeds
) -> Iterator[_Group]:
    common, weights, scale = layout.common, np.asarray(layout.weights), t_scale(layout, prior)
    of_own, of_shared = shares(layout)
    patterns, group_of = np.unique(common, axis=0, return_inverse=True)
    for index, seeds in enumerate(patterns):
        members = np.flatnonzero(group_of.ravel() == index)
        factors = [_factors(weights[members], kind, model) for kind in kinds]
        parts = np.flatnonzero(np.any(factors, axis=(0, 1)))
        count = int(seeds.sum())
        yield _Group(
            seeds=seeds,
            parts=parts,
            values=[sparse.csr_array(of_kind[:, parts]) for of_kind in factors],
            squares=[_squares(of_kind[:, parts]) for of_kind in factors],
            of_own=of_own[members, None],
            of_shared=of_shared[members, None],
            factor=count * (prior + count - 1) / float(scale[members[0]]) ** 2,
        )


def _factors(weights: Array, kind: Kind, model: RowsAndSeeds) -> Array:
    """(contrasts, rows) -> (contrasts, rows + studies), of the drawn parts in each contrast."""
    of_own, of_shared = kind.factors
    spread = weights * kind.spreads
    return np.hstack([of_own * spread, of_shared * spread @ model.members.T])


def _squares(factors: Array) -> sparse.csr_array:
    """(contrasts, parts) -> (contrasts, parts * parts), of the products of two parts."""
    count, parts = factors.shape
    most = int((factors != 0).sum(axis=1).max())
    used = np.argsort(factors == 0, axis=1, kind="stable")[:, :most]
    kept = np.take_along_axis(factors, used, axis=1)
    products = kept[:, :, None] * kept[:, None, :]
    # Both orders of a product count as one.
    first, second = used[:, :, None], used[:, None, :]
    places = np.minimum(first, second) * parts + np.maximum(first, second)
    contrasts = np.broadcast_to(np.arange(count)[:, None, None], places.shape)
    made = sparse.csr_array(
        (products.ravel(), (contrasts.ravel(), places.ravel())), shape=(count, parts * parts)
    )
    made.eliminate_zeros()
    return made
