"""Modules without an authors' output at hand equal a plain transcription of their paper."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

import attnzoo
from attnzoo.fit import OptionValue, Size


def ge_plus(module: Any, x: Tensor) -> Tensor:
    """GE-theta-plus, as models/RN50-GEPP.prototxt lists its layers."""
    batch, channels = x.shape[:2]
    state = module.state_dict()
    gathered = torch.stack(
        [(x[:, c] * state["gather.conv1.weight"][c]).sum((1, 2)) for c in range(channels)],
        dim=1,
    )
    mean, variance = state["gather.norm1.running_mean"], state["gather.norm1.running_var"]
    normed = (gathered - mean) / (variance + 1e-5).sqrt()
    normed = normed * state["gather.norm1.weight"] + state["gather.norm1.bias"]
    hidden = F.linear(
        normed.clamp(min=0), state["mlp.fc1.weight"].flatten(1), state["mlp.fc1.bias"]
    )
    gate = F.linear(hidden.clamp(min=0), state["mlp.fc2.weight"].flatten(1), state["mlp.fc2.bias"])
    return x / (1 + torch.exp(-gate.view(batch, channels, 1, 1)))


CASES: dict[str, tuple[str, dict[str, OptionValue | Size], Callable[[Any, Tensor], Tensor]]] = {
    "ge plus": ("ge", {"learned": True, "mlp": True, "size": (5, 6)}, ge_plus),
}


@pytest.mark.parametrize(("name", "options", "naive"), CASES.values(), ids=CASES)
def test_output_and_input_gradient_equal_the_transcription(
    name: str,
    options: dict[str, OptionValue | Size],
    naive: Callable[[Any, Tensor], Tensor],
) -> None:
    torch.manual_seed(0)
    module = attnzoo.create(name, 32, **options).double().eval()
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data.add_(torch.rand_like(tensor) * 0.5 - 0.25)
    ours = torch.randn(2, 32, 5, 6, dtype=torch.float64).requires_grad_()
    theirs = ours.detach().clone().requires_grad_()
    weight = torch.randn(2, 32, 5, 6, dtype=torch.float64)
    y, expected = module(ours), naive(module, theirs)
    torch.testing.assert_close(y, expected, rtol=1e-12, atol=1e-12)
    (y * weight).sum().backward()
    (expected * weight).sum().backward()
    torch.testing.assert_close(ours.grad, theirs.grad, rtol=1e-12, atol=1e-12)


def test_every_module_held_against_a_paper_alone_is_transcribed() -> None:
    held = {name for name, entry in attnzoo.CATALOG.items() if entry.verified == "paper"}
    assert held <= {name for name, _, _ in CASES.values()}
