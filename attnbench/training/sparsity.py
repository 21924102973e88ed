"""NAM's sparsity term: the scales of its norms are pulled to zero."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from attnzoo import NormalizationAttention


def nam_scales(network: nn.Module) -> list[Tensor]:
    """The scale of the norm in each NAM module of a network; empty where there is none."""
    return [
        each.Channel_Att.bn2.weight
        for each in network.modules()
        if isinstance(each, NormalizationAttention)
    ]


@torch.no_grad()
def pull_to_zero(scales: Iterable[Tensor], strength: float) -> None:
    """Add the gradient of strength * sum |scale| to the scales' own (NAM, equation 4)."""
    for scale in scales:
        assert scale.grad is not None
        scale.grad.add_(scale.sign(), alpha=strength)
