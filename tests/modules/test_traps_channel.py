"""What reimplementations get wrong, of the modules that weigh whole channels."""

from math import cos, exp, pi, sqrt

import pytest
import torch
from torch import Tensor, nn

from attnzoo import (
    CATALOG,
    EffectiveSqueezeExcitation,
    FrequencyChannelAttention,
    GatedChannelTransformation,
    GlobalSecondOrderPooling,
    ParNetBlock,
    PyramidSplitAttention,
    SeparatedEnhancementAttention,
    SpatialPyramidAttention,
    SplitAttention,
    SqueezeExcitation,
    StyleRecalibration,
)


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("mode", ["l2", "l1"])
def test_gct_starts_as_the_identity(mode: str) -> None:
    x = maps(2, 8, 4, 4)
    assert torch.equal(GatedChannelTransformation(8, mode=mode).double()(x), x)


def test_gcts_channels_compete_where_gamma_is_negative() -> None:
    module = GatedChannelTransformation(2).double()
    nn.init.constant_(module.gamma, -1.0)
    x = maps(1, 2, 4, 4)
    x[:, 0] *= 10
    gate = module.gate(x).flatten()
    assert gate[0] < gate[1]


@pytest.mark.parametrize("mode", ["l2", "l1"])
def test_gct_computes_what_its_card_says(mode: str) -> None:
    module = GatedChannelTransformation(3, mode=mode).double()
    parameters = ((-1.0, 2.0, 0.5), (1.0, -2.0, 0.3), (0.1, 0.2, -0.3))
    for parameter, values in zip(module.parameters(), parameters, strict=True):
        parameter.data = torch.tensor(values, dtype=torch.float64).view(1, 3, 1, 1)
    alpha, gamma, beta = (parameter.detach() for parameter in module.parameters())
    x = maps(2, 3, 4, 4)
    s = alpha * x.flatten(2).norm(p=1 if mode == "l1" else 2, dim=2).view(2, 3, 1, 1)
    power = 1 if mode == "l1" else 2
    typical = s.abs().pow(power).mean(1, keepdim=True) ** (1 / power)
    expected = x * (1 + (gamma * s / typical + beta).tanh())
    torch.testing.assert_close(module(x), expected, rtol=1e-4, atol=1e-4)
    card = " ".join((GatedChannelTransformation.__doc__ or "").split())
    assert "s' = s / sqrt(mean_c(s^2))" in card
    assert "With `mode=l1`, s = alpha * ||x||_1 and s' = s / mean_c(|s|)" in card


def test_gcts_norm_sums_over_the_map_and_does_not_mean() -> None:
    module = GatedChannelTransformation(2, mode="l1").double()
    nn.init.ones_(module.gamma)
    x = maps(1, 2, 4, 4)
    sums = x.abs().sum((2, 3))
    gate = 1 + (sums / (sums.mean() + 1e-5)).tanh()
    torch.testing.assert_close(module.gate(x).flatten(1), gate)


def test_srm_starts_with_every_gate_at_a_half_and_mixes_no_channels() -> None:
    module = StyleRecalibration(4).double().eval()
    x = maps(2, 4, 5, 5)
    torch.testing.assert_close(module(x), x / 2)
    nn.init.normal_(module.cfc)
    y = module(x)
    changed = x.clone()
    changed[:, 0] *= 3
    assert torch.equal(module(changed)[:, 1:], y[:, 1:])


def test_srms_deviation_is_of_the_unbiased_variance() -> None:
    module = StyleRecalibration(1).double().eval()
    nn.init.constant_(module.cfc, 1.0)
    x = maps(1, 1, 3, 3)
    style = x.mean() + (x.var(correction=1) + 1e-5).sqrt()
    gate = (style / sqrt(1 + 1e-5)).sigmoid()
    torch.testing.assert_close(module(x), x * gate)


def test_eses_gate_is_shut_and_open_at_a_finite_distance() -> None:
    module = EffectiveSqueezeExcitation(2).double()
    module.fc.weight = nn.Parameter(torch.eye(2).double().view(2, 2, 1, 1))
    module.fc.bias = nn.Parameter(torch.zeros(2).double())
    x = torch.tensor([-3.0, 3.0]).double().view(1, 2, 1, 1).expand(1, 2, 4, 4)
    assert module.gate(x).flatten().tolist() == [0.0, 1.0]


