"""Modules without stored output of their authors' code equal their paper's equations."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

import attnzoo
from attnzoo.fit import Size
from attnzoo.option import OptionValue


def conv1x1(conv: Any, x: Tensor) -> Tensor:
    """As a sum over channels, whatever the axes behind them."""
    y = torch.einsum("oc,bc...->bo...", conv.weight.flatten(1), x)
    return y if conv.bias is None else y + conv.bias.view(-1, *[1] * (x.dim() - 2))


def batch_norm(norm: Any, x: Tensor) -> Tensor:
    """With the running statistics."""
    shape = (-1, *[1] * (x.dim() - 2))
    scale = norm.weight / (norm.running_var + 1e-5).sqrt()
    return (x - norm.running_mean.view(shape)) * scale.view(shape) + norm.bias.view(shape)


def sigmoid(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))


def softmax(x: Tensor, dim: int) -> Tensor:
    return x.exp() / x.exp().sum(dim, keepdim=True)


def criss_cross(module: Any, x: Tensor) -> Tensor:
    """CCNet's equations 1 and 2, one position at a time."""
    height, width = x.shape[2:]
    for _ in range(module.recurrence):
        query, key, value = (
            conv1x1(conv, x) for conv in (module.query_conv, module.key_conv, module.value_conv)
        )
        rows = []
        for i in range(height):
            row = []
            for j in range(width):
                path = [(i, w) for w in range(width)] + [(h, j) for h in range(height) if h != i]
                likeness = [(query[:, :, i, j] * key[:, :, h, w]).sum(1) for h, w in path]
                weights = softmax(torch.stack(likeness, dim=1), 1)
                values = torch.stack([value[:, :, h, w] for h, w in path], dim=2)
                row.append((values * weights[:, None]).sum(2))
            rows.append(torch.stack(row, dim=2))
        x = x + module.gamma * torch.stack(rows, dim=2)
    return x


def double_attention(module: Any, x: Tensor) -> Tensor:
    """A2-Nets' equations 4 and 5, then the expansion and the residual."""
    flat = x.flatten(2)
    features, places, shares = (
        conv1x1(conv, flat) for conv in (module.convA, module.convB, module.convV)
    )
    gathered = torch.einsum("bcn,bmn->bcm", features, softmax(places, 2))
    mixed = torch.einsum("bcm,bmn->bcn", gathered, softmax(shares, 1))
    return x + conv1x1(module.conv_reconstruct, mixed).view(x.shape)


def channel_likeness(module: Any, x: Tensor) -> Tensor:
    """DANet's equations 3 and 4."""
    weights = softmax(torch.einsum("bchw,bdhw->bcd", x, x), 2)
    return x + module.gamma * torch.einsum("bcd,bdhw->bchw", weights, x)


def polarized_channel(module: Any, x: Tensor) -> Tensor:
    """The channel mask of polarized self-attention, with a norm after the projection."""
    flat = x.flatten(2)
    query = softmax(conv1x1(module.conv_q_right, flat), 2)
    pooled = (conv1x1(module.conv_v_right, flat) * query).sum(2)
    raised = conv1x1(module.conv_up[0], pooled)
    centred = raised - raised.mean(1, keepdim=True)
    normed = centred / (centred.square().mean(1, keepdim=True) + 1e-5).sqrt()
    norm = module.conv_up[1]
    return sigmoid(normed * norm.weight.flatten() + norm.bias.flatten())[:, :, None, None]


def polarized_position(module: Any, x: Tensor) -> Tensor:
    """The position mask of polarized self-attention, its softmax over pooled channels."""
    query = softmax(conv1x1(module.conv_q_left, x).mean((2, 3)), 1)
    value = conv1x1(module.conv_v_left, x)
    return sigmoid((query[:, :, None, None] * value).sum(1, keepdim=True))


def polarized_parallel(module: Any, x: Tensor) -> Tensor:
    """Equation 5."""
    return x * polarized_channel(module, x) + x * polarized_position(module, x)


def polarized_sequential(module: Any, x: Tensor) -> Tensor:
    """Equation 6."""
    x = x * polarized_channel(module, x)
    return x * polarized_position(module, x)


