"""Deformable attention: every position looks at a few places, which the map itself moves.

Source: Xia, Pan, Song, Li, Huang, CVPR 2022, arXiv:2201.00520; DAT++, 2023, arXiv:2309.01430.
Code: LeapLabTHU/DAT, models/dat_blocks.py, at 32173fcf, the code of DAT++.
Differs: the code gives the places beside the map, and has three more kinds of position bias and
    dropout. The options are those of DAT++'s third stage, strides and kernels of the others being
    8 and 9, 4 and 7, 1 and 3. The reference points are off by half a position, as in the code: they
    lie at i + 0.5 of a grid whose outermost points are positions of the map. The code runs on a
    map of another size than it was built for, with the bias of the old one stretched, and gives NaN
    where a side is 1; both are refused. Without offsets it looks at means of blocks and has no
    bias, as here, and wants sides that the stride divides; here the last block may be smaller.
    Copies in zoos have the bias of a depthwise convolution, offsets up to 4, 8 heads and 4 groups
    by default, or are the code of 2022, whose options are others.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import DoesNotFit
from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.dat_options import DATOptions
from attnzoo.parts import ChannelNorm
from attnzoo.sampling import sample, single


class DeformableAttention(nn.Module):
    """Gives each position a weighted sum over a few places that the map chooses.

    q = conv1x1(x); for each group of channels the places are reference points every `stride`
    positions, moved by o = conv1x1(GELU(LN(dw_kxk(q)))) and kept within the map, or moved by
    tanh(o) * offset_range; s is x sampled there bilinearly; k and v are conv1x1(s);
    y = conv1x1(sum_j softmax_j(q_i . k_j / sqrt(d) + b_ij) v_j), over heads of d channels, where
    b_ij is a table read bilinearly at the displacement between position i and place j.

    Raises:
        DoesNotFit: if `head_channels` does not divide `group_channels`, or these `channels`, if the
            kernel is even, or the size is needed and missing; from `forward` on a map of another
            size, with a side of 1, or with too few places.
    """

    @takes(DATOptions)
    def __init__(self, channels: int, options: DATOptions) -> None:
        super().__init__()
        self.options = options
        # Named and ordered as in the authors' state dict.
        if options.biased:
            table = torch.empty(channels // options.head_channels, *options.table_size())
            self.rpe_table = nn.Parameter(nn.init.trunc_normal_(table, std=0.01))
        if options.offsets:
            self.conv_offset = _moving(options)
        self.proj_q = nn.Conv2d(channels, channels, 1)
        self.proj_k = nn.Conv2d(channels, channels, 1)
        self.proj_v = nn.Conv2d(channels, channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self._require(x)
        query = self.proj_q(x)
        if self.options.offsets:
            places = self._places(query)
            seen = sample(self._grouped(x), places, align_corners=True)
            seen = seen.reshape(*x.shape[:2], *seen.shape[2:])
            bias = self._bias(places, x) if self.options.biased else None
        else:
            tiles = self.options.kernel_size == self.options.stride
            seen, bias = F.avg_pool2d(x, self.options.stride, ceil_mode=not tiles), None
        key, value = self._heads(self.proj_k(seen)), self._heads(self.proj_v(seen))
        query = self._heads(query) * self.options.head_channels**-0.5
        scores = query.transpose(2, 3) @ key
        weights = (scores if bias is None else scores + bias).softmax(3)
        attended = value @ weights.transpose(2, 3).to(value.dtype)
        y: Tensor = self.proj_out(in_layout_of(x, attended.reshape(x.shape)))
        return y

    def _require(self, x: Tensor) -> None:
        height, width = x.shape[2:]
        self.options.require(x.shape[1], height, width)
        size = self.options.size
        if self.options.biased and size is not None and size != (height, width):
            raise DoesNotFit(
                f"a {height}x{width} map is not of size={size[0]}x{size[1]}",
                "build the module for the size of the map",
            )

    def _grouped(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B g, c, H, W)."""
        return x.reshape(-1, self.options.group_channels, *x.shape[2:])

    def _heads(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, heads, d, H W)."""
        return x.flatten(2).unflatten(1, (-1, self.options.head_channels))

    def _places(self, query: Tensor) -> Tensor:
        """The places of each group as (x, y) between -1 and 1, (B g, h, w, 2)."""
        moves = single(self.conv_offset(self._grouped(query))).permute(0, 2, 3, 1).flip(3)
        sides = moves.shape[1:3]
        rows, columns = (_axis(length, 0.5, moves) for length in sides)
        points = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=2)
        farthest = self.options.offset_range
        if farthest is None:
            return (points + moves).clamp(-1, 1)
        steps = moves.new_tensor([farthest / (length - 1) for length in reversed(sides)])
        return points + moves.tanh() * steps

    def _bias(self, places: Tensor, x: Tensor) -> Tensor:
        """What the table says of each position and place, (B, heads, H W, h w)."""
        rows, columns = (_axis(length, 0.0, places) for length in x.shape[2:])
        points = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=2)
        displacements = (points.reshape(-1, 1, 2) - places.flatten(1, 2).unsqueeze(1)) / 2
        groups = x.shape[1] // self.options.group_channels
        tables = self.rpe_table.unflatten(0, (groups, -1)).repeat(x.shape[0], 1, 1, 1)
        bias = sample(tables, displacements, align_corners=True)
        return bias.reshape(x.shape[0], -1, *bias.shape[2:])


def _axis(length: int, start: float, like: Tensor) -> Tensor:
    """Points along a side, the first `start` positions in, where -1 and 1 are its outermost."""
    points = torch.arange(length, device=like.device, dtype=like.dtype) + start
    return points / (length - 1) * 2 - 1


def _moving(options: DATOptions) -> nn.Sequential:
    channels = options.group_channels
    depthwise = nn.Conv2d(
        channels,
        channels,
        options.kernel_size,
        stride=options.stride,
        padding=options.padding,
        groups=channels,
    )
    last = nn.Conv2d(channels, 2, 1, bias=False)
    return nn.Sequential(depthwise, ChannelNorm(channels), nn.GELU(), last)
