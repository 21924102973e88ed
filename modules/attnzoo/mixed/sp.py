"""Strip pooling: a gate from the means of whole rows and whole columns.

Source: Hou, Zhang, Cheng, Feng, CVPR 2020, arXiv:2003.13328.
Code: houqb/SPNet, models/resnet.py, class SPBlock, at 5e97da3d.
Differs: nothing; the code's block is the gate alone and is multiplied by its caller.
"""

from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def sp_params(channels: int) -> int:
    """Two strips and their norms, a 1x1 convolution with bias: 7 C^2 + 5 C."""
    return 7 * channels**2 + 5 * channels


def sp_macs(channels: int, height: int, width: int) -> int:
    """Each strip through its convolution, the map through the 1x1: 3 C^2 (H + W) + C^2 H W."""
    return channels**2 * (3 * (height + width) + height * width)


def sp_fits(channels: int, height: int | None = None, width: int | None = None) -> str | None:
    """Any map."""
    del channels, height, width
    return None


class StripPooling(Gate):
    """Weighs each value by what its whole row and its whole column hold.

    y = x * sigmoid(conv1x1(relu(BN(conv3x1(mean_w x)) + BN(conv1x3(mean_h x))))).

    Args:
        channels: Channels of the map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require(sp_fits, channels)
        self.conv1 = nn.Conv2d(channels, channels, (3, 1), padding=(1, 0), bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, (1, 3), padding=(0, 1), bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        rows = self.bn1(self.conv1(mean(x, 3, keepdim=True)))
        columns = self.bn2(self.conv2(mean(x, 2, keepdim=True)))
        gate: Tensor = self.conv3((rows + columns).relu()).sigmoid()
        return gate
