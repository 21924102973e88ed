"""Large separable kernel attention: a large depthwise kernel as four 1-d convolutions.

Source: Lau, Po, Rehman, Expert Systems with Applications 2024, arXiv:2309.01439.
Code: StevenLauHKHK/Large-Separable-Kernel-Attention, models/van.py, at bb2a8d2c.
Differs: the code's class has no default size of the kernel; 23 is that of the released weights.
    Sizes outside the code's six are refused; the code then fails in forward.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.lska_options import KERNELS, LSKAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise


class LargeSeparableKernelAttention(Gate):
    """Weighs the map by a depthwise view of it over a large window, taken apart into strips.

    y = x * conv1x1(v'(h'(v(h(x))))), with h and v depthwise convolutions along a row and along a
    column, and h' and v' dilated ones. The gate has no sigmoid.
    """

    @takes(LSKAOptions)
    def __init__(self, channels: int, options: LSKAOptions) -> None:
        super().__init__()
        local, wide, dilation = KERNELS[options.kernel_size]
        self.conv0h = depthwise(channels, (1, local))
        self.conv0v = depthwise(channels, (local, 1))
        self.conv_spatial_h = depthwise(channels, (1, wide), dilation=dilation)
        self.conv_spatial_v = depthwise(channels, (wide, 1), dilation=dilation)
        self.conv1 = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        local = self.conv0v(self.conv0h(x))
        gate: Tensor = self.conv1(self.conv_spatial_v(self.conv_spatial_h(local)))
        return gate
