"""The blocks that several modules share."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDEST_GROUPED = 16
"""Channels up to which one grouped convolution beats folding the groups into the batch."""


class ConvNorm(nn.Module):
    """A 7x7 convolution of a (max, mean) pair to one map, then BatchNorm.

    CBAM's spatial gate and each gate of triplet attention hold one, under these names.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size=7, padding=3, bias=False)
        self.bn = nn.BatchNorm2d(1, momentum=0.01)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 2, H, W) -> (B, 1, H, W)."""
        return self.bn(self.conv(x))


def max_and_mean(x: Tensor, dim: int) -> Tensor:
    """Maximum and mean of (B, C, H, W) over one axis, stacked: (B, 2, ...the two axes left).

    `max(dim)` sends the gradient of a tie to its first element, as the authors' `torch.max` does;
    `amax` would spread it, and is slower.
    """
    return torch.stack((x.max(dim).values, x.mean(dim)), dim=1)


class SharedConv2d(nn.Conv2d):
    """One convolution of c channels for every group of a map: (B, g c, H, W) -> the same shape.

    Folding the groups into the batch and repeating the weights over the groups are equal in result
    and in MACs. Few channels a group are twice as fast repeated, many are faster folded:
    `benchmarks/modules.py`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(B, g c, H, W) -> (B, g c, H, W)."""
        if self.in_channels > WIDEST_GROUPED:
            return super().forward(x.reshape(-1, self.in_channels, *x.shape[2:])).reshape(x.shape)
        groups = x.shape[1] // self.in_channels
        weight = self.weight.repeat(groups, 1, 1, 1)
        bias = None if self.bias is None else self.bias.repeat(groups)
        return F.conv2d(x, weight, bias, self.stride, self.padding, self.dilation, groups)


def in_layout_of(like: Tensor, x: Tensor) -> Tensor:
    """`x` (B, C, H, W), in channels_last where `like` is: what follows then stays in its layout."""
    if like.is_contiguous(memory_format=torch.channels_last):
        return x.contiguous(memory_format=torch.channels_last)
    return x
