"""Gated channel transformation: channels compete or cooperate by their norms.

Source: Yang, Zhu, Wu, Yang, CVPR 2020, arXiv:1909.11519.
Code: z-x-yang/GCT, PyTorch/GCT.py, at 68983edd.
Differs: nothing; the code's switch `after_relu`, which saves taking the absolute value of what is
    not negative, is left out.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import require, unlisted
from attnzoo.gate import Gate

EPSILON = 1e-5
MODES = ("l2", "l1")


def gct_params(channels: int, *, mode: str = "l2") -> int:
    """Three values a channel: 3 C."""
    del mode
    return 3 * channels


def gct_macs(channels: int, height: int, width: int, *, mode: str = "l2") -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width, mode
    return 0


def gct_fits(
    channels: int, height: int | None = None, width: int | None = None, *, mode: str = "l2"
) -> str | None:
    """Any map."""
    del channels, height, width
    return unlisted("mode", mode, MODES)


class GatedChannelTransformation(Gate):
    """Weighs each channel by its norm against the norms of all channels.

    s = alpha * ||x||, the norm of each channel over the map; s' = s / rms_c(s), over the channels;
    y = x * (1 + tanh(gamma * s' + beta)). A fresh module is the identity.

    Args:
        channels: Channels of the map.
        mode: The norm: "l2", or "l1", which is then divided by the mean of the magnitudes.

    Raises:
        DoesNotFit: if `mode` is another word.
    """

    def __init__(self, channels: int, *, mode: str = "l2") -> None:
        super().__init__()
        require(gct_fits, channels, mode=mode)
        self.mode = mode
        self.alpha = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        if self.mode == "l2":
            # `pow` and not `square`: float16 autocast lifts it to float32, lest the sum overflow.
            embedding = (x.pow(2).sum((2, 3), keepdim=True) + EPSILON).sqrt() * self.alpha
            overall = (embedding.pow(2).mean(1, keepdim=True) + EPSILON).sqrt()
        else:
            embedding = x.abs().sum((2, 3), keepdim=True) * self.alpha
            overall = embedding.abs().mean(1, keepdim=True) + EPSILON
        return 1 + (embedding * (self.gamma / overall) + self.beta).tanh()
