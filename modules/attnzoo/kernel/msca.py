"""Multi-scale convolutional attention: a gate of depthwise strips at three scales.

Source: Guo, Lu, Hou, Liu, Cheng, Hu, NeurIPS 2022, arXiv:2209.08575 (SegNeXt).
Code: Visual-Attention-Network/SegNeXt, mmseg/models/backbones/mscan.py, at c87bcaef.
Differs: this is the code's AttentionModule. The 1x1 convolutions, GELU and residual around it, the
    code's SpatialAttention, are the block's, as with LKA; SegNeXt adds its normalised input there
    and once more outside. The paper leaves out each pair of strips and the 1x1 convolution in turn;
    the code has no switch for it, and what remains without the 5x5 is our definition. CPCA has the
    same branches behind a channel gate.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.msca_options import MSCAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise


class MultiScaleConvolutionalAttention(Gate):
    """Weighs the map by depthwise views of it at several scales.

    b = dw5x5(x); y = x * conv1x1(b + sum over k in 7, 11, 21 of dw_kx1(dw_1xk(b))). The gate has no
    sigmoid, and nothing in it is activated. Without the 5x5 b = x.

    Raises:
        DoesNotFit: if no convolution would be left.
    """

    @takes(MSCAOptions)
    def __init__(self, channels: int, options: MSCAOptions) -> None:
        super().__init__()
        self.options = options
        self.conv0 = depthwise(channels, (5, 5)) if options.local else None
        # Named as in the authors' state dict.
        if options.short:
            self.conv0_1, self.conv0_2 = _strips(channels, 7)
        if options.middle:
            self.conv1_1, self.conv1_2 = _strips(channels, 11)
        if options.long:
            self.conv2_1, self.conv2_2 = _strips(channels, 21)
        self.conv3 = nn.Conv2d(channels, channels, 1) if options.pointwise else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        views = base = x if self.conv0 is None else self.conv0(x)
        if self.options.short:
            views = views + self.conv0_2(self.conv0_1(base))
        if self.options.middle:
            views = views + self.conv1_2(self.conv1_1(base))
        if self.options.long:
            views = views + self.conv2_2(self.conv2_1(base))
        return views if self.conv3 is None else self.conv3(views)


def _strips(channels: int, length: int) -> tuple[nn.Conv2d, nn.Conv2d]:
    return depthwise(channels, (1, length)), depthwise(channels, (length, 1))
