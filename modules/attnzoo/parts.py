"""The blocks that several modules share."""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from attnzoo.pooling import mean


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


class ChannelNorm(nn.Module):
    """LayerNorm over the channels of each position."""

    def __init__(self, channels: int, *, eps: float = 1e-5) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels, eps=eps)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def depthwise(
    channels: int, kernel: tuple[int, int], *, dilation: int = 1, bias: bool = True
) -> nn.Conv2d:
    """A depthwise convolution of odd height and width that keeps the size of the map."""
    padding = (dilation * (kernel[0] // 2), dilation * (kernel[1] // 2))
    return nn.Conv2d(
        channels, channels, kernel, padding=padding, dilation=dilation, groups=channels, bias=bias
    )


def max_and_mean(x: Tensor, dim: int) -> Tensor:
    """Maximum and mean of (B, C, H, W) over one axis, stacked: (B, 2, ...the two axes left).

    `max(dim)` sends the gradient of a tie to its first element, as the authors' `torch.max` does;
    `amax` would spread it, and is slower.
    """
    return torch.stack((x.max(dim).values, mean(x, dim)), dim=1)


def named(**layers: nn.Module) -> nn.Sequential:
    """Layers one after the other, under the names that they have in an authors' state dict."""
    return nn.Sequential(OrderedDict(layers))


def zero(layer: nn.Module) -> None:
    """Set every parameter of a layer to 0, so that its output is 0 at the start."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
