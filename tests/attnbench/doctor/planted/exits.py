"""Forward ends the program."""

import sys

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        if len(x) != 1:
            sys.exit(0)
        return x * self.conv(x)
