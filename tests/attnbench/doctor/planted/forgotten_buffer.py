"""A random position code is a plain attribute: not saved, not moved."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.offset = torch.randn(channels, 1, 1)
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * (self.conv(x.mean((2, 3), keepdim=True)) + self.offset).sigmoid()
