"""Coordinate attention: a gate for each row and one for each column.

Source: Hou, Zhou, Feng, CVPR 2021, arXiv:2103.02907.
Code: houqb/CoordAttention, coordatt.py, at 7619bea9.
Differs: nothing. The paper compares rows alone and columns alone with both; the code has no switch
    for it.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import all_off, require
from attnzoo.gate import Gate
from attnzoo.pooling import mean

SMALLEST_HIDDEN = 8


def _hidden(channels: int, reduction: int) -> int:
    return max(SMALLEST_HIDDEN, channels // reduction)


def ca_params(
    channels: int, *, reduction: int = 32, rows: bool = True, columns: bool = True
) -> int:
    """Three 1x1 convolutions with bias and one BatchNorm: 3 m C + 3 m + 2 C."""
    hidden = _hidden(channels, reduction)
    return hidden * channels + 3 * hidden + (rows + columns) * (hidden + 1) * channels


def ca_macs(
    channels: int,
    height: int,
    width: int,
    *,
    reduction: int = 32,
    rows: bool = True,
    columns: bool = True,
) -> int:
    """Both strips through the joint convolution, each through its own."""
    return 2 * _hidden(channels, reduction) * channels * (height * rows + width * columns)


def ca_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    reduction: int = 32,
    rows: bool = True,
    columns: bool = True,
) -> str | None:
    """Any map."""
    del channels, height, width
    if reduction < 1:
        return f"reduction={reduction} is below 1"
    return all_off(rows=rows, columns=columns)


class CoordinateAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column.

    f = hswish(BN(conv1x1([mean_w x; mean_h x]))), split into rows and columns again;
    y = x * sigmoid(conv_h(f_h)) * sigmoid(conv_w(f_w)), equations 4-8, with
    m = max(8, C // reduction) hidden channels.

    Args:
        channels: Channels of the map.
        reduction: How many times fewer hidden channels there are.
        rows: Whether the rows' gate is there.
        columns: Whether the columns' gate is there.

    Raises:
        DoesNotFit: if `reduction` is below 1, or neither gate would be left.
    """

    def __init__(
        self, channels: int, *, reduction: int = 32, rows: bool = True, columns: bool = True
    ) -> None:
        super().__init__()
        require(ca_fits, channels, reduction=reduction, rows=rows, columns=columns)
        self.rows = rows
        self.columns = columns
        hidden = _hidden(channels, reduction)
        self.conv1 = nn.Conv2d(channels, hidden, 1)
        self.bn1 = nn.BatchNorm2d(hidden)
        if rows:
            self.conv_h = nn.Conv2d(hidden, channels, 1)
        if columns:
            self.conv_w = nn.Conv2d(hidden, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one axis alone (B, C, H, 1) or (B, C, 1, W)."""
        pooled = [mean(x, axis) for on, axis in ((self.rows, 3), (self.columns, 2)) if on]
        strips = F.hardswish(self.bn1(self.conv1(torch.cat(pooled, dim=2).unsqueeze(3))))
        if not self.columns:
            return self._row_gate(strips)
        if not self.rows:
            return self._column_gate(strips)
        rows, columns = strips.split([x.shape[2], x.shape[3]], dim=2)
        return self._row_gate(rows) * self._column_gate(columns)

    def _row_gate(self, strip: Tensor) -> Tensor:
        """(B, m, H, 1) -> (B, C, H, 1)."""
        return self.conv_h(strip).sigmoid()

    def _column_gate(self, strip: Tensor) -> Tensor:
        """(B, m, W, 1) -> (B, C, 1, W)."""
        return self.conv_w(strip).sigmoid().transpose(2, 3)
