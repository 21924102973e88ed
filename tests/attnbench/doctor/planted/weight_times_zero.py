"""A mask that is zero everywhere takes the branch's weights away: their gradients are zeros."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    mask: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)
        self.branch = nn.Conv2d(channels, channels, 1)
        self.register_buffer("mask", torch.zeros(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)
        return x * (self.conv(mean) + self.mask.clamp(max=0) * self.branch(mean)).sigmoid()
