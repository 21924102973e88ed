"""The gate is computed from x.data: every weight learns, but the layers before learn wrongly."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x.data.mean((2, 3), keepdim=True)).sigmoid()
