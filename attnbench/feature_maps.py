"""The maps that a backbone of timm gives inside, measured on the network itself.

A task that puts a decoder on a backbone takes some of them. They are measured, since a changed stem
gives other strides than timm's `feature_info` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, meta_copy, meta_images
from attnbench.stage_names import name_in_code


@dataclass(frozen=True, slots=True)
class FeatureMap:
    """One map that a backbone gives."""

    index: int
    """Among those of timm's `forward_intermediates`."""
    channels: int
    height: int
    width: int
    stride: int
    """Pixels of the image from one position of the map to the next, a power of two."""


def measure_maps(backbone: nn.Module, size: ImageSize, reader: str) -> tuple[FeatureMap, ...]:
    """All maps that a backbone gives of images of that size.

    Args:
        backbone: A network of timm.
        size: Channels, height and width of an image.
        reader: Who needs the maps, for errors: "a detector".

    Raises:
        WrongUse: if the backbone gives no maps, or none of such images.
    """
    kind = type(backbone).__name__
    if not hasattr(backbone, "forward_intermediates"):
        raise WrongUse(
            f"{kind} gives no intermediate maps: it lacks timm's forward_intermediates, which "
            f"{reader} needs; choose another backbone"
        )
    copy = meta_copy(backbone).eval()
    try:
        with torch.no_grad():
            maps = take_maps(copy, meta_images(copy, size), None)
    except (RuntimeError, ValueError, TypeError, AssertionError) as error:
        shape = "x".join(map(str, size))
        raise WrongUse(
            f"{kind} does not give maps of {shape} images: {_reason(error)}; use a size that it "
            f"is made for{_own_size(backbone)}, timm's option for another one behind its name, "
            "such as (img_size=512), or another backbone"
        ) from error
    return tuple(_measured(index, features, size) for index, features in enumerate(maps))


def last_of_each_stride(maps: Sequence[FeatureMap]) -> list[FeatureMap]:
    """The last map of each stride, the finest first."""
    return sorted({map_.stride: map_ for map_ in maps}.values(), key=lambda map_: map_.stride)


def take_maps(
    backbone: nn.Module, images: Tensor, indices: Sequence[int] | None
) -> Sequence[Tensor]:
    """The maps (B, C, H, W) of those indices, or all, from a network of timm."""
    assert callable(backbone.forward_intermediates)
    return backbone.forward_intermediates(
        images, indices=indices, output_fmt="NCHW", intermediates_only=True
    )


def prune_after(backbone: nn.Module, indices: Sequence[int]) -> list[int]:
    """Drop what lies behind the last of some maps, and the classifier.

    Returns:
        The indices of these maps in what is left.
    """
    assert callable(backbone.prune_intermediate_layers)
    return list(backbone.prune_intermediate_layers(list(indices), prune_norm=True))


def stages_up_to(backbone: nn.Module, last: int) -> tuple[Mapping[str, object], ...]:
    """A backbone's `feature_info` up to a map, by the names of a network whose `backbone` it is."""
    return tuple(
        {**stage, "module": f"backbone.{name_in_code(backbone, stage['module'])}"}
        for stage in list(getattr(backbone, "feature_info", ()))[: last + 1]
    )


def _own_size(backbone: nn.Module) -> str:
    """The size that a network of timm says itself, in brackets; empty if it says none."""
    size = (getattr(backbone, "pretrained_cfg", None) or {}).get("input_size")
    return f" ({'x'.join(map(str, size))})" if size else ""


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or "it does not say why"


def _measured(index: int, features: Tensor, size: ImageSize) -> FeatureMap:
    _, channels, height, width = features.shape
    return FeatureMap(index, channels, height, width, stride=2 ** round(log2(size[1] / height)))
