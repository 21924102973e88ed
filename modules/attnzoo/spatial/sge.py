"""Spatial group-wise enhance: each group of channels finds its own places.

Source: Li, Hu, Yang, 2019, arXiv:1905.09646.
Code: implus/PytorchInsight, classification/models/imagenet/resnet_sge.py, at 2864528f.
Differs: maps of a single position are refused; the code gives NaN there.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import indivisible, require
from attnzoo.gate import GroupGate
from attnzoo.pooling import mean


def sge_params(channels: int, *, groups: int = 64) -> int:
    """One scale and one shift a group: 2 G."""
    del channels
    return 2 * groups


def sge_macs(channels: int, height: int, width: int, *, groups: int = 64) -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width, groups
    return 0


def sge_fits(
    channels: int, height: int | None = None, width: int | None = None, *, groups: int = 64
) -> str | None:
    """Maps of at least two positions; channels divisible by groups."""
    if height is not None and width is not None and height * width < 2:
        return f"a {height}x{width} map has a single position, whose deviation is not defined"
    return indivisible(channels, "groups", groups)


class SpatialGroupEnhance(GroupGate):
    """Weighs each position of a group by its likeness to the group's mean vector.

    t = <x, mean_hw(x)> per group and position, equations 1 and 2;
    y = x * sigmoid(w (t - mean t) / (std t + 1e-5) + b), equations 3-5; std is the unbiased one.

    Args:
        channels: Channels of the map.
        groups: Number of groups.

    Raises:
        DoesNotFit: if `groups` does not divide `channels`; from `forward` on a 1x1 map.
    """

    def __init__(self, channels: int, *, groups: int = 64) -> None:
        super().__init__()
        require(sge_fits, channels, groups=groups)
        self.groups = groups
        self.weight = nn.Parameter(torch.zeros(1, groups, 1, 1))
        self.bias = nn.Parameter(torch.ones(1, groups, 1, 1))

    def group_gate(self, x: Tensor, folded: Tensor) -> Tensor:
        """The map and the same map folded -> (B g, 1, H, W)."""
        require(sge_fits, x.shape[1], x.shape[2], x.shape[3], groups=self.groups)
        likeness = (folded * mean(folded, (2, 3), keepdim=True)).sum(1)
        likeness = likeness.view(x.shape[0], self.groups, *x.shape[2:])
        centred = likeness - mean(likeness, (2, 3), keepdim=True)
        normed = centred / (centred.std((2, 3), keepdim=True) + 1e-5)
        return (normed * self.weight + self.bias).sigmoid().flatten(0, 1).unsqueeze(1)