def test_fca_of_one_frequency_is_se_on_scaled_means() -> None:
    module = FrequencyChannelAttention(32, frequencies=1, size=(8, 9)).double()
    other = SqueezeExcitation(32).double()
    other.fc.load_state_dict(module.fc.state_dict())
    x = maps(2, 32, 8, 9)
    scaled = module.fc(x.mean((2, 3)) * sqrt(8 * 9))
    torch.testing.assert_close(module.gate(x)[:, :, 0, 0], scaled)
    torch.testing.assert_close(other.gate(x * sqrt(8 * 9)), module.gate(x))


def test_fcas_frequencies_grow_with_the_map_in_whole_steps() -> None:
    x = FrequencyChannelAttention(16, size=(14, 20)).dct_layer.weight
    down = sqrt(2 / 14) * cos(pi * 6 * 2 * 3.5 / 14) / sqrt(20)
    across = sqrt(2 / 20) * cos(pi * 5 * 2 * 4.5 / 20) / sqrt(14)
    assert x[2, 3, 0].item() == pytest.approx(down)
    assert x[3, 0, 4].item() == pytest.approx(across)


def test_fcas_frequencies_on_a_small_map_are_those_of_seven() -> None:
    small = FrequencyChannelAttention(16, size=(4, 4)).dct_layer.weight
    assert torch.equal(small, FrequencyChannelAttention(16).dct_layer.weight)
    assert small.flatten(1).unique(dim=0).shape[0] == 16


def test_epsas_branches_leave_in_the_order_of_falling_kernels() -> None:
    module = PyramidSplitAttention(64).double()
    x = maps(1, 64, 11, 11)
    changed = x.clone()
    changed[0, :, 0, 0] += 1
    nn.init.zeros_(module.se.fc2.weight)
    moved = module(changed) != module(x)
    reach = [int(quarter.flatten(0, 2).any(0).nonzero().max()) for quarter in moved.chunk(4, 1)]
    assert reach == [4, 3, 2, 1]


def test_each_of_epsas_kernels_sees_all_channels() -> None:
    module = PyramidSplitAttention(64).double()
    for conv in (module.conv_1, module.conv_2, module.conv_3, module.conv_4):
        x = maps(1, 64, 5, 5).requires_grad_()
        conv(x).square().sum().backward()
        assert x.grad is not None
        assert (x.grad.abs().amax((0, 2, 3)) > 0).all()


def test_epsas_softmax_is_over_bounded_gates_so_that_no_branch_is_ever_left_out() -> None:
    module = PyramidSplitAttention(64).double()
    for conv in (module.conv_1, module.conv_2, module.conv_3, module.conv_4):
        nn.init.constant_(conv.weight, conv.kernel_size[0] - 4)
    nn.init.constant_(module.se.fc1.weight, 100.0)
    nn.init.constant_(module.se.fc2.weight, 100.0)
    nn.init.constant_(module.se.get_parameter("fc2.bias"), -50.0)
    x = maps(1, 64, 5, 5).abs()
    outer = torch.cat([conv(x) for conv in (module.conv_4, module.conv_1)], dim=1)
    shares = module(x).unflatten(1, (4, -1))[:, [0, 3]].flatten(1, 2) / outer
    assert shares.min().item() == pytest.approx(1 / (1 + 3 * exp(1)))
    assert shares.max().item() <= exp(1) / (exp(1) + 3)


def test_parnets_gate_weighs_the_normalized_map_so_that_no_scale_of_the_map_matters() -> None:
    module = ParNetBlock(8).double().train()
    x = maps(4, 8, 5, 5)
    torch.testing.assert_close(module(1000 * x), module(100 * x), rtol=1e-4, atol=1e-4)


