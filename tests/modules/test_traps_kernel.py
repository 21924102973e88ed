"""What reimplementations get wrong, of the modules that weigh by kernels."""

import pytest
import torch
from torch import Tensor, nn

from attnzoo import (
    CATALOG,
    ContextAnchorAttention,
    DeformableLargeKernelAttention,
    Involution,
    LargeKernelAttention,
    MultiScaleConvolutionalAttention,
    OutlookAttention,
)
from attnzoo.parts import zero


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def test_caas_gate_without_norm_is_the_sigmoid_of_an_affine_map() -> None:
    module = ContextAnchorAttention(8).double()
    one, other = maps(2, 2, 8, 9, 7)
    logits = [module.gate(x).logit() for x in (one, other, (one + other) / 2)]
    torch.testing.assert_close((logits[0] + logits[1]) / 2, logits[2])


def test_caas_gate_with_norm_is_bounded_below_by_silu() -> None:
    module = ContextAnchorAttention(8, norm=True).double()
    gate = module.gate(50 * maps(4, 8, 9, 7))
    assert gate.min() > torch.tensor(-0.27847).sigmoid()
    assert gate.min() < 0.44
    assert gate.max() > 0.8


def test_caas_norms_are_those_of_pkinet() -> None:
    norm = ContextAnchorAttention(8, norm=True).get_submodule("conv2.bn")
    assert isinstance(norm, nn.BatchNorm2d)
    assert (norm.eps, norm.momentum) == (1e-3, 0.03)


def test_mscas_gate_is_an_affine_map_without_activation() -> None:
    module = MultiScaleConvolutionalAttention(8).double()
    one, other = 100 * maps(2, 2, 8, 9, 7)
    gate = module.gate(one)
    torch.testing.assert_close((gate + module.gate(other)) / 2, module.gate((one + other) / 2))
    assert gate.min() < 0
    assert gate.max() > 1


def test_mscas_strips_lie_side_by_side_on_the_5x5() -> None:
    module = MultiScaleConvolutionalAttention(8).double()
    seen: list[Tensor] = []
    for strip in (module.conv0_1, module.conv1_1, module.conv2_1):
        strip.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    x = maps(2, 8, 9, 7)
    module(x)
    assert module.conv0 is not None
    for entered in seen:
        torch.testing.assert_close(entered, module.conv0(x))


def test_involutions_consecutive_channels_share_a_kernel() -> None:
    module = Involution(32, group_channels=16).double().eval()
    kernels = module.conv2(module.conv1(maps(1, 32, 5, 6)))
    module.conv2.register_forward_hook(lambda *_: kernels)
    one = torch.ones(1, 32, 5, 6, dtype=torch.float64)
    y = module(one)
    torch.testing.assert_close(y[:, :16], y[:, :1].expand(1, 16, 5, 6))
    torch.testing.assert_close(y[:, 16:], y[:, 16:17].expand(1, 16, 5, 6))
    assert (y[:, 0] - y[:, 16]).abs().max() > 0.01


def test_involutions_kernels_are_not_normalized() -> None:
    module = Involution(16).double().eval()
    x = maps(1, 16, 5, 6)
    y = module(x)
    with torch.no_grad():
        for parameter in module.conv2.parameters():
            parameter.mul_(7)
    torch.testing.assert_close(module(x), 7 * y)


def test_dlkas_offsets_do_not_start_at_zero() -> None:
    module = DeformableLargeKernelAttention(64).double()
    offsets = module.get_submodule("conv0.offset_net")(maps(2, 64, 9, 7))
    assert 0.3 < offsets.std() < 0.8


def test_dlkas_offsets_are_nearly_all_of_its_parameters() -> None:
    params = CATALOG["dlka"].params
    assert 1 - params(64, offsets=False) / params(64) > 0.97


@pytest.mark.parametrize("offsets", [True, False])
def test_dlka_with_offsets_of_zero_is_lka_without_the_depthwise_biases(offsets: bool) -> None:
    module = DeformableLargeKernelAttention(8, offsets=offsets).double()
    plain = LargeKernelAttention(8).double()
    names = {"conv0.deform_conv": "conv0", "conv_spatial.deform_conv": "conv_spatial"}
    for name, layer in module.named_modules():
        if name.endswith("offset_net"):
            zero(layer)
        if name in names:
            other = plain.get_submodule(names[name])
            other.load_state_dict({**layer.state_dict(), "bias": torch.zeros(8)})
    assert plain.conv1 is not None
    plain.conv1.load_state_dict(module.conv1.state_dict())
    x = maps(2, 8, 9, 7)
    torch.testing.assert_close(module(x), plain(x))


@pytest.mark.parametrize(("stride", "sums"), [(1, [[9, 9], [9, 9]]), (2, [[1, 2], [2, 4]])])
def test_outlook_adds_up_overlapping_windows(stride: int, sums: list[list[float]]) -> None:
    module = OutlookAttention(32, stride=stride).double()
    zero(module.attn)
    for layer in (module.v, module.proj):
        nn.init.eye_(layer.weight)
    nn.init.zeros_(module.proj.bias)
    y = module(torch.ones(1, 32, 8, 8, dtype=torch.float64))
    torch.testing.assert_close(y[0, 0, 2:4, 2:4], torch.tensor(sums).double())


def test_outlooks_weights_depend_on_the_centre_alone() -> None:
    module = OutlookAttention(32, stride=1).double()
    nn.init.zeros_(module.v.weight)
    with torch.no_grad():
        module.v.weight[0, 0] = 1
    x = maps(1, 32, 7, 7)
    moved = x.clone()
    moved[:, 1:, 3, 3] += 2
    changed = (module(moved) - module(x)).abs().sum(1)[0] > 1e-9
    assert changed[2:5, 2:5].all()
    assert changed.sum() == 9
