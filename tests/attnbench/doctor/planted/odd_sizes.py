"""Half the size and back: an odd map comes back one smaller."""

import torch.nn.functional as F
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        small = F.max_pool2d(x, 2, ceil_mode=min(x.shape[2:]) < 4)
        large = F.interpolate(self.conv(small), scale_factor=2)
        return x[:, :, : large.shape[2], : large.shape[3]] * large[:, :, : x.shape[2], : x.shape[3]]
