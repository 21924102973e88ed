"""Style-based recalibration: each channel weighed by its own mean and standard deviation.

Source: Lee, Kim, Nam, ICCV 2019, arXiv:1903.10829.
Code: hyunjaelee410/style-based-recalibration-module, models/recalibration_modules.py, at f6221c77.
Differs: maps of a single position are refused; the code gives NaN there.
"""

import torch
from torch import Tensor, nn

from attnzoo.channel.srm_options import SRMOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean

EPSILON = 1e-5


class StyleRecalibration(Gate):
    """Weighs each channel by its own style alone: its mean and its deviation over the map.

    y = x * sigmoid(BN(w_1 mean_hw(x) + w_2 std_hw(x))); std is the root of the
    unbiased variance plus 1e-5.

    Raises:
        DoesNotFit: from `forward` on a 1x1 map. Its BatchNorm, over one value an image, refuses to
            train on a batch of one.
    """

    @takes(SRMOptions)
    def __init__(self, channels: int, options: SRMOptions) -> None:
        super().__init__()
        self.options = options
        self.cfc = nn.Parameter(torch.zeros(channels, 2))
        self.bn = nn.BatchNorm2d(channels)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        self.options.require(*x.shape[1:])
        deviation = (x.var((2, 3)) + EPSILON).sqrt()
        style = mean(x, (2, 3)) * self.cfc[:, 0] + deviation * self.cfc[:, 1]
        gate: Tensor = self.bn(style[:, :, None, None]).sigmoid()
        return gate
