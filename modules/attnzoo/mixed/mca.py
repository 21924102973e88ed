"""Multidimensional collaborative attention: a gate along each axis, from two moments of the others.

Source: Yu, Zhang, Cheng, Song, Tang, Engineering Applications of Artificial Intelligence 2023,
    doi:10.1016/j.engappai.2023.107079 (MCANet).
Code: ndsclark/MCANet, ImageNet/mca_module.py, at 97663911, whose outputs were compared. The code is
    under the GPL-3.0; this module was written from a description.
Differs: axes whose other two hold one value are refused; the code gives NaN there. Two and three
    channels get a kernel of 1, where the code's rule gives -1. The code can leave out the gate of
    the channels, by a switch that it calls no_spatial; rows=off and columns=off are our definition.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.layout import in_layout_of
from attnzoo.mixed.mca_options import SPATIAL_KERNEL, MCAOptions, channel_kernel
from attnzoo.options import takes
from attnzoo.pooling import mean


class _AxisGate(nn.Module):
    def __init__(self, kernel: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(2))
        self.conv = nn.Conv2d(1, 1, (1, kernel), padding=(0, kernel // 2), bias=False)

    def forward(self, level: Tensor, deviation: Tensor) -> Tensor:
        """Mean and deviation at each place of the axis (B, L) -> the gate (B, L)."""
        shares = 0.5 + self.weight.sigmoid()
        descriptor = shares[0] * level + shares[1] * deviation
        gate: Tensor = self.conv(descriptor[:, None, None]).sigmoid()
        return gate[:, 0, 0]


class MultidimensionalCollaborativeAttention(Gate):
    """Weighs each value by the mean of three gates: of its row, its column and its channel.

    At each place of an axis, a and s are the mean and the unbiased standard deviation over the
    other two; t = (a + s) / 2 + sigmoid(w_0) a + sigmoid(w_1) s; the gate is sigmoid(conv1d(t)), of
    3 places along rows and columns, and of more along many channels; y = x * mean(gates).

    Raises:
        DoesNotFit: if no gate would be left; from `forward` where a deviation is not defined.
    """

    @takes(MCAOptions)
    def __init__(self, channels: int, options: MCAOptions) -> None:
        super().__init__()
        self.options = options
        # Named as in the authors' state dict.
        self.h_cw = _AxisGate(SPATIAL_KERNEL) if options.rows else None
        self.w_hc = _AxisGate(SPATIAL_KERNEL) if options.columns else None
        self.c_hw = _AxisGate(channel_kernel(channels)) if options.channel else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of a single gate with 1 for the axes that it lacks."""
        self.options.require(*x.shape[1:])
        gates = list(self._gates(x))
        shares = [gate / len(gates) for gate in gates]
        return in_layout_of(x, sum(shares[1:], shares[0]))

    def _gates(self, x: Tensor) -> Iterator[Tensor]:
        """Of the rows (B, 1, H, 1), the columns (B, 1, 1, W), the channels (B, C, 1, 1)."""
        level = mean(x, (2, 3), keepdim=True)
        centred = x - level
        # `pow` and not `square`: float16 autocast lifts it to float32, lest the sum overflow.
        squared = centred.pow(2)
        if self.h_cw is not None:
            yield self.h_cw(*_moments(level.squeeze(3), centred, squared, 3))[:, None, :, None]
        if self.w_hc is not None:
            yield self.w_hc(*_moments(level.squeeze(3), centred, squared, 2))[:, None, None, :]
        if self.c_hw is not None:
            deviation = _deviation(squared.sum((2, 3)), x.shape[2] * x.shape[3])
            yield self.c_hw(level[:, :, 0, 0], deviation)[:, :, None, None]


def _moments(level: Tensor, centred: Tensor, squared: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Mean and deviation over the channels and one axis of a map, at each place of the other.

    Moments of the centred channels are moved by the channels' levels, so that the three axes share
    one square of the map and no difference of large numbers remains.

    Args:
        level: The mean of each channel (B, C, 1).
        centred: The map less its levels (B, C, H, W).
        squared: Its square (B, C, H, W).
        axis: The axis of the map that is pooled away: 2 or 3.

    Returns:
        Two tensors (B, L), L being the length of the axis that is left.
    """
    count = centred.shape[axis]
    sums = centred.sum(axis)
    overall = (level + sums / count).mean(1, keepdim=True)
    offset = level - overall
    total = squared.sum(axis) + (2 * sums + count * offset) * offset
    return overall.squeeze(1), _deviation(total.sum(1), count * centred.shape[1])


def _deviation(total: Tensor, count: int) -> Tensor:
    """The root of a sum of squares over its count less one, of slope 0 where it is 0."""
    variance = total / (count - 1)
    return variance.clamp_min(torch.finfo(variance.dtype).tiny).sqrt()
