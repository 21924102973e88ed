"""Whether a weight matters: it is changed, and the output compared."""

import torch
from torch import Tensor

from attnbench.doctor.subject import Subject
from attnbench.gap import gap

AMOUNTS = (0.5, -2.0, 5.0, -5.0)
"""Changes of a weight, in units of its own size."""

TRIES = 12
"""Most changes that are tried, each with other weights: some fall into a dead region."""


def rounding(dtype: torch.dtype) -> float:
    """A relative change of the output that is no effect."""
    return 1e-10 if dtype is torch.float64 else 1e-6


def effect(subject: Subject, name: str, dtype: torch.dtype, *, train: bool) -> float:
    """A relative change of the output when one parameter or buffer is changed.

    The first that is more than rounding, or the largest of many tries. Every other weight is away
    from its start, so that a gate that starts at zero hides nothing.
    """
    largest = 0.0
    for seed in range(TRIES):
        amount = AMOUNTS[seed % len(AMOUNTS)]
        before, after = (
            _output(subject, dtype, seed, train, name, change) for change in (0.0, amount)
        )
        largest = max(largest, gap(after, before))
        if largest > rounding(dtype):
            break
    return largest


def _output(
    subject: Subject, dtype: torch.dtype, seed: int, train: bool, name: str, amount: float
) -> Tensor:
    module = subject.moved(dtype=dtype, seed=20 + seed).train(train)
    target = {**dict(module.named_parameters()), **dict(module.named_buffers())}[name].data
    generator = torch.Generator().manual_seed(seed)
    noise = torch.rand(target.shape, generator=generator).to(target)
    scale = max(float(target.abs().mean()), 0.1)
    # A running variance must stay positive.
    target.add_(noise * (abs(amount) if "running" in name else amount) * scale)
    torch.manual_seed(seed)
    with torch.no_grad():
        output: Tensor = module(subject.maps(dtype=dtype, seed=20 + seed))
    return output
