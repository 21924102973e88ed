"""The running mean is updated in evaluation too."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    running: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("running", torch.zeros(1, channels, 1, 1))
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            mean = x.mean((0, 2, 3), keepdim=True)
            self.running.lerp_(mean.to(self.running), 0.1)
        return x * (self.scale * (x - self.running)).sigmoid()
