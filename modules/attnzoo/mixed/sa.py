"""Shuffle attention: half of each group gated by channel, half by position, then shuffled.

Source: Zhang, Yang, ICASSP 2021, arXiv:2102.00240.
Code: wofmanaf/SA-Net, models/sa_resnet.py, at 00a67608.
Differs: channels that do not split into 2 * groups equal parts are refused; the code divides by
    zero, fails in forward, or (192 channels, 64 groups) silently makes unequal halves. The code has
    no switch for a part; that a half without its gate passes as it is is our definition.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import all_off, indivisible, require
from attnzoo.layout import in_layout_of
from attnzoo.pooling import mean


def sa_params(
    channels: int,
    *,
    groups: int = 64,
    channel: bool = True,
    spatial: bool = True,
    shuffle: bool = True,
) -> int:
    """Six values for each channel of half a group, shared by the groups: 6 C / 2G."""
    del shuffle
    return (2 * channel + 4 * spatial) * (channels // (2 * groups))


def sa_macs(
    channels: int,
    height: int,
    width: int,
    *,
    groups: int = 64,
    channel: bool = True,
    spatial: bool = True,
    shuffle: bool = True,
) -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width, groups, channel, spatial, shuffle
    return 0


def sa_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    groups: int = 64,
    channel: bool = True,
    spatial: bool = True,
    shuffle: bool = True,
) -> str | None:
    """Any map; channels divisible by twice the groups."""
    del height, width, shuffle
    reason = indivisible(channels, "2*groups", 2 * groups)
    if reason is not None:
        return f"{reason}, groups={groups}: each group needs two equal halves"
    return all_off(channel=channel, spatial=spatial)


class ShuffleAttention(nn.Module):
    """Gates one half of each group by channel means and the other by normalized positions.

    With x = [a; b] in each group: a' = a * sigmoid(w1 mean_hw(a) + b1),
    b' = b * sigmoid(w2 GN(b) + b2); then a channel shuffle with two groups mixes them.

    Args:
        channels: Channels of the map.
        groups: Number of groups; all share one set of parameters.
        channel: Whether the first half is gated; else a' = a.
        spatial: Whether the second half is gated; else b' = b.
        shuffle: Whether the channels are shuffled in the end.

    Raises:
        DoesNotFit: if `2 * groups` does not divide `channels`, or neither half would be gated.
    """

    def __init__(
        self,
        channels: int,
        *,
        groups: int = 64,
        channel: bool = True,
        spatial: bool = True,
        shuffle: bool = True,
    ) -> None:
        super().__init__()
        require(sa_fits, channels, groups=groups, channel=channel, spatial=spatial)
        self.groups = groups
        self.channel = channel
        self.spatial = spatial
        self.shuffle = shuffle
        half = channels // (2 * groups)
        if channel:
            self.cweight = nn.Parameter(torch.zeros(1, half, 1, 1))
            self.cbias = nn.Parameter(torch.ones(1, half, 1, 1))
        if spatial:
            self.sweight = nn.Parameter(torch.zeros(1, half, 1, 1))
            self.sbias = nn.Parameter(torch.ones(1, half, 1, 1))
            self.gn = nn.GroupNorm(half, half)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        batch, channels, height, width = x.shape
        folded = x.reshape(batch * self.groups, -1, height, width)
        by_channel, by_position = folded.chunk(2, dim=1)
        if self.channel:
            gate = self.cweight * mean(by_channel, (2, 3), keepdim=True) + self.cbias
            by_channel = by_channel * gate.sigmoid()
        if self.spatial:
            gate = self.sweight * self.gn(by_position) + self.sbias
            by_position = by_position * gate.sigmoid()
        gated = torch.cat((by_channel, by_position), dim=1)
        if self.shuffle:
            gated = gated.reshape(batch, 2, channels // 2, height, width).transpose(1, 2)
        return in_layout_of(x, gated.reshape(x.shape))
