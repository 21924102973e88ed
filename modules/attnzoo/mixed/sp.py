"""Strip pooling: a gate from the means of whole rows and whole columns.

Source: Hou, Zhang, Cheng, Feng, CVPR 2020, arXiv:2003.13328.
Code: houqb/SPNet, models/resnet.py, class SPBlock, at 5e97da3d.
Differs: nothing; the code's block is the gate alone and is multiplied by its caller. Rows alone and
    columns alone are our definition, after those of coordinate attention.
"""

from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.mixed.sp_options import SPOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


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
