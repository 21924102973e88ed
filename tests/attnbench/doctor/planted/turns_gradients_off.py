"""Gradients are turned off in evaluation, and stay off for the whole program."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        torch.set_grad_enabled(self.training)
        return x * self.conv(x.mean((2, 3), keepdim=True)).sigmoid()
