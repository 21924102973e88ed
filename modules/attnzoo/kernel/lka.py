"""Large kernel attention: a large depthwise kernel as a small one and a dilated one.

Source: Guo, Lu, Liu, Cheng, Hu, Computational Visual Media 2023, arXiv:2202.09741 (VAN).
Code: Visual-Attention-Network/VAN-Classification, models/van.py, at e19779b5.
Differs: nothing.
"""

from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate


def lka_params(channels: int) -> int:
    """Depthwise 5x5 and 7x7 and a 1x1 convolution, all with bias: C^2 + 77 C."""
    return channels**2 + 77 * channels


def lka_macs(channels: int, height: int, width: int) -> int:
    """The three convolutions at every position."""
    return (channels**2 + 74 * channels) * height * width


def lka_fits(channels: int, height: int | None = None, width: int | None = None) -> str | None:
    """Any map."""
    del channels, height, width
    return None


class LargeKernelAttention(Gate):
    """Weighs the map by a depthwise view of it over 23 positions a side.

    y = x * conv1x1(dw7x7_dilated3(dw5x5(x))). The gate has no sigmoid.

    Args:
        channels: Channels of the map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require(lka_fits, channels)
        self.conv0 = nn.Conv2d(channels, channels, 5, padding=2, groups=channels)
        self.conv_spatial = nn.Conv2d(channels, channels, 7, padding=9, dilation=3, groups=channels)
        self.conv1 = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.conv1(self.conv_spatial(self.conv0(x)))
        return gate
