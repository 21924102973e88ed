"""Weights and maps that are the same on every machine, under every version of torch."""

import hashlib
import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

BLOCK = 65_537
"""Numbers that are drawn; more repeat them. A prime: rows of weights do not repeat in step."""

STATISTICS = ("running_mean", "running_var")


class FixedNumbers:
    """Numbers of NumPy's legacy generator, whose stream never changes.

    Args:
        purpose: What they are for; the same text gives the same numbers in the same order.
    """

    def __init__(self, purpose: str) -> None:
        digest = hashlib.sha256(purpose.encode()).digest()
        self._dice = np.random.RandomState(int.from_bytes(digest[:4], "big"))

    def normal(self, *shape: int) -> Tensor:
        """Normal numbers of mean 0 and variance 1, float32."""
        return _shaped(self._dice.standard_normal(_drawn(shape)), shape)

    def nonzero(self, *shape: int) -> Tensor:
        """Numbers between 1/2 and 1 of either sign, float32: none of them hides what it scales."""
        sizes, signs = self._dice.uniform(0.5, 1.0, _drawn(shape)), self._signs(_drawn(shape))
        return _shaped(sizes * signs, shape)

    def signs(self, *shape: int) -> Tensor:
        """1 or -1, float64."""
        return torch.from_numpy(self._signs(math.prod(shape)).reshape(shape))

    def _signs(self, count: int) -> NDArray[np.float64]:
        return self._dice.choice(np.array([-1.0, 1.0]), count)


def _drawn(shape: tuple[int, ...]) -> int:
    return min(math.prod(shape), BLOCK)


def _shaped(numbers: NDArray[np.float64], shape: tuple[int, ...]) -> Tensor:
    return torch.from_numpy(np.resize(numbers.astype(np.float32), shape))


def signature(module: nn.Module) -> str:
    """The names and shapes of what a module's state dict holds, in the names' order."""
    stored = module.state_dict().items()
    shapes = {name: tuple(value.shape) for name, value in stored if isinstance(value, Tensor)}
    return repr(sorted(shapes.items()))


def set_weights(module: nn.Module, numbers: FixedNumbers) -> None:
    """Set what training changes: the trained weights, scaled by their inputs, and the statistics.

    What it does not change, such as a constant kernel, is a part of the function and stays.
    """
    with torch.no_grad():
        for _, weight in sorted(module.named_parameters()):
            if weight.requires_grad:
                inputs = weight[0].numel() if weight.ndim > 1 else 1
                weight.copy_(numbers.nonzero(*weight.shape) / math.sqrt(inputs))
        for name, buffer in sorted(module.named_buffers()):
            if name.endswith(STATISTICS):
                values = numbers.nonzero(*buffer.shape)
                buffer.copy_(values.abs() if name.endswith("running_var") else values)
