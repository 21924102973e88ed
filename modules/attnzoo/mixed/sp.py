"""Strip pooling: a gate from the means of whole rows and whole columns.

Source: Hou, Zhang, Cheng, Feng, CVPR 2020, arXiv:2003.13328.
Code: houqb/SPNet, models/resnet.py, class SPBlock, at 5e97da3d.
Differs: nothing; the code's block is the gate alone and is multiplied by its caller. Rows alone and
    columns alone are our definition, after those of coordinate attention.
"""

from dataclasses import dataclass
from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.fit import all_off
from attnzoo.gate import Gate
from attnzoo.option import part
from attnzoo.options import Options, takes
from attnzoo.pooling import mean


@dataclass(frozen=True, kw_only=True)
class SPOptions(Options):
    """The options of SP.

    Attributes:
        rows: The strip of the rows' means.
        columns: The strip of the columns' means.
    """

    rows: bool = part()
    columns: bool = part()

    def params(self, channels: int) -> int:
        """Two strips and their norms, a 1x1 convolution with bias: 7 C^2 + 5 C."""
        strip = 3 * channels**2 + 2 * channels
        return channels**2 + channels + (self.rows + self.columns) * strip

    def macs(self, channels: int, height: int, width: int) -> int:
        """Each strip through its convolution, their sum through the 1x1: C^2 (3 (H + W) + H W)."""
        strips = 3 * (height * self.rows + width * self.columns)
        summed = (height if self.rows else 1) * (width if self.columns else 1)
        return channels**2 * (strips + summed)

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the strips."""
        del channels
        return all_off(rows=self.rows, columns=self.columns)


class StripPooling(Gate):
    """Weighs each value by what its whole row and its whole column hold.

    y = x * sigmoid(conv1x1(relu(BN(conv3x1(mean_w x)) + BN(conv1x3(mean_h x))))).

    Raises:
        DoesNotFit: if neither strip would be left.
    """

    @takes(SPOptions)
    def __init__(self, channels: int, options: SPOptions) -> None:
        super().__init__()
        self.rows = options.rows
        self.columns = options.columns
        if self.rows:
            self.conv1 = nn.Conv2d(channels, channels, (3, 1), padding=(1, 0), bias=False)
            self.bn1 = nn.BatchNorm2d(channels)
        if self.columns:
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
