"""A constant is made on the CPU, wherever the map is."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        ramp = torch.linspace(0, 1, x.shape[3], device="cpu").to(x.dtype)
        return x * (self.conv(x.mean((2, 3), keepdim=True)) + ramp).sigmoid()
