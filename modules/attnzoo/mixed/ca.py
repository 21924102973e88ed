"""Coordinate attention: a gate for each row and one for each column.

Source: Hou, Zhou, Feng, CVPR 2021, arXiv:2103.02907.
Code: houqb/CoordAttention, coordatt.py, at 7619bea9.
Differs: nothing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean

SMALLEST_HIDDEN = 8


def _hidden(channels: int, reduction: int) -> int:
    return max(SMALLEST_HIDDEN, channels // reduction)


def ca_params(channels: int, *, reduction: int = 32) -> int:
    """Three 1x1 convolutions with bias and one BatchNorm: 3 m C + 3 m + 2 C."""
    hidden = _hidden(channels, reduction)
    return 3 * hidden * channels + 3 * hidden + 2 * channels


def ca_macs(channels: int, height: int, width: int, *, reduction: int = 32) -> int:
    """Both strips through the joint convolution, each through its own."""
    return 2 * _hidden(channels, reduction) * channels * (height + width)


def ca_fits(
    channels: int, height: int | None = None, width: int | None = None, *, reduction: int = 32
) -> str | None:
    """Any map."""
    del channels, height, width
    return None if reduction >= 1 else f"reduction={reduction} is below 1"


class CoordinateAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column.

    f = hswish(BN(conv1x1([mean_w x; mean_h x]))), split into rows and columns again;
    y = x * sigmoid(conv_h(f_h)) * sigmoid(conv_w(f_w)), equations 4-8, with
    m = max(8, C // reduction) hidden channels.

    Args:
        channels: Channels of the map.
        reduction: How many times fewer hidden channels there are.

    Raises:
        DoesNotFit: if `reduction` is below 1.
    """

    def __init__(self, channels: int, *, reduction: int = 32) -> None:
        super().__init__()
        require(ca_fits, channels, reduction=reduction)
        hidden = _hidden(channels, reduction)
        self.conv1 = nn.Conv2d(channels, hidden, 1)
        self.bn1 = nn.BatchNorm2d(hidden)
        self.conv_h = nn.Conv2d(hidden, channels, 1)
        self.conv_w = nn.Conv2d(hidden, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        strips = torch.cat((mean(x, 3), mean(x, 2)), dim=2).unsqueeze(3)
        strips = F.hardswish(self.bn1(self.conv1(strips)))
        rows, columns = strips.split([x.shape[2], x.shape[3]], dim=2)
        row_gate = self.conv_h(rows).sigmoid()
        column_gate = self.conv_w(columns).sigmoid().transpose(2, 3)
        return row_gate * column_gate
