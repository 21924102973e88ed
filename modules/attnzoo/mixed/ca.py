"""Coordinate attention: a gate for each row and one for each column.

Source: Hou, Zhou, Feng, CVPR 2021, arXiv:2103.02907.
Code: houqb/CoordAttention, coordatt.py, at 7619bea9.
Differs: nothing. The paper compares rows alone and columns alone with both; the code has no switch
    for it.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import all_off
from attnzoo.gate import Gate
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.pooling import mean

SMALLEST_HIDDEN = 8


@dataclass(frozen=True, kw_only=True)
class CAOptions(Options):
    """The options of CA.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r, or 8 if that is more.
        rows: The gate of the rows.
        columns: The gate of the columns.
    """

    reduction: int = option(32, minimum=1)
    rows: bool = part()
    columns: bool = part()

    def params(self, channels: int) -> int:
        """Three 1x1 convolutions with bias and one BatchNorm: 3 m C + 3 m + 2 C."""
        hidden = self.hidden(channels)
        return hidden * channels + 3 * hidden + (self.rows + self.columns) * (hidden + 1) * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both strips through the joint convolution, each through its own."""
        positions = height * self.rows + width * self.columns
        return 2 * self.hidden(channels) * channels * positions

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the gates."""
        del channels
        return all_off(rows=self.rows, columns=self.columns)

    def hidden(self, channels: int) -> int:
        """Hidden channels, m."""
        return max(SMALLEST_HIDDEN, channels // self.reduction)


class CoordinateAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column.

    f = hswish(BN(conv1x1([mean_w x; mean_h x]))), split into rows and columns again;
    y = x * sigmoid(conv_h(f_h)) * sigmoid(conv_w(f_w)), equations 4-8, with
    m = max(8, C // reduction) hidden channels.

    Raises:
        DoesNotFit: if neither gate would be left.
    """

    @takes(CAOptions)
    def __init__(self, channels: int, options: CAOptions) -> None:
        super().__init__()
        self.rows = options.rows
        self.columns = options.columns
        hidden = options.hidden(channels)
        self.conv1 = nn.Conv2d(channels, hidden, 1)
        self.bn1 = nn.BatchNorm2d(hidden)
        if self.rows:
            self.conv_h = nn.Conv2d(hidden, channels, 1)
        if self.columns:
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
