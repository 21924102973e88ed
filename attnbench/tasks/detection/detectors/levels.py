"""Which maps of a backbone a detector looks at: one a level, each coarser than the one before."""

from collections.abc import Sequence

from torch import nn

from attnbench.errors import WrongUse
from attnbench.feature_maps import FeatureMap, last_of_each_stride, measure_maps
from attnbench.meta import ImageSize

FINEST_STRIDE = 8
"""Stride of the first level, where a backbone has it: P3 in the detection literature."""

MOST_LEVELS = 3
"""Maps taken from a backbone: P3 to P5."""


def find_levels(backbone: nn.Module, size: ImageSize) -> tuple[FeatureMap, ...]:
    """The levels that a detector takes from a backbone for images of that size.

    They are the last map of each stride: of strides from 8 on the first three, and the coarsest
    map alone of a backbone that has no such stride.

    Raises:
        WrongUse: if the backbone gives no maps of several strides, or maps that do not cover the
            image.
    """
    levels = last_of_each_stride(measure_maps(backbone, size, "a detector"))
    if len(levels) == 1:
        raise WrongUse(
            f"{type(backbone).__name__} gives only maps of stride {levels[0].stride}, and a "
            "detector needs a pyramid; choose a convolutional or hierarchical backbone"
        )
    coarse = [level for level in levels if level.stride >= FINEST_STRIDE]
    chosen = tuple(coarse[:MOST_LEVELS] or levels[-1:])
    _refuse_gaps(type(backbone).__name__, chosen, size)
    return chosen


def _refuse_gaps(kind: str, levels: Sequence[FeatureMap], size: ImageSize) -> None:
    """Anchors are a stride apart: maps that are cut off at their edges leave a part unseen."""
    for level in levels:
        if abs(level.stride * level.height - size[1]) > level.stride:
            raise WrongUse(
                f"a map of {kind} has {level.height} rows for an image of {size[1]}, which is "
                f"not a stride of a power of two, such as {level.stride}; take another image size "
                "or another backbone"
            )
