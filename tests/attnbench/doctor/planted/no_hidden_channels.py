"""With fewer channels than the reduction the hidden layer has none: attention without a word."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int, reduction: int = 48) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, channels // reduction, 1)
        self.fc2 = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.fc2(self.fc1(x.mean((2, 3), keepdim=True)).relu()).sigmoid()
