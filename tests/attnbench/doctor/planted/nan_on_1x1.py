"""The standard deviation of a map of one value is NaN."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        spread = x.var((2, 3), keepdim=True)
        return x * (self.scale * spread / (spread + 1)).sigmoid()
