"""Position attention of the dual attention network: every position looks at all others.

Source: Fu, Liu, Tian, Li, Bao, Fang, Lu, CVPR 2019, arXiv:1809.02983.
Code: junfu1115/DANet, encoding/nn/da_att.py, at b0a0fa00.
Differs: fewer than `reduction` channels are refused; the code has no such option and takes 8.
"""

import torch
from torch import Tensor, nn

from attnzoo.options import takes
from attnzoo.pairwise.pam_options import PAMOptions
from attnzoo.pairwise.residual import add_scaled


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
