"""The softmax runs along the batch instead of the channels."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc = nn.Linear(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.fc(x.mean((2, 3))).softmax(dim=0)
        return x * gate[:, :, None, None]
