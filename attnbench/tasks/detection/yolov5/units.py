"""What YOLOv5 is made of: convolution units, cross-stage blocks and spatial pyramid pooling."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attnbench.branch import Branch

NORM_EPS = 1e-3
NORM_MOMENTUM = 0.03


class ConvUnit(nn.Module):
    """Convolution, batch norm, SiLU: (B, C, H, W) to (B, C', H / stride, W / stride)."""

    def __init__(self, channels: int, out: int, *, kernel_size: int = 1, stride: int = 1) -> None:
        super().__init__()
        # An even kernel, the stem's of 6, needs one pixel less than its half.
        padding = (kernel_size - 1) // 2
        self.conv = nn.Conv2d(channels, out, kernel_size, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(out, eps=NORM_EPS, momentum=NORM_MOMENTUM)
        self.act = nn.SiLU()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, C', H / stride, W / stride)."""
        y: Tensor = self.act(self.norm(self.conv(x)))
        return y


class SpaceToDepthStem(nn.Module):
    """Each 2x2 pixels become one with four times the channels, then a 3x3 convolution unit."""

    def __init__(self, channels: int, out: int) -> None:
        super().__init__()
        self.unit = ConvUnit(4 * channels, out, kernel_size=3)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, C', H / 2, W / 2)."""
        y: Tensor = self.unit(F.pixel_unshuffle(x, 2))
        return y


class Bottleneck(nn.Module):
    """A 1x1 and a 3x3 convolution unit, added to their input where `shortcut` says so."""

    residual_branch = Branch("spatial", "output", needs="shortcut")
    """Read by attnbench's site `residual`."""

    def __init__(self, channels: int, *, shortcut: bool) -> None:
        super().__init__()
        self.shortcut = shortcut
        self.pointwise = ConvUnit(channels, channels)
        self.spatial = ConvUnit(channels, channels, kernel_size=3)

    def forward(self, x: Tensor) -> Tensor:
        """Keep the shape."""
        y: Tensor = self.spatial(self.pointwise(x))
        return x + y if self.shortcut else y


class CrossStageBlock(nn.Module):
    """Bottlenecks beside a 1x1 convolution, both joined by another one (C3).

    Cross-stage partial connections: Wang et al., CSPNet, CVPR workshops 2020.
    """

    def __init__(self, channels: int, out: int, *, repeats: int, shortcut: bool) -> None:
        super().__init__()
        hidden = out // 2
        self.enter = ConvUnit(channels, hidden)
        self.bottlenecks = nn.Sequential(
            *(Bottleneck(hidden, shortcut=shortcut) for _ in range(repeats))
        )
        self.bypass = ConvUnit(channels, hidden)
        self.join = ConvUnit(2 * hidden, out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, C', H, W)."""
        both = torch.cat((self.bottlenecks(self.enter(x)), self.bypass(x)), dim=1)
        y: Tensor = self.join(both)
        return y


class PyramidPooling(nn.Module):
    """Spatial pyramid pooling between two 1x1 convolution units; keeps the shape.

    The map stands beside its maxima over windows of growing size.
    He et al., Spatial pyramid pooling in deep convolutional networks, ECCV 2014.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = channels // 2
        self.enter = ConvUnit(channels, hidden)
        self.join = ConvUnit(4 * hidden, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Keep the shape."""
        y: Tensor = self.join(torch.cat(tuple(self.pooled(self.enter(x))), dim=1))
        return y

    def pooled(self, x: Tensor) -> Iterator[Tensor]:
        """The map and three maps of maxima."""
        raise NotImplementedError


class ParallelPyramidPooling(PyramidPooling):
    """Windows of 5, 9 and 13 pixels, each over the map itself (SPP)."""

    def pooled(self, x: Tensor) -> Iterator[Tensor]:
        """The map and three maps of maxima."""
        yield x
        for window in (5, 9, 13):
            yield F.max_pool2d(x, window, stride=1, padding=window // 2)


class ChainedPyramidPooling(PyramidPooling):
    """Maxima over 5, 9 and 13 pixels by three windows of 5, one after the other (SPPF)."""

    def pooled(self, x: Tensor) -> Iterator[Tensor]:
        """The map and three maps of maxima."""
        yield x
        for _ in range(3):
            x = F.max_pool2d(x, 5, stride=1, padding=2)
            yield x
