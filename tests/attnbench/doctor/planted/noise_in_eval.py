"""Noise is added in evaluation too."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        score = self.conv(x.mean((2, 3), keepdim=True))
        return x * (score + 0.1 * torch.randn_like(score)).sigmoid()
