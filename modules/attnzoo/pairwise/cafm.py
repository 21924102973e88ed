"""Convolution and attention fusion: channels attend to channels, beside a convolution of the same.

Source: Hu, Gao, Zhou, Dong, Du, GRSL 2024, arXiv:2403.10067 (HCANet).
Code: summitgao/HCANet, HCANet.py, class Attention, at 0c7d03b8.
Differs: the code has 3-D convolutions over a depth of 1. Two thirds of each 3x3x3 kernel meet
    nothing but padding and never learn: they are kept for the state dict, and not computed. The
    code's own cost is 216 C H W more MACs. Its convolution path reads the map as if the channels
    came last, so that its slices mix channels with positions and change with the size of the map;
    by_position=on takes the slices of each position, as ACmix, where the path comes from.
    The modules called CAFMFusion are others.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.cafm_options import TAPS, CAFMOptions
from attnzoo.pairwise.flat_conv import FlatConv3d


class ConvolutionAttentionFusion(nn.Module):
    """Adds channel self-attention and a convolution of its queries, keys and values.

    q, k, v = dw3x3(conv1x1(x)); in each head of C / heads channels a = softmax(t q k^T) v, where q
    and k are unit vectors over the positions and t is learned; y = conv1x1(a) + l. For the
    convolution path l, a linear layer turns the 3 heads slices of [q; k; v] into 9, and a 3x3
    convolution in C / heads groups turns these into C channels. Without `local` l = 0.

    Raises:
        DoesNotFit: if `heads` does not divide `channels`.
    """

    @takes(CAFMOptions)
    def __init__(self, channels: int, options: CAFMOptions) -> None:
        super().__init__()
        self.options = options
        heads = options.heads
        # Named and ordered as in the authors' state dict.
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.qkv = FlatConv3d(channels, 3 * channels, 1, bias=False)
        self.qkv_dwconv = FlatConv3d(3 * channels, 3 * channels, 3, groups=3 * channels, bias=False)
        self.project_out = FlatConv3d(channels, channels, 1, bias=False)
        if options.local:
            self.fc = FlatConv3d(3 * heads, TAPS, 1)
            width = channels // heads
            self.dep_conv = FlatConv3d(TAPS * width, channels, 3, groups=width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        projected = self.qkv_dwconv(self.qkv(x))
        out: Tensor = self.project_out(in_layout_of(x, self._attended(projected)))
        return out + self._local(projected) if self.options.local else out

    def _attended(self, projected: Tensor) -> Tensor:
        """(B, 3 C, H, W) -> (B, C, H, W)."""
        by_head = projected.flatten(2).unflatten(1, (3, self.options.heads, -1))
        query, key, value = by_head.unbind(1)
        likeness = F.normalize(query, dim=3) @ F.normalize(key, dim=3).transpose(2, 3)
        weights = (likeness * self.temperature).softmax(3)
        return (weights @ value).flatten(1, 2).unflatten(2, projected.shape[2:])

    def _local(self, projected: Tensor) -> Tensor:
        """(B, 3 C, H, W) -> (B, C, H, W)."""
        mixed: Tensor = self.fc(self._slices(projected))
        taps = mixed.transpose(1, 2).flatten(1, 2).unflatten(2, projected.shape[2:])
        # Groups of so few channels are ten times as fast in this layout on the CPU.
        out: Tensor = self.dep_conv(taps.contiguous(memory_format=torch.channels_last))
        return out

    def _slices(self, projected: Tensor) -> Tensor:
        """(B, 3 C, H, W) -> (B, 3 heads, C / heads, H W)."""
        slices = 3 * self.options.heads
        if self.options.by_position:
            return projected.flatten(2).unflatten(1, (slices, -1))
        positions = projected.shape[2] * projected.shape[3]
        width = projected.shape[1] // slices
        misread = projected.reshape(-1, positions, slices, width)
        return misread.permute(0, 2, 3, 1)
