"""Whether a module gives a factor of the map where the map is wanted."""

import torch
from torch import nn

BATCH = 2
SCALES = (1.0, 100.0)


def looks_like_a_gate(module: nn.Module, shape: tuple[int, int, int]) -> bool:
    """Whether the output lies between 0 and 1 however large the map is.

    An output of another shape than the map is refused elsewhere; a gate of the map's own shape, as
    of CAA, would silently take the map's place.

    Args:
        module: On the CPU; its mode is left as it was.
        shape: Channels, height and width of a map that it takes.
    """
    was_training = module.training
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(BATCH, *shape, generator=generator)
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            outputs = [module.eval()(scale * x) for scale in SCALES]
    finally:
        module.train(was_training)
    return all(bool(((y >= 0) & (y <= 1)).all()) and bool(y.any()) for y in outputs)
