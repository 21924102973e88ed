"""Coordinate attention: a gate for each row and one for each column.

Source: Hou, Zhou, Feng, CVPR 2021, arXiv:2103.02907.
Code: houqb/CoordAttention, coordatt.py, at 7619bea9.
Differs: nothing. The paper compares rows alone and columns alone with both; the code has no switch
    for it.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.mixed.ca_options import CAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


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
