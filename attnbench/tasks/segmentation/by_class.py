"""Intersection over union of each class, from a confusion matrix. Loads no torch."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from attnreport.comparison.class_scores import ClassScores

Confusion = NDArray[np.int64]
"""(C, C + 1), pixels of each true class by the class that was predicted.

The last column has those for which a network gave no number: they count as wrong.
"""

CONFUSION, CLASS_NAMES = "confusion", "class_names"
"""What the outcomes of a run call the matrix, and the names of its classes."""


def iou_by_class(confusion: Confusion) -> NDArray[np.float64]:
    """(C,): intersection over union, 0 to 1; NaN for a class that no mask and no prediction has."""
    hits = confusion.diagonal()
    union = confusion.sum(0)[: len(hits)] + confusion.sum(1) - hits
    return np.where(union > 0, hits / np.maximum(union, 1), np.nan)


def class_scores_of(outcomes: Mapping[str, NDArray[np.generic]]) -> ClassScores | None:
    """Intersection over union in percent; None of outcomes without a confusion matrix.

    Args:
        outcomes: Of a training run, see `Segmentation.evaluate`.
    """
    if not {CONFUSION, CLASS_NAMES} <= outcomes.keys():
        return None
    confusion = outcomes[CONFUSION].astype(np.int64)
    labelled = confusion.sum(1)
    return ClassScores(
        names=tuple(outcomes[CLASS_NAMES].astype(str).tolist()),
        values=100 * iou_by_class(confusion),
        shares=labelled / labelled.sum(),
    )
