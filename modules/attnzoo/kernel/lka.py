"""Large kernel attention: a large depthwise kernel as a small one and a dilated one.

Source: Guo, Lu, Liu, Cheng, Hu, Computational Visual Media 2023, arXiv:2202.09741 (VAN).
Code: Visual-Attention-Network/VAN-Classification, models/van.py, at e19779b5.
Differs: nothing. The paper leaves out each of the three convolutions in turn; the code has no
    switch for it.
"""

from torch import Tensor, nn

from attnzoo.fit import all_off, require
from attnzoo.gate import Gate


def lka_params(
    channels: int, *, local: bool = True, dilated: bool = True, pointwise: bool = True
) -> int:
    """Depthwise 5x5 and 7x7 and a 1x1 convolution, all with bias: C^2 + 77 C."""
    return channels * (26 * local + 50 * dilated + (channels + 1) * pointwise)


def lka_macs(
    channels: int,
    height: int,
    width: int,
    *,
    local: bool = True,
    dilated: bool = True,
    pointwise: bool = True,
) -> int:
    """The three convolutions at every position."""
    return channels * (25 * local + 49 * dilated + channels * pointwise) * height * width


def lka_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    local: bool = True,
    dilated: bool = True,
    pointwise: bool = True,
) -> str | None:
    """Any map."""
    del channels, height, width
    return all_off(local=local, dilated=dilated, pointwise=pointwise)


class LargeKernelAttention(Gate):
    """Weighs the map by a depthwise view of it over 23 positions a side.

    y = x * conv1x1(dw7x7_dilated3(dw5x5(x))). The gate has no sigmoid.

    Args:
        channels: Channels of the map.
        local: Whether the 5x5 convolution is there.
        dilated: Whether the dilated 7x7 convolution is there.
        pointwise: Whether the 1x1 convolution is there.

    Raises:
        DoesNotFit: if no convolution would be left.
    """

    def __init__(
        self, channels: int, *, local: bool = True, dilated: bool = True, pointwise: bool = True
    ) -> None:
        super().__init__()
        require(lka_fits, channels, local=local, dilated=dilated, pointwise=pointwise)
        self.conv0 = _depthwise(channels, 5, 1) if local else None
        self.conv_spatial = _depthwise(channels, 7, 3) if dilated else None
        self.conv1 = nn.Conv2d(channels, channels, 1) if pointwise else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        for conv in (self.conv0, self.conv_spatial, self.conv1):
            if conv is not None:
                x = conv(x)
        return x


def _depthwise(channels: int, kernel: int, dilation: int) -> nn.Conv2d:
    padding = dilation * (kernel // 2)
    return nn.Conv2d(
        channels, channels, kernel, padding=padding, dilation=dilation, groups=channels
    )
