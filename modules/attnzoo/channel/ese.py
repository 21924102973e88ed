"""Effective squeeze-excitation: one layer over all channel means, without reduction.

Source: Lee, Park, CVPR 2020, arXiv:1911.06667 (VoVNetV2).
Code: youngwanLEE/vovnet-detectron2, vovnet/vovnet.py, at b81c813c, which was read, not run.
Differs: nothing.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.ese_options import ESEOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean


class EffectiveSqueezeExcitation(Gate):
    """Weighs each channel by a gate computed from all channel means in one layer.

    y = x * hard_sigmoid(W mean_hw(x) + b), with W of shape (C, C) and hard_sigmoid(z) =
    relu6(z + 3) / 6.
    """

    @takes(ESEOptions)
    def __init__(self, channels: int, options: ESEOptions) -> None:
        del options
        super().__init__()
        self.fc = nn.Conv2d(channels, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        # torch's own hard sigmoid rounds its slope to float32, in float64 as well.
        return F.relu6(self.fc(mean(x, (2, 3), keepdim=True)) + 3) / 6
