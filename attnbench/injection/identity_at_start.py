"""A module that starts as the identity."""

import torch
from torch import Tensor, nn


class IdentityAtStart(nn.Module):
    """y = lerp(x, module(x), gamma), with gamma one learned scalar that starts at 0.

    At step 0 the output equals the input to the bit, so that pretrained weights stay good; gamma
    has a gradient from the first step on, and the module as soon as gamma has moved.
    """

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        y: Tensor = self.module(x)
        return torch.lerp(x, y.to(x.dtype), self.gamma.to(x.dtype))
