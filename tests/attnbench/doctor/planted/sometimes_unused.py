"""A parameter is used for some images only: DDP waits for its gradient in vain."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)
        self.rare = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)
        return x * (self.rare if mean.sum() > 0 else self.conv)(mean).sigmoid()
