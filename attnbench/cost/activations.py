"""Elements of convolution and linear outputs."""

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from attnbench.cost.operators import kind_of
from attnbench.meta import ImageSize, meta_copy, meta_images


class _OutputCounter(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        self.elements = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        output = func(*args, **(kwargs or {}))
        if isinstance(output, Tensor) and kind_of(str(func)) in ("convolution", "linear"):
            self.elements += output.numel()
        return output


def count_activations(model: nn.Module, size: ImageSize) -> int:
    """Elements of the outputs of all convolutions and linear layers, for one image."""
    probe = meta_copy(model).eval()
    with _OutputCounter() as counter, torch.no_grad():
        probe(meta_images(probe, size))
    return counter.elements
