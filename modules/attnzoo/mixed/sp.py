"""Strip pooling: a gate from the means of whole rows and whole columns.

Source: Hou, Zhang, Cheng, Feng, CVPR 2020, arXiv:2003.13328.
Code: houqb/SPNet, models/resnet.py, class SPBlock, at 5e97da3d.
Differs: nothing; the code's block is the gate alone and is multiplied by its caller. Rows alone and
    columns alone are our definition, after those of coordinate attention.
"""

from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.fit import all_off, require
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def sp_params(channels: int, *, rows: bool = True, columns: bool = True) -> int:
    """Two strips and their norms, a 1x1 convolution with bias: 7 C^2 + 5 C."""
    return channels**2 + channels + (rows + columns) * (3 * channels**2 + 2 * channels)


def sp_macs(
    channels: int, height: int, width: int, *, rows: bool = True, columns: bool = True
) -> int:
    """Each strip through its convolution, their sum through the 1x1: C^2 (3 (H + W) + H W)."""
    summed = (height if rows else 1) * (width if columns else 1)
    return channels**2 * (3 * (height * rows + width * columns) + summed)


def sp_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    rows: bool = True,
    columns: bool = True,
) -> str | None:
    """Any map."""
    del channels, height, width
    return all_off(rows=rows, columns=columns)


class StripPooling(Gate):
    """Weighs each value by what its whole row and its whole column hold.

    y = x * sigmoid(conv1x1(relu(BN(conv3x1(mean_w x)) + BN(conv1x3(mean_h x))))).

    Args:
        channels: Channels of the map.
        rows: Whether the rows' strip is there.
        columns: Whether the columns' strip is there.

    Raises:
        DoesNotFit: if neither strip would be left.
    """

    def __init__(self, channels: int, *, rows: bool = True, columns: bool = True) -> None:
        super().__init__()
        require(sp_fits, channels, rows=rows, columns=columns)
        self.rows = rows
        self.columns = columns
        if rows:
            self.conv1 = nn.Conv2d(channels, channels, (3, 1), padding=(1, 0), bias=False)
            self.bn1 = nn.BatchNorm2d(channels)
        if columns:
            self.conv2 = nn.Conv2d(channels, channels, (1, 3), padding=(0, 1), bias=False)
            self.bn2 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one strip alone (B, C, H, 1) or (B, C, 1, W)."""
        strips = []
        if self.rows:
            strips.append(self.bn1(self.conv1(mean(x, 3, keepdim=True))))
        if self.columns:
            strips.append(self.bn2(self.conv2(mean(x, 2, keepdim=True))))
        gate: Tensor = self.conv3(reduce(add, strips).relu()).sigmoid()
        return gate
