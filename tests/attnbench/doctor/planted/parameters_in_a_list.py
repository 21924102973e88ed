"""The branches are in a Python list: no optimizer, state_dict or .to() sees them."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc = nn.Conv2d(channels, channels, 1)
        self.branches = [nn.Conv2d(channels, channels, k, padding=k // 2) for k in (3, 5)]

    def forward(self, x: Tensor) -> Tensor:
        scores = sum(branch(x) for branch in self.branches)
        return x * self.fc(scores).sigmoid()
