"""Gated channel transformation: channels compete or cooperate by their norms.

Source: Yang, Zhu, Wu, Yang, CVPR 2020, arXiv:1909.11519.
Code: z-x-yang/GCT, PyTorch/GCT.py, at 68983edd.
Differs: nothing; we leave out the code's switch `after_relu`, which skips the absolute value of
    inputs that are never negative.
"""

import torch
from torch import Tensor, nn

from attnzoo.channel.gct_options import GCTOptions
from attnzoo.gate import Gate
from attnzoo.options import takes

EPSILON = 1e-5


class GatedChannelTransformation(Gate):
    """Weighs each channel by its norm against the norms of all channels.

    s = alpha * ||x||_2, the norm of each channel over the map;
    s' = s / sqrt(mean_c(s^2)), over the channels; y = x * (1 + tanh(gamma * s' + beta)).
    With `mode=l1`, s = alpha * ||x||_1 and s' = s / mean_c(|s|). A fresh module is the identity.
    """

    @takes(GCTOptions)
    def __init__(self, channels: int, options: GCTOptions) -> None:
        super().__init__()
        self.options = options
        self.alpha = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        if self.options.mode == "l2":
            # `pow` and not `square`: float16 autocast lifts it to float32, lest the sum overflow.
            embedding = (x.pow(2).sum((2, 3), keepdim=True) + EPSILON).sqrt() * self.alpha
            overall = (embedding.pow(2).mean(1, keepdim=True) + EPSILON).sqrt()
        else:
            embedding = x.abs().sum((2, 3), keepdim=True) * self.alpha
            overall = embedding.abs().mean(1, keepdim=True) + EPSILON
        return 1 + (embedding * (self.gamma / overall) + self.beta).tanh()
