"""The output is float32, whatever came in."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x.float() * self.conv(x.mean((2, 3), keepdim=True)).float().sigmoid()
