"""A module that starts as the identity."""

import torch
from torch import Tensor, nn


def starts_as_identity(module: nn.Module, channels: int, height: int, width: int) -> bool:
    """Whether a fresh module returns its map (B, C, H, W) bit for bit.

    On the meta device there are no numbers to compare: the answer is no.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(0)
        x = torch.randn(2, channels, height, width)
        was_training = module.training
        y = module.eval()(x)
        same = not y.is_meta and torch.equal(y, x)
        module.train(was_training)
    return same


class IdentityAtStart(nn.Module):
    """y = lerp(x, module(x), gamma), with gamma one learned scalar that starts at 0.

    At step 0 the output equals the input bit for bit, so that pretrained weights keep their
    accuracy; gamma has a gradient from the first step on, and the module as soon as gamma has
    moved. A module that starts as the identity by itself must not be wrapped: neither it nor gamma
    would ever have a gradient.
    """

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        y: Tensor = self.module(x)
        return torch.lerp(x, y.to(x.dtype), self.gamma.to(x.dtype))
