"""Spatial group-wise enhance: each group of channels stresses its own positions.

Source: Li, Hu, Yang, 2019, arXiv:1905.09646.
Code: implus/PytorchInsight, classification/models/imagenet/resnet_sge.py, at 2864528f.
Differs: maps of a single position are refused; the code gives NaN there.
"""

import torch
from torch import Tensor, nn

from attnzoo.gate import GroupGate
from attnzoo.options import takes
from attnzoo.pooling import mean
from attnzoo.spatial.sge_options import SGEOptions


class SpatialGroupEnhance(GroupGate):
    """Weighs each position of a group by its likeness to the group's mean vector.

    t = <x, mean_hw(x)> per group and position, equations 1 and 2;
    y = x * sigmoid(w (t - mean t) / (std t + 1e-5) + b), equations 3-5; std is the unbiased one.

    Raises:
        DoesNotFit: if `groups` does not divide `channels`; from `forward` on a 1x1 map.
    """

    @takes(SGEOptions)
    def __init__(self, channels: int, options: SGEOptions) -> None:
        del channels
        super().__init__()
        self.options = options
        self.groups = options.groups
        self.weight = nn.Parameter(torch.zeros(1, self.groups, 1, 1))
        self.bias = nn.Parameter(torch.ones(1, self.groups, 1, 1))

    def group_gate(self, x: Tensor, folded: Tensor) -> Tensor:
        """The map and the same map folded -> (B g, 1, H, W)."""
        self.options.require(*x.shape[1:])
        likeness = (folded * mean(folded, (2, 3), keepdim=True)).sum(1)
        likeness = likeness.view(x.shape[0], self.groups, *x.shape[2:])
        centred = likeness - mean(likeness, (2, 3), keepdim=True)
        normed = centred / (centred.std((2, 3), keepdim=True) + 1e-5)
        return (normed * self.weight + self.bias).sigmoid().flatten(0, 1).unsqueeze(1)