def test_each_split_sees_its_own_share_of_the_channels() -> None:
    module = SplitAttention(8).double().eval()
    splits: list[Tensor] = []
    module.bn0.register_forward_hook(lambda *io: splits.append(io[2]))
    x = maps(2, 8, 5, 5)
    changed = x.clone()
    changed[:, 4:] += 1
    module(x)
    module(changed)
    assert torch.equal(splits[0][:, :8], splits[1][:, :8])
    assert not torch.equal(splits[0][:, 8:], splits[1][:, 8:])


def test_the_shares_of_the_splits_sum_to_one_and_a_single_one_is_a_sigmoid() -> None:
    x = maps(2, 64, 4, 4)
    for radix, expected in ((2, 3.0), (4, 3.0), (1, 3.0 / 2)):
        module = SplitAttention(64, radix=radix).double().eval()
        nn.init.zeros_(module.conv.weight)
        nn.init.constant_(module.bn0.bias, 3.0)
        nn.init.zeros_(module.fc2.weight)
        if radix == 1:
            nn.init.zeros_(module.get_parameter("fc2.bias"))
        y = module(x)
        torch.testing.assert_close(y, torch.full_like(y, expected))


def test_splats_hidden_channels_are_not_rounded_to_eights_as_timms_are() -> None:
    assert [SplitAttention(c).fc1.out_channels for c in (16, 64, 72, 128)] == [32, 32, 36, 64]


def test_gsops_covariance_is_centred_and_divided_by_the_positions_taken() -> None:
    module = GlobalSecondOrderPooling(8, dimension=4).double().eval()
    matrices: list[Tensor] = []
    module.row_bn.register_forward_hook(lambda *io: matrices.append(io[1][0]))
    x = 30 + maps(2, 8, 7, 9)
    module(x)
    reduced = module.conv_for_DR(x.relu()) / (1 + 1e-5) ** 0.5
    taken = reduced[:, :, ::2, ::2].relu().flatten(2)
    expected = torch.stack([image.cov(correction=0) for image in taken])
    torch.testing.assert_close(matrices[0].squeeze(3), expected)


def test_gsop_takes_every_second_position_up_to_256_channels() -> None:
    assert [GlobalSecondOrderPooling(c).step for c in (64, 256, 260, 512)] == [2, 2, 1, 1]
    assert GlobalSecondOrderPooling(64, stride=1).step == 1


def test_gsop_is_larger_than_its_map_where_channels_are_few() -> None:
    params = CATALOG["gsop"].params
    assert (params(64), params(2048)) == (107_712, 1_379_456)


def test_seams_gate_is_the_exponential_of_a_sigmoid_so_that_it_weakens_no_channel() -> None:
    module = SeparatedEnhancementAttention(16).double().eval()
    nn.init.constant_(module.get_submodule("fc.0").get_parameter("weight"), 100.0)
    for sign, bound in ((-1.0, 1.0), (1.0, exp(1))):
        nn.init.constant_(module.get_submodule("fc.2").get_parameter("weight"), sign * 100)
        nn.init.constant_(module.get_submodule("DCovN.0.3").get_parameter("bias"), 5.0)
        gate = module.gate(maps(2, 16, 4, 4))
        torch.testing.assert_close(gate, torch.full_like(gate, bound))


def test_spanets_pyramid_lists_the_cells_of_a_channel_before_the_next_channels() -> None:
    vectors: list[Tensor] = []
    module = SpatialPyramidAttention(16).double()
    module.fc.register_forward_pre_hook(lambda _, inputs: vectors.append(inputs[0]))
    x = maps(1, 16, 4, 4).to(memory_format=torch.channels_last)
    module(x)
    _, quarters, cells = vectors[0][0].split([16, 16 * 4, 16 * 16])
    torch.testing.assert_close(
        quarters[4:8], x[0, 1].unfold(0, 2, 2).unfold(1, 2, 2).mean((2, 3)).flatten()
    )
    torch.testing.assert_close(cells[16:32], x[0, 1].flatten())


def test_spanet_takes_maps_with_fewer_positions_than_cells() -> None:
    x = maps(1, 16, 2, 3)
    gate = SpatialPyramidAttention(16).double().gate(x)
    assert gate.shape == (1, 16, 1, 1)
    assert gate.isfinite().all()
