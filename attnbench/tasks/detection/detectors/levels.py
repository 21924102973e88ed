"""Which maps of a backbone a detector looks at: one a level, each coarser than the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, meta_copy, meta_images

FINEST_STRIDE = 8
"""Stride of the first level, where a backbone has it: P3 in the detection literature."""

MOST_LEVELS = 3
"""Maps taken from a backbone: P3 to P5."""


@dataclass(frozen=True, slots=True)
class Level:
    """One map that a backbone gives."""

    index: int
    """Among those of timm's `forward_intermediates`."""
    channels: int
    height: int
    width: int
    stride: int
    """Pixels of the image from one position of the map to the next, a power of two."""


def find_levels(backbone: nn.Module, size: ImageSize) -> tuple[Level, ...]:
    """The levels that a detector takes from a backbone for images of that size.

    They are the last map of each stride: of strides from 8 on the first three, and the coarsest
    map alone of a backbone that has no such stride. They are measured, since a changed stem gives
    other strides than timm's `feature_info` says.

    Raises:
        WrongUse: if the backbone gives no maps of several strides, or maps that do not cover the
            image.
    """
    maps = _intermediate_maps(backbone, size)
    levels = [_level(index, features, size) for index, features in enumerate(maps)]
    last_of_stride = {level.stride: level for level in levels}
    if len(last_of_stride) == 1:
        raise WrongUse(
            f"{type(backbone).__name__} gives only maps of stride {levels[0].stride}, and a "
            "detector needs a pyramid; choose a convolutional or hierarchical backbone"
        )
    coarse = [level for stride, level in last_of_stride.items() if stride >= FINEST_STRIDE]
    chosen = tuple(coarse[:MOST_LEVELS] or levels[-1:])
    _refuse_gaps(type(backbone).__name__, chosen, size)
    return chosen


def _intermediate_maps(backbone: nn.Module, size: ImageSize) -> Sequence[Tensor]:
    kind = type(backbone).__name__
    if not hasattr(backbone, "forward_intermediates"):
        raise WrongUse(
            f"{kind} gives no intermediate maps: it lacks timm's forward_intermediates, which a "
            "detector needs; choose another backbone"
        )
    copy = meta_copy(backbone).eval()
    try:
        with torch.no_grad():
            return intermediate_maps(copy, meta_images(copy, size), None)
    except (RuntimeError, ValueError, TypeError, AssertionError) as error:
        shape = "x".join(map(str, size))
        raise WrongUse(
            f"{kind} does not give maps of {shape} images: {_reason(error)}; use a size "
            "that it is made for, or another backbone"
        ) from error


def intermediate_maps(
    backbone: nn.Module, images: Tensor, indices: Sequence[int] | None
) -> Sequence[Tensor]:
    """The maps (B, C, H, W) of those indices, or all, from a network of timm."""
    assert callable(backbone.forward_intermediates)
    return backbone.forward_intermediates(
        images, indices=indices, output_fmt="NCHW", intermediates_only=True
    )


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or "it does not say why"


def _level(index: int, features: Tensor, size: ImageSize) -> Level:
    _, channels, height, width = features.shape
    return Level(index, channels, height, width, stride=2 ** round(log2(size[1] / height)))


def _refuse_gaps(kind: str, levels: Sequence[Level], size: ImageSize) -> None:
    """Anchors are a stride apart: maps that are cut off at their edges leave a part unseen."""
    for level in levels:
        if abs(level.stride * level.height - size[1]) > level.stride:
            raise WrongUse(
                f"a map of {kind} has {level.height} rows for an image of {size[1]}, which is "
                f"not a stride of a power of two, such as {level.stride}; take another image size "
                "or another backbone"
            )
