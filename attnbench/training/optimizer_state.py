"""An optimizer's state as tensors and plain values, restored bit for bit."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from attnbench.training.checkpoint import Json

STATE, GROUPS = "state", "param_groups"
"""The two parts of an optimizer's state: per parameter, and per group of parameters."""


def capture_optimizer(optimizer: Optimizer) -> tuple[Mapping[str, Tensor], Json]:
    """The tensors by `<part>/<number>/<name>`, and everything else."""
    content = optimizer.state_dict()
    parts = {STATE: content[STATE], GROUPS: dict(enumerate(content[GROUPS]))}
    tensors: dict[str, Tensor] = {}
    plain: dict[str, dict[str, dict[str, object]]] = {STATE: {}, GROUPS: {}}
    for part, entries in parts.items():
        for number, entry in entries.items():
            plain[part][str(number)] = {}
            for name, value in entry.items():
                if isinstance(value, Tensor):
                    tensors[f"{part}/{number}/{name}"] = value
                else:
                    plain[part][str(number)][name] = value
    return tensors, plain


def restore_optimizer(
    optimizer: Optimizer, tensors: Mapping[str, Tensor], values: Mapping[str, Any]
) -> None:
    """Restore the state of an optimizer over the same parameters."""
    parts: dict[str, dict[int, dict[str, object]]] = {
        part: {int(number): dict(plain) for number, plain in values[part].items()}
        for part in (STATE, GROUPS)
    }
    for key, tensor in tensors.items():
        part, number, name = key.split("/")
        parts[part][int(number)][name] = tensor
    optimizer.load_state_dict({STATE: parts[STATE], GROUPS: list(parts[GROUPS].values())})
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            _lay_out_as(parameter, optimizer.state[parameter])


def _lay_out_as(parameter: Tensor, state: dict[str, object]) -> None:
    """Lay out momenta in memory as their parameter is, which loading them has undone."""
    for name, value in state.items():
        if isinstance(value, Tensor) and value.shape == parameter.shape:
            state[name] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)
