"""Efficient channel attention: a 1-d convolution over channel means.

Source: Wang, Wu, Zhu, Li, Zuo, Hu, CVPR 2020, arXiv:1910.03151.
Code: BangguWu/ECANet, models/eca_module.py, at b332f6b3.
Differs: the kernel follows the paper's rule by default; the code takes it as an argument, 3.
"""

from torch import Tensor, nn

from attnzoo.channel.eca_options import ECAOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean


class EfficientChannelAttention(Gate):
    """Weighs each channel by a gate computed from the means of its neighbours.

    y = x * sigmoid(conv1d_k(mean_hw(x))), the convolution running along the channels.

    Raises:
        DoesNotFit: if the kernel is even or below 1.
    """

    @takes(ECAOptions)
    def __init__(self, channels: int, options: ECAOptions) -> None:
        super().__init__()
        kernel = options.kernel(channels)
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        gate: Tensor = self.conv(mean(x, (2, 3)).unsqueeze(1)).sigmoid()
        return gate.transpose(1, 2).unsqueeze(3)
