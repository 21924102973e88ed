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


def ese(module: Any, x: Tensor) -> Tensor:
    """VoVNetV2's gate: one matrix over the means, a hard sigmoid."""
    weight, bias = module.fc.weight.detach().flatten(1), module.fc.bias.detach()
    logits = x.flatten(2).mean(2) @ weight.T + bias
    return x * ((logits + 3).clamp(0, 6) / 6)[:, :, None, None]


def window_sums(x: Tensor, weight: Tensor, bias: Tensor, groups: int) -> Tensor:
    """A padded convolution, one shift of the map at a time."""
    reach, (height, width) = weight.shape[2] // 2, x.shape[2:]
    padded = F.pad(x, (reach, reach, reach, reach)).unflatten(1, (groups, -1))
    split = weight.unflatten(0, (groups, -1))
    total = bias.view(groups, -1, 1, 1).expand(x.shape[0], -1, -1, height, width)
    for i in range(weight.shape[2]):
        for j in range(weight.shape[3]):
            shifted = padded[..., i : i + height, j : j + width]
            total = total + torch.einsum("bgchw,goc->bgohw", shifted, split[..., i, j])
    return total.flatten(1, 2)


def gam(module: Any, x: Tensor) -> Tensor:
    """Two layers at each position, then two 7x7 convolutions, the last of which is shuffled."""
    state = {k: v.detach() for k, v in module.state_dict().items()}

    def layer(name: str, y: Tensor) -> Tensor:
        mixed = torch.einsum("bchw,oc->bohw", y, state[f"channel_attention.{name}.weight"])
        return mixed + state[f"channel_attention.{name}.bias"].view(-1, 1, 1)

    def normed(conv: int, norm: int, y: Tensor) -> Tensor:
        part = {k: state[f"spatial_attention.{norm}.{k}"].view(-1, 1, 1) for k in NORM_KEYS}
        key = f"spatial_attention.{conv}"
        y = window_sums(y, state[f"{key}.weight"], state[f"{key}.bias"], module.groups)
        scaled = (y - part["running_mean"]) / (part["running_var"] + 1e-5).sqrt()
        return scaled * part["weight"] + part["bias"]

    gate = layer("2", layer("0", x).clamp(min=0))
    x = x * (gate.sigmoid() if module.channel_sigmoid else gate)
    spatial = normed(3, 4, normed(0, 1, x).clamp(min=0)).sigmoid()
    shuffled = spatial.unflatten(1, (module.groups, -1)).transpose(1, 2).flatten(1, 2)
    return x * shuffled


NORM_KEYS = ("weight", "bias", "running_mean", "running_var")
CASES: dict[str, tuple[str, dict[str, OptionValue | Size], Callable[[Any, Tensor], Tensor]]] = {
    "ese": ("ese", {}, ese),
    "gam": ("gam", {}, gam),
    "gam of 4 groups": ("gam", {"groups": 4}, gam),
    "gam without its first sigmoid": ("gam", {"channel_sigmoid": False}, gam),
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
