"""F.dropout is called without its training flag, so it stays on in evaluation."""

import torch.nn.functional as F
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * F.dropout(self.conv(x.mean((2, 3), keepdim=True)), 0.1).sigmoid()
