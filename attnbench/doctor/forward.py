"""Runs of a module that do not depend on what it does to its input."""

import torch
from torch import Tensor, nn


def evaluate(module: nn.Module, given: Tensor) -> Tensor:
    """The output in evaluation for a copy of the map, without a graph."""
    with torch.no_grad():
        output: Tensor = module.eval()(given.clone())
    return output
