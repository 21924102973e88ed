"""Where two rows differ: pixels that one of them has right and the other wrong."""

from collections.abc import Sequence

import numpy as np

from attnbench.tasks.segmentation.data.pictures import IGNORED, Mask

BOTH_RIGHT, GAINED, LOST, BOTH_WRONG, SAME_WRONG = range(5)

MEANINGS = (
    "both right",
    "this row alone right",
    "baseline alone right",
    "both wrong, differently",
    "both wrong, alike",
)
"""What each label of a difference means."""

COLOURS = np.array(
    [(228, 228, 228), (0, 165, 100), (205, 35, 45), (250, 205, 40), (95, 95, 95)], np.uint8
)
"""(5, 3); green is lighter than red, so that those who see no hue can tell them apart."""


def difference_of(mask: Mask, predicted: Mask, baseline: Mask) -> Mask:
    """The label of each pixel, as `MEANINGS` has them; 255 where the mask has no class.

    Args:
        mask: True classes, (H, W).
        predicted: By a row.
        baseline: By the row that it is compared with.
    """
    is_right, was_right = predicted == mask, baseline == mask
    cases = [mask == IGNORED, is_right & was_right, is_right, was_right, predicted != baseline]
    labels = [IGNORED, BOTH_RIGHT, GAINED, LOST, BOTH_WRONG]
    return np.select(cases, labels, SAME_WRONG).astype(np.uint8)


def share_of(label: int, differences: Sequence[Mask]) -> float:
    """The share of the labelled pixels of all images that a label of differences has, 0 to 1."""
    counts = np.bincount(np.concatenate([m.ravel() for m in differences]), minlength=IGNORED + 1)
    labelled = int(np.sum(counts[:IGNORED]))
    return float(counts[label] / labelled) if labelled else 0.0
