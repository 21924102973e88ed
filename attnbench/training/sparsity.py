"""The sparsity term of modules such as NAM: some of their scales are pulled to zero."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from attnzoo.sparse import Sparse


def sparse_scales(network: nn.Module) -> list[Tensor]:
    """The scales that the modules of a network name; empty where none does."""
    return [
        scale
        for module in network.modules()
        if isinstance(module, Sparse)
        for scale in module.sparse_scales()
    ]


@torch.no_grad()
def pull_to_zero(scales: Iterable[Tensor], strength: float) -> None:
    """Add the gradient of strength * sum |scale| to the scales' own (NAM, equation 4)."""
    for scale in scales:
        assert scale.grad is not None
        scale.grad.add_(scale.sign(), alpha=strength)
