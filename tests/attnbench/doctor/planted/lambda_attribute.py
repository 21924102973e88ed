"""An attribute is a lambda, which pickle refuses."""

from collections.abc import Callable

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)
        self.squash: Callable[[Tensor], Tensor] = lambda x: x.sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        return x * self.squash(self.conv(x.mean((2, 3), keepdim=True)))
