"""Deformable large kernel attention: LKA whose kernels look where the map sends them.

Source: Azad, Niggemeier, Hüttemann, Kazerouni, Aghdam, Velichko, Bagci, Merhof, WACV 2024,
    arXiv:2309.00121.
Code: xmindflow/deformableLKA, 2D/deformable_LKA/deformable_LKA.py, at d2d29926.
Differs: this is the code's deformable_LKA. The 1x1 convolutions, GELU and residual around it, its
    deformable_LKA_Attention, are the block's, as with LKA. The code samples by torchvision's
    deformable convolution, whose MACs, 74 C H W, torch's counter does not see and which has no
    bfloat16 on the CPU; here they are seen, and it has. The convolutions that give the offsets are
    98 % of the parameters at 64 channels and do not start at zero. Without offsets it is LKA
    without the depthwise biases.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.deformable import DeformableDepthwise
from attnzoo.kernel.dlka_options import DLKAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise, named


class DeformableLargeKernelAttention(Gate):
    """Weighs the map by a deformable depthwise view of it over 23 positions a side and more.

    y = x * conv1x1(ddw7x7_dilated3(ddw5x5(x))), where each place p of a ddw at a position looks at
    p + o_p, sampled bilinearly with zeros beyond the border; o is a dense convolution, with the
    window of the ddw, of the map that it reads. All channels share o. The gate has no sigmoid.
    """

    @takes(DLKAOptions)
    def __init__(self, channels: int, options: DLKAOptions) -> None:
        super().__init__()
        # Named as in the authors' state dict.
        self.conv0 = _depthwise(channels, 5, 1, options.offsets)
        self.conv_spatial = _depthwise(channels, 7, 3, options.offsets)
        self.conv1 = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.conv1(self.conv_spatial(self.conv0(x)))
        return gate


def _depthwise(channels: int, kernel_size: int, dilation: int, deformable: bool) -> nn.Module:
    if deformable:
        return DeformableDepthwise(channels, kernel_size, dilation=dilation)
    size = (kernel_size, kernel_size)
    return named(deform_conv=depthwise(channels, size, dilation=dilation, bias=False))
