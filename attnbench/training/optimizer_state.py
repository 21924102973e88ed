"""An optimizer's state as tensors and plain values, and back to the same bits."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from attnbench.training.checkpoint import Json


def capture_optimizer(optimizer: Optimizer) -> tuple[Mapping[str, Tensor], Json]:
    """The tensors by `<parameter>/<name>`, and everything else."""
    content = optimizer.state_dict()
    tensors: dict[str, Tensor] = {}
    plain: dict[str, dict[str, object]] = {}
    for number, state in content["state"].items():
        plain[str(number)] = {}
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"{number}/{name}"] = value
            else:
                plain[str(number)][name] = value
    return tensors, {"state": plain, "groups": content["param_groups"]}


def restore_optimizer(
    optimizer: Optimizer, tensors: Mapping[str, Tensor], values: Mapping[str, Any]
) -> None:
    """Put an optimizer over the same parameters back to where it was."""
    state: dict[int, dict[str, object]] = {
        int(number): dict(plain) for number, plain in values["state"].items()
    }
    for key, tensor in tensors.items():
        number, _, name = key.partition("/")
        state[int(number)][name] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": values["groups"]})
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            _lay_out_as(parameter, optimizer.state[parameter])


def _lay_out_as(parameter: Tensor, state: dict[str, object]) -> None:
    """Momenta lie in memory as their parameter does, which loading them has undone."""
    for name, value in state.items():
        if isinstance(value, Tensor) and value.shape == parameter.shape:
            state[name] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)
