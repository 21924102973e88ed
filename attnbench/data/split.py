"""Divides images into trained, held out and tested ones, whatever the row and the seed are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]

SEED = 20230523
"""Seed of the choice, which never changes: a study's seeds vary training, not its data."""


@dataclass(frozen=True, slots=True)
class Division:
    """Indices of the images that are trained on, held out of training, and tested on."""

    trained: Indices
    held: Indices
    tested: Indices


def divide(
    train_labels: NDArray[np.int64], test_labels: NDArray[np.int64], *, limit: int, share: float
) -> Division:
    """Divide the images of a data set.

    Args:
        train_labels: (N,), class indices.
        test_labels: (M,), class indices.
        limit: Most images of each split, see `limit_to`.
        share: Share of the training images that is held out, see `hold_out`.
    """
    kept = limit_to(train_labels, limit)
    trained, held = hold_out(train_labels[kept], share)
    return Division(kept[trained], kept[held], limit_to(test_labels, limit))


def hold_out(labels: NDArray[np.int64], share: float) -> tuple[Indices, Indices]:
    """Indices of the images that are trained on, and of those that are held out.

    Args:
        labels: (N,), class indices.
        share: Share of each class that is held out, rounded to whole images; 0 holds out none.
    """
    counts = np.round(np.bincount(labels) * share).astype(np.int64)
    held = _choose(labels, counts)
    return np.setdiff1d(np.arange(len(labels)), held), held


def limit_to(labels: NDArray[np.int64], most: int) -> Indices:
    """Indices of at most `most` images, spread over all classes as evenly as possible.

    Args:
        labels: (N,), class indices.
        most: Images to keep; 0 keeps all.
    """
    if not most or most >= len(labels):
        return np.arange(len(labels))
    counts = np.bincount(labels)
    taken = np.zeros_like(counts)
    while taken.sum() < most:
        open_classes = np.flatnonzero(taken < counts)
        per_class = max(1, (most - int(taken.sum())) // len(open_classes))
        for label in open_classes[: most - int(taken.sum())]:
            taken[label] += min(per_class, counts[label] - taken[label])
    return _choose(labels, taken)


def _choose(labels: NDArray[np.int64], counts: NDArray[np.int64]) -> Indices:
    """Sorted indices of `counts` images of each class, drawn at random."""
    order = np.random.default_rng(SEED).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    sizes = np.bincount(labels)
    place_in_class = np.arange(len(labels)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(order[place_in_class < counts[labels[order]]])
