"""Multi-cognitive visual adapter: depthwise kernels of three sizes on a narrow map, added.

Source: Yin, Hu, Li, Zhang, Yang, CVPR 2025, arXiv:2408.08345 (Mona).
Code: Leiyi-Hu/mona, Swin-Transformer-Classification, mmcls/models/backbones/
    swin_transformer_mona.py, at 5deeac9f.
Differs: the code takes tokens and the sides of the map. Its width of 64 and its dropout are fixed
    there. The scale of the norm starts at 1e-6, but nothing else at zero: a fresh adapter is not
    the identity. The authors train it alone, in a network whose other weights are frozen.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.kernel.mona_options import KERNELS, MonaOptions
from attnzoo.layout import map_of, tokens_of
from attnzoo.options import takes

START = 1e-6
"""What the norm is multiplied by in a fresh adapter."""


class _Convolutions(nn.Module):
    """Mean of three depthwise convolutions, then a 1x1 one, each added to what it reads."""

    def __init__(self, width: int) -> None:
        super().__init__()
        # Named as in the authors' state dict.
        self.conv1, self.conv2, self.conv3 = (
            nn.Conv2d(width, width, side, padding=side // 2, groups=width) for side in KERNELS
        )
        self.projector = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, width, H, W) -> (B, width, H, W)."""
        x = x + (self.conv1(x) + self.conv2(x) + self.conv3(x)) / len(KERNELS)
        return x + self.projector(x)


class MultiCognitiveAdapter(nn.Module):
    """Adds to each position what convolutions of a narrow map make of it.

    u = W1(g * LN(x) + h * x) at each position, with scales g and h for each channel;
    v = u + mean of dw3x3(u), dw5x5(u) and dw7x7(u); y = x + W2 gelu(v + conv1x1(v)), with dropout
    after the activation. W1 and W2 are linear layers to `width` channels and back.
    """

    @takes(MonaOptions)
    def __init__(self, channels: int, options: MonaOptions) -> None:
        super().__init__()
        # Named and ordered as in the authors' state dict.
        self.gamma = nn.Parameter(torch.full((channels,), START))
        self.gammax = nn.Parameter(torch.ones(channels))
        self.project1 = nn.Linear(channels, options.width)
        self.project2 = nn.Linear(options.width, channels)
        self.dropout = nn.Dropout(options.dropout)
        self.adapter_conv = _Convolutions(options.width)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        tokens = tokens_of(x)
        scaled = self.norm(tokens) * self.gamma + tokens * self.gammax
        narrow = self.adapter_conv(map_of(self.project1(scaled), x))
        added = self.project2(self.dropout(F.gelu(tokens_of(narrow))))
        return x + map_of(added, x)
