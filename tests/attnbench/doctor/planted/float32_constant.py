"""A constant in float32 makes the scores float32, which the half-precision weight refuses."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels, channels) / channels)

    def forward(self, x: Tensor) -> Tensor:
        ramp = torch.linspace(0.5, 1.5, x.shape[1], device=x.device)
        scores = torch.einsum("bc,cd->bd", x.mean((2, 3)) * ramp, self.weight)
        return x * scores.sigmoid()[:, :, None, None]
