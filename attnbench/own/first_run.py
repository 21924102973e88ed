"""What the first run of a module shows: layers that are made late, maps that it cannot take."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from attnbench.meta import meta_copy
from attnbench.own.containment import contained

BATCH = 2

Shape = tuple[int, int, int]
"""Channels, height and width of a map."""


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What a module did with its first map."""

    makes_layers: bool = False
    """Whether it makes layers at its first call, which an optimizer made before would miss."""
    needs_copy: bool = False
    """Whether it takes a map only if it is contiguous, as one with its channels last is not."""


def first_run(module: nn.Module, shape: Shape) -> FirstRun:
    """Run copies of a module without numbers; what does not run at all shows nothing.

    What it prints, and what it changes of torch's settings, does not outlive its run.
    """
    if any(map(is_lazy, (*module.parameters(), *module.buffers()))):
        return FirstRun(makes_layers=True)
    try:
        copy = meta_copy(module)
        before = _names(copy)
        with contained():
            needs_copy = not _runs_with_channels_last(copy, shape)
            if needs_copy:
                _run(copy, _empty(copy, shape))
    except (Exception, SystemExit):  # noqa: BLE001 - what does not run is refused elsewhere
        return FirstRun()
    return FirstRun(_names(copy) != before, needs_copy)


def make_layers(module: nn.Module, shape: Shape) -> None:
    """Let a module make the layers of its first call.

    It runs in evaluation on a map of fixed numbers, on its own device.
    """
    like = next((t for t in module.parameters() if not is_lazy(t)), torch.empty(0))
    generator = torch.Generator("cpu").manual_seed(0)
    x = torch.randn(BATCH, *shape, generator=generator, device="cpu", dtype=like.dtype)
    _run(module, x.to(like.device))


def _runs_with_channels_last(copy: nn.Module, shape: Shape) -> bool:
    try:
        _run(copy, _empty(copy, shape).contiguous(memory_format=torch.channels_last))
    except (Exception, SystemExit):  # noqa: BLE001 - a contiguous map shows whether that is why
        return False
    return True


def _empty(module: nn.Module, shape: Shape) -> Tensor:
    floating = (p.dtype for p in module.parameters() if p.is_floating_point())
    dtype = next(floating, torch.get_default_dtype())
    return torch.empty(BATCH, *shape, device="meta", dtype=dtype)


def _names(module: nn.Module) -> set[str]:
    return {name for name, _ in (*module.named_parameters(), *module.named_buffers())}


def _run(module: nn.Module, x: Tensor) -> None:
    """Run a module in evaluation, and leave its mode as it was."""
    was_training = module.training
    try:
        with torch.no_grad():
            module.eval()(x)
    finally:
        module.train(was_training)
