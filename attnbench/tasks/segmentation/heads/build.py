"""Heads by name, around any backbone that gives maps."""

from collections.abc import Mapping

from torch import nn

from attnbench.errors import UnknownName
from attnbench.meta import ImageSize
from attnbench.tasks.segmentation.heads.fcn import FCNHead
from attnbench.tasks.segmentation.heads.uper import UPerHead
from attnbench.tasks.segmentation.segmenter import Segmenter

HEADS: Mapping[str, type[FCNHead] | type[UPerHead]] = {"fcn": FCNHead, "uper": UPerHead}
"""Heads by the name that a plan has."""


def build_segmenter(
    name: str, backbone: nn.Module, *, num_classes: int, size: ImageSize
) -> Segmenter:
    """A network around a backbone, which becomes its part.

    Args:
        name: A key of `HEADS`.
        backbone: A network of timm, with or without weights.
        num_classes: Of pixels.
        size: Channels, height and width of an image.

    Raises:
        UnknownName: if there is no such head.
        WrongUse: if the backbone gives no maps.
    """
    if name not in HEADS:
        raise UnknownName("head", name, HEADS, "attnbench compare --help")
    return Segmenter(backbone, HEADS[name], num_classes, size)
