"""view() asks for one order of memory, which a map in channels_last does not have."""

from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int, groups: int = 8) -> None:
        super().__init__()
        self.groups = groups
        self.norm = nn.GroupNorm(1, channels // groups)

    def forward(self, x: Tensor) -> Tensor:
        b, c, h, w = x.shape
        grouped = x.view(b * self.groups, c // self.groups, h, w)
        return x * self.norm(grouped).sigmoid().view(b, c, h, w)
