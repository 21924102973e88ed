"""Shuffle attention: half of each group gated by channel, half by position, then shuffled.

Source: Zhang, Yang, ICASSP 2021, arXiv:2102.00240.
Code: wofmanaf/SA-Net, models/sa_resnet.py, at 00a67608.
Differs: channels that do not split into 2 * groups equal parts are refused; the code divides by
    zero, fails in forward, or (192 channels, 64 groups) silently makes unequal halves. The code has
    no switch for a part; that a half without its gate passes as it is is our definition.
"""

import torch
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.mixed.sa_options import SAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class ShuffleAttention(nn.Module):
    """Gates one half of each group by channel means and the other by normalized positions.

    With x = [a; b] in each group: a' = a * sigmoid(w1 mean_hw(a) + b1),
    b' = b * sigmoid(w2 GN(b) + b2); then a channel shuffle with two groups mixes them.

    Raises:
        DoesNotFit: if `2 * groups` does not divide `channels`, or neither half would be gated.
    """

    @takes(SAOptions)
    def __init__(self, channels: int, options: SAOptions) -> None:
        super().__init__()
        self.options = options
        half = channels // (2 * options.groups)
        if options.channel:
            self.cweight = nn.Parameter(torch.zeros(1, half, 1, 1))
            self.cbias = nn.Parameter(torch.ones(1, half, 1, 1))
        if options.spatial:
            self.sweight = nn.Parameter(torch.zeros(1, half, 1, 1))
            self.sbias = nn.Parameter(torch.ones(1, half, 1, 1))
            self.gn = nn.GroupNorm(half, half)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        batch, channels, height, width = x.shape
        folded = x.reshape(batch * self.options.groups, -1, height, width)
        by_channel, by_position = folded.chunk(2, dim=1)
        if self.options.channel:
            gate = self.cweight * mean(by_channel, (2, 3), keepdim=True) + self.cbias
            by_channel = by_channel * gate.sigmoid()
        if self.options.spatial:
            gate = self.sweight * self.gn(by_position) + self.sbias
            by_position = by_position * gate.sigmoid()
        gated = torch.cat((by_channel, by_position), dim=1)
        if self.options.shuffle:
            gated = gated.reshape(batch, 2, channels // 2, height, width).transpose(1, 2)
        return in_layout_of(x, gated.reshape(x.shape))
