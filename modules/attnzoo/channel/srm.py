"""Style-based recalibration: each channel weighed by its own mean and deviation.

Source: Lee, Kim, Nam, ICCV 2019, arXiv:1903.10829.
Code: hyunjaelee410/style-based-recalibration-module, models/recalibration_modules.py, at f6221c77.
Differs: maps of a single position are refused; the code gives NaN there.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean

EPSILON = 1e-5


def srm_params(channels: int) -> int:
    """Two weights a channel and the affine part of one BatchNorm: 4 C."""
    return 4 * channels


def srm_macs(channels: int, height: int, width: int) -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width
    return 0


def srm_fits(channels: int, height: int | None = None, width: int | None = None) -> str | None:
    """Maps of at least two positions."""
    del channels
    if height is not None and width is not None and height * width < 2:
        return f"a {height}x{width} map has a single position, whose deviation is not defined"
    return None


class StyleRecalibration(Gate):
    """Weighs each channel by its own style alone: its mean and its deviation over the map.

    y = x * sigmoid(BN(w_1 mean_hw(x) + w_2 std_hw(x))); std is the root of the
    unbiased variance plus 1e-5.

    Args:
        channels: Channels of the map.

    Raises:
        DoesNotFit: from `forward` on a 1x1 map. Its BatchNorm, over one value an image, refuses to
            train on a batch of one.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require(srm_fits, channels)
        self.cfc = nn.Parameter(torch.zeros(channels, 2))
        self.bn = nn.BatchNorm2d(channels)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        require(srm_fits, *x.shape[1:])
        deviation = (x.var((2, 3)) + EPSILON).sqrt()
        style = mean(x, (2, 3)) * self.cfc[:, 0] + deviation * self.cfc[:, 1]
        gate: Tensor = self.bn(style[:, :, None, None]).sigmoid()
        return gate
