"""Large kernel attention: a large depthwise kernel as a small one and a dilated one.

Source: Guo, Lu, Liu, Cheng, Hu, Computational Visual Media 2023, arXiv:2202.09741 (VAN).
Code: Visual-Attention-Network/VAN-Classification, models/van.py, at e19779b5.
Differs: nothing. The paper leaves out each of the three convolutions in turn; the code has no
    switch for it.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.lka_options import LKAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise


class LargeKernelAttention(Gate):
    """Weighs the map by a depthwise view of it over 23 positions a side.

    y = x * conv1x1(dw7x7_dilated3(dw5x5(x))). The gate has no sigmoid.

    Raises:
        DoesNotFit: if no convolution would be left.
    """

    @takes(LKAOptions)
    def __init__(self, channels: int, options: LKAOptions) -> None:
        super().__init__()
        self.conv0 = depthwise(channels, (5, 5)) if options.local else None
        self.conv_spatial = depthwise(channels, (7, 7), dilation=3) if options.dilated else None
        self.conv1 = nn.Conv2d(channels, channels, 1) if options.pointwise else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        for conv in (self.conv0, self.conv_spatial, self.conv1):
            if conv is not None:
                x = conv(x)
        return x
