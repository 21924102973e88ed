"""Efficient channel attention: a 1-d convolution over channel means.

Source: Wang, Wu, Zhu, Li, Zuo, Hu, CVPR 2020, arXiv:1910.03151.
Code: BangguWu/ECANet, models/eca_module.py, at b332f6b3.
Differs: the kernel follows the paper's rule by default; the code takes it as an argument, 3.
"""

from math import log2

from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def adaptive_kernel(channels: int) -> int:
    """The paper's kernel size for C channels, equation 12: |log2(C) / 2 + 1 / 2|, made odd."""
    kernel = int(abs(log2(channels) / 2 + 0.5))
    return kernel if kernel % 2 else kernel + 1


def eca_params(channels: int, *, kernel_size: int | None = None) -> int:
    """The kernel itself: k."""
    return adaptive_kernel(channels) if kernel_size is None else kernel_size


def eca_macs(channels: int, height: int, width: int, *, kernel_size: int | None = None) -> int:
    """The kernel once a channel."""
    del height, width
    return channels * eca_params(channels, kernel_size=kernel_size)


def eca_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    kernel_size: int | None = None,
) -> str | None:
    """Any map; an odd kernel."""
    del channels, height, width
    if kernel_size is not None and (kernel_size < 1 or kernel_size % 2 == 0):
        return f"kernel_size={kernel_size} is not odd and positive: the gate would lose a channel"
    return None


class EfficientChannelAttention(Gate):
    """Weighs each channel by a gate computed from the means of its neighbours.

    y = x * sigmoid(conv1d_k(mean_hw(x))), the convolution running along the channels.

    Args:
        channels: Channels of the map.
        kernel_size: Odd width of the convolution; None takes the paper's rule, `adaptive_kernel`.

    Raises:
        DoesNotFit: if the kernel is even or below 1.
    """

    def __init__(self, channels: int, *, kernel_size: int | None = None) -> None:
        super().__init__()
        require(eca_fits, channels, kernel_size=kernel_size)
        kernel = eca_params(channels, kernel_size=kernel_size)
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        gate: Tensor = self.conv(mean(x, (2, 3)).unsqueeze(1)).sigmoid()
        return gate.transpose(1, 2).unsqueeze(3)
