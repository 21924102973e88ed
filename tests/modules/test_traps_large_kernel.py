"""What reimplementations get wrong, of the modules that weigh by large kernels."""

import pytest
import torch
from torch import Tensor, nn

from attnzoo import (
    ChannelPriorConvolutionalAttention,
    Gate,
    LargeKernelAttention,
    LargeSelectiveKernel,
    LargeSeparableKernelAttention,
)


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def test_lsks_choice_sees_the_mean_before_the_maximum() -> None:
    module = LargeSelectiveKernel(8).double()
    seen: list[Tensor] = []
    module.conv_squeeze.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    x = maps(2, 8, 7, 6)
    module(x)
    near = module.conv0(x)
    both = torch.cat((module.conv1(near), module.conv2(module.conv_spatial(near))), dim=1)
    torch.testing.assert_close(seen[0], torch.stack((both.mean(1), both.amax(1)), dim=1))


@pytest.mark.parametrize(
    "module",
    [LargeKernelAttention(8), LargeSelectiveKernel(8), LargeSeparableKernelAttention(8)],
)
def test_a_large_kernels_gate_has_no_sigmoid(module: Gate) -> None:
    gate = module.double().gate(100 * maps(1, 8, 9, 9))
    assert gate.min() < 0
    assert gate.max() > 1


@pytest.mark.parametrize(("kernel_size", "reach"), [(7, 3), (11, 5), (23, 11), (53, 26)])
def test_lskas_kernel_size_is_the_window_that_it_sees(kernel_size: int, reach: int) -> None:
    module = LargeSeparableKernelAttention(1, kernel_size=kernel_size).double()
    for name, parameter in module.named_parameters():
        nn.init.constant_(parameter, 0.0 if name.endswith("bias") else 1.0)
    x = torch.zeros(1, 1, 61, 61, dtype=torch.float64)
    x[0, 0, 30, 30] = 1.0
    rows = module.gate(x)[0, 0].sum(1).nonzero().flatten() - 30
    assert (int(rows.min()), int(rows.max())) == (-reach, reach)


def test_cpcas_channel_gate_sums_two_sigmoids_so_that_it_reaches_two() -> None:
    module = ChannelPriorConvolutionalAttention(8).double()
    gate = module.get_submodule("ca")
    nn.init.constant_(gate.get_parameter("fc2.bias"), 50.0)
    torch.testing.assert_close(gate(maps(1, 8, 3, 3)).unique(), torch.tensor([2.0]).double())


def test_cpcas_one_1x1_convolution_serves_three_times() -> None:
    module = ChannelPriorConvolutionalAttention(8)
    seen: list[Tensor] = []
    module.conv.register_forward_hook(lambda *io: seen.append(io[2]))
    module(torch.zeros(1, 8, 4, 4))
    assert len(seen) == 3
