"""Position attention of the dual attention network: every position looks at all others.

Source: Fu, Liu, Tian, Li, Bao, Fang, Lu, CVPR 2019, arXiv:1809.02983.
Code: junfu1115/DANet, encoding/nn/da_att.py, at b0a0fa00.
Differs: fewer than `reduction` channels are refused; the code has no such option and takes 8.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options, takes
from attnzoo.pairwise.residual import add_scaled


@dataclass(frozen=True, kw_only=True)
class PAMOptions(Options):
    """The option of PAM.

    Attributes:
        reduction: Divisor r of the channels: queries and keys have C // r.
    """

    reduction: int = option(8, minimum=1)

    def params(self, channels: int) -> int:
        """Queries and keys of C // r channels, values, and one scale."""
        hidden = channels // self.reduction
        return 2 * (channels + 1) * hidden + channels**2 + channels + 1

    def macs(self, channels: int, height: int, width: int) -> int:
        """Three 1x1 convolutions, and two products over all pairs of positions."""
        hidden = channels // self.reduction
        positions = height * width
        return (2 * hidden + channels) * channels * positions + (hidden + channels) * positions**2

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)


class PositionSelfAttention(nn.Module):
    """Adds to each position a sum over all positions, weighed by likeness to them.

    y_i = x_i + gamma sum_j softmax_j(q_i . k_j) v_j, equations 1 and 2, with 1x1 convolutions
    q, k, v. The products are not scaled, and gamma starts at 0: a fresh module is the identity.

    Raises:
        DoesNotFit: if queries and keys would have no channel.
    """

    @takes(PAMOptions)
    def __init__(self, channels: int, options: PAMOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
        self.query_conv = nn.Conv2d(channels, hidden, 1)
        self.key_conv = nn.Conv2d(channels, hidden, 1)
        self.value_conv = nn.Conv2d(channels, channels, 1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        query, key = self.query_conv(x).flatten(2), self.key_conv(x).flatten(2)
        weights = (query.transpose(1, 2) @ key).softmax(2)
        attended = self.value_conv(x).flatten(2) @ weights.transpose(1, 2)
        return add_scaled(x, self.gamma, attended.reshape(x.shape))
