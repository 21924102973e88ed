"""Efficient channel attention: a 1-d convolution over channel means.

Source: Wang, Wu, Zhu, Li, Zuo, Hu, CVPR 2020, arXiv:1910.03151.
Code: BangguWu/ECANet, models/eca_module.py, at b332f6b3.
Differs: the kernel follows the paper's rule by default; the code takes it as an argument, 3.
"""

from dataclasses import dataclass
from math import log2

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.option import option
from attnzoo.options import Options, takes
from attnzoo.pooling import mean


def adaptive_kernel(channels: int) -> int:
    """The paper's kernel size for C channels, equation 12: |log2(C) / 2 + 1 / 2|, made odd."""
    kernel = int(abs(log2(channels) / 2 + 0.5))
    return kernel if kernel % 2 else kernel + 1


@dataclass(frozen=True, kw_only=True)
class ECAOptions(Options):
    """The option of ECA.

    Attributes:
        kernel_size: Odd width of the convolution; by default the paper's rule of log2(C).
    """

    kernel_size: int | None = option(None, kind=int)

    def kernel(self, channels: int) -> int:
        """The width of the convolution."""
        return adaptive_kernel(channels) if self.kernel_size is None else self.kernel_size

    def params(self, channels: int) -> int:
        """The kernel itself: k."""
        return self.kernel(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The kernel once per channel."""
        del height, width
        return channels * self.kernel(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """An odd kernel, whatever the channels."""
        del channels
        size = self.kernel_size
        if size is not None and (size < 1 or size % 2 == 0):
            return f"kernel_size={size} is not odd and positive: the gate would lose a channel"
        return None


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
