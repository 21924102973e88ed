"""Scores of segmentation from one confusion matrix over all images.

The intersections and unions of every image are summed before they are divided, so the size of an
image does not matter beyond its pixels. A class that neither a mask nor a prediction has is left
out of the mean; one that is only predicted counts as 0.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from attnbench.tasks.segmentation.by_class import Confusion, iou_by_class
from attnbench.tasks.segmentation.data.pictures import IGNORED


def count_pixels(masks: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    """The confusion matrix (C, C + 1) of int64 of some pixels; those labelled 255 are left out.

    Args:
        masks: True labels of int64.
        predicted: Predicted ones, of the same shape; C where there is none.
        num_classes: C.
    """
    is_labelled = masks != IGNORED
    columns = num_classes + 1
    pairs = masks[is_labelled] * columns + predicted[is_labelled]
    return torch.bincount(pairs, minlength=num_classes * columns).reshape(num_classes, columns)


def predicted_classes(scores: Tensor) -> Tensor:
    """(C, H, W) -> (H, W) of int64: the class with the highest score, C where one is no number."""
    return torch.where(scores.isnan().any(0), len(scores), scores.argmax(0))


def scores_of(confusion: Confusion) -> Mapping[str, float]:
    """`miou`, `aacc` and `macc` in percent.

    Args:
        confusion: With one labelled pixel at least.
    """
    hits, true = confusion.diagonal(), confusion.sum(1)
    is_true = true > 0
    return {
        "miou": 100 * float(np.nanmean(iou_by_class(confusion))),
        "aacc": 100 * float(hits.sum() / true.sum()),
        "macc": 100 * float(np.mean(hits[is_true] / true[is_true])),
    }
