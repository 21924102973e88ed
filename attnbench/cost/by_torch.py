"""torch's own counter."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from attnbench.meta import QuickNorms


def torch_macs(model: nn.Module, image: Tensor) -> Iterator[tuple[str, int]]:
    """`FlopCounterMode`, which counts two operations for each multiply-accumulate."""
    # The counter follows gradients through modules, and stumbles over a parameter as an input.
    model.requires_grad_(False)
    with QuickNorms(), FlopCounterMode(display=False) as mode, torch.no_grad():
        model(image)
    for operator, flops in mode.get_flop_counts().get("Global", {}).items():
        yield str(operator), flops // 2
