"""The output is a view of the input: an in-place addition after it changes both."""

import torch
from torch import Tensor, nn


class Planted(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.threshold = nn.Parameter(torch.zeros(()))
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        gate = (x.mean((1, 2, 3), keepdim=True) * 0 + self.threshold).exp()
        return x * gate if self.training else x.view(x.shape)
