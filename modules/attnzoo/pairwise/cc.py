"""Criss-cross attention: every position looks at its row and its column.

Source: Huang, Wang, Huang, Huang, Wei, Liu, ICCV 2019, arXiv:1811.11721.
Code: speedinghzl/CCNet, cc_attention/functions.py, at 03831966.
Differs: fewer than `reduction` channels are refused; the code has no such option and takes 8. One
    pass, as the code's module and its head by default; the paper's head has two, `recurrence=2`.
"""

import torch
from torch import Tensor, nn

from attnzoo.options import takes
from attnzoo.pairwise.cc_options import CCOptions
from attnzoo.pairwise.residual import add_scaled


class CrissCrossAttention(nn.Module):
    """Adds to each position a sum over its row and its column, weighed by likeness to them.

    y_i = x_i + gamma sum_j softmax_j(q_i . k_j) v_j, equations 1 and 2, where j runs over the row
    and the column of i, with i itself once, and q, k, v are 1x1 convolutions. Two passes reach all
    positions. gamma starts at 0: a fresh module is the identity.

    Raises:
        DoesNotFit: if queries and keys would have no channel.
    """

    @takes(CCOptions)
    def __init__(self, channels: int, options: CCOptions) -> None:
        super().__init__()
        self.recurrence = options.recurrence
        hidden = channels // options.reduction
        self.query_conv = nn.Conv2d(channels, hidden, 1)
        self.key_conv = nn.Conv2d(channels, hidden, 1)
        self.value_conv = nn.Conv2d(channels, channels, 1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        for _ in range(self.recurrence):
            x = add_scaled(x, self.gamma, self._attend(x))
        return x

    def _attend(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        query, key, value = (
            conv(x).permute(0, 2, 3, 1)
            for conv in (self.query_conv, self.key_conv, self.value_conv)
        )
        in_column, in_row = _scores(query, key)
        height, width = x.shape[2:]
        weights = torch.cat((in_column, in_row), dim=3).softmax(3)
        by_column, by_row = weights.split([height, width], dim=3)
        attended = by_row @ value
        attended = attended + (by_column.transpose(1, 2) @ value.transpose(1, 2)).transpose(1, 2)
        return attended.permute(0, 3, 1, 2)


def _scores(query: Tensor, key: Tensor) -> tuple[Tensor, Tensor]:
    """Two (B, H, W, c) -> with each position's column (B, H, W, H), with its row (B, H, W, W)."""
    in_column = query.transpose(1, 2) @ key.permute(0, 2, 3, 1)
    in_row = query @ key.transpose(2, 3)
    # A position is in its row and in its column: the row counts it, the column does not.
    itself = torch.eye(query.shape[1], dtype=torch.bool, device=query.device)
    return in_column.masked_fill(itself, float("-inf")).transpose(1, 2), in_row
