"""Python decides by a value of the map: no graph can hold both ways."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.conv(x.mean((2, 3), keepdim=True)).sigmoid()
        if x.mean() > 10:
            return x / gate
        return x * gate
