"""The gate's convolution sits in a closure: torch does not know it, a deep copy shares it."""

from collections.abc import Callable

from torch import Tensor, nn


def make_gate(channels: int) -> Callable[[Tensor], Tensor]:
    conv = nn.Conv2d(channels, channels, 1)
    return lambda x: conv(x.mean((2, 3), keepdim=True)).sigmoid()


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gate = make_gate(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(x)