def bottleneck(module: Any, x: Tensor) -> Tensor:
    """BAM's gate from the sum of its branches, the mean over the whole map."""
    channel, spatial = module.channel_att.gate_c, module.spatial_att.gate_s
    hidden = conv1x1(channel.gate_c_fc_0, x.mean((2, 3)))
    hidden = batch_norm(channel.gate_c_bn_1, hidden).clamp(min=0)
    by_channel = conv1x1(channel.gate_c_fc_final, hidden)[:, :, None, None]
    inner = conv1x1(spatial.gate_s_conv_reduce0, x)
    inner = batch_norm(spatial.gate_s_bn_reduce0, inner).clamp(min=0)
    inner = batch_norm(spatial.gate_s_bn_di_0, spatial.gate_s_conv_di_0(inner)).clamp(min=0)
    inner = batch_norm(spatial.gate_s_bn_di_1, spatial.gate_s_conv_di_1(inner)).clamp(min=0)
    return x * (1 + sigmoid(by_channel + conv1x1(spatial.gate_s_conv_final, inner)))


def selective_kernel(module: Any, x: Tensor) -> Tensor:
    """SK's equations 1-6."""
    paths = [
        batch_norm(norm, conv(x)).clamp(min=0)
        for conv, norm in ((module.conv2, module.bn2), (module.conv2g, module.bn2g))
    ]
    squeezed = batch_norm(
        module.bn_fc1, conv1x1(module.conv_fc1, (paths[0] + paths[1]).mean((2, 3)))
    )
    first, second = conv1x1(module.conv_fc2, squeezed.clamp(min=0)).chunk(2, dim=1)
    share = (first.exp() / (first.exp() + second.exp()))[:, :, None, None]
    return share * paths[0] + (1 - share) * paths[1]


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
        y = window_sums(y, state[f"{key}.weight"], state[f"{key}.bias"], module.options.groups)
        scaled = (y - part["running_mean"]) / (part["running_var"] + 1e-5).sqrt()
        return scaled * part["weight"] + part["bias"]

    gate = layer("2", layer("0", x).clamp(min=0))
    x = x * (gate.sigmoid() if module.options.channel_sigmoid else gate)
    spatial = normed(3, 4, normed(0, 1, x).clamp(min=0)).sigmoid()
    shuffled = spatial.unflatten(1, (module.options.groups, -1)).transpose(1, 2).flatten(1, 2)
    return x * shuffled


NORM_KEYS = ("weight", "bias", "running_mean", "running_var")

CASES: dict[str, tuple[str, dict[str, OptionValue | Size], Callable[[Any, Tensor], Tensor]]] = {
    "cc": ("cc", {}, criss_cross),
    "cc of two passes": ("cc", {"recurrence": 2}, criss_cross),
    "a2 of the paper": ("a2", {"expand": True}, double_attention),
    "cam of the paper": ("cam", {"reading": "paper"}, channel_likeness),
    "psa_p of the paper": ("psa_p", {"reading": "paper"}, polarized_parallel),
    "psa_s of the paper": ("psa_s", {"reading": "paper"}, polarized_sequential),
    "bam of the paper": ("bam", {"fusion": "add"}, bottleneck),
    "sk of the paper": ("sk", {"reading": "paper"}, selective_kernel),
    "ese": ("ese", {}, ese),
    "gam": ("gam", {}, gam),
    "gam of 4 groups": ("gam", {"groups": 4}, gam),
    "gam without its first sigmoid": ("gam", {"channel_sigmoid": False}, gam),
    "ge plus": ("ge", {"learned": True, "mlp": True, "size": (5, 6)}, ge_plus),
}


@pytest.mark.parametrize(("name", "options", "naive"), CASES.values(), ids=CASES)
def test_output_and_input_gradient_equal_the_transcription(
    name: str, options: dict[str, OptionValue | Size], naive: Callable[[Any, Tensor], Tensor]
) -> None:
    torch.manual_seed(0)
    module = attnzoo.create(name, 32, **options).double().eval()
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data.add_(torch.rand_like(tensor) * 0.5 - 0.25)
    x = torch.randn(2, 32, 5, 6, dtype=torch.float64).requires_grad_()
    reference = x.detach().clone().requires_grad_()
    weight = torch.randn(2, 32, 5, 6, dtype=torch.float64)
    y, expected = module(x), naive(module, reference)
    torch.testing.assert_close(y, expected, rtol=1e-12, atol=1e-12)
    (y * weight).sum().backward()
    (expected * weight).sum().backward()
    torch.testing.assert_close(x.grad, reference.grad, rtol=1e-12, atol=1e-12)


def test_every_module_held_against_a_paper_alone_is_transcribed() -> None:
    held = {name for name, entry in attnzoo.CATALOG.items() if entry.verified == "paper"}
    assert held <= {name for name, _, _ in CASES.values()}
