"""What reimplementations get wrong, of the modules that weigh channels and positions."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo import (
    CATALOG,
    ConcurrentSqueezeExcitation,
    EfficientLocalAttention,
    GatherExcite,
    GlobalAttentionMechanism,
    MixedLocalChannelAttention,
    MultidimensionalCollaborativeAttention,
    MultiScaleChannelAttention,
    SimAM,
    StripPooling,
)


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def test_simam_divides_by_one_position_less_and_lets_the_mean_weigh_sigmoid_of_a_half() -> None:
    x = maps(1, 2, 4, 5)
    spread = (x - x.mean((2, 3), keepdim=True)).square()
    energy = spread / (4 * (x.var((2, 3), keepdim=True, correction=1) + 1e-4)) + 0.5
    torch.testing.assert_close(SimAM(2)(x), x * energy.sigmoid())
    flat = torch.ones(1, 2, 4, 5, dtype=torch.float64)
    torch.testing.assert_close(SimAM(2)(flat), flat * torch.tensor(0.5).double().sigmoid())


def test_elas_two_axes_share_one_convolution_and_one_norm() -> None:
    module = EfficientLocalAttention(32).double()
    nn.init.normal_(module.gn.weight)
    x = maps(2, 32, 6, 5)
    torch.testing.assert_close(module(x.transpose(2, 3)), module(x).transpose(2, 3))


def test_elas_norm_sees_one_axis_at_a_time() -> None:
    module = EfficientLocalAttention(32).double()
    x = maps(2, 32, 6, 5)
    rows = F.group_norm(module.conv(x.mean(3)), 16).sigmoid()
    columns = F.group_norm(module.conv(x.mean(2)), 16).sigmoid()
    torch.testing.assert_close(module(x), x * rows[..., None] * columns[:, :, None])


def test_elas_small_and_large_are_the_bigger_ones() -> None:
    params = CATALOG["ela"].params
    by_preset = {
        preset: params(64, preset=preset) // 64 for preset in ("tiny", "base", "small", "large")
    }
    assert by_preset == {"tiny": 7, "base": 9, "small": 42, "large": 58}


def test_mlcas_local_kernel_runs_on_from_one_patch_to_the_next() -> None:
    module = MixedLocalChannelAttention(4, local_size=2, local_weight=1.0).double()
    x = maps(1, 4, 2, 2)
    sequence = torch.cat([x[0, :, i, j] for i in range(2) for j in range(2)])
    gate = module.conv_local(sequence[None, None]).sigmoid().view(2, 2, 4).permute(2, 0, 1)
    torch.testing.assert_close(module(x), x * gate)


def test_mlcas_global_branch_means_its_patches_which_overlap() -> None:
    module = MixedLocalChannelAttention(4, local_weight=0.0).double()
    x = maps(1, 4, 7, 9)
    patches = F.adaptive_avg_pool2d(x, 5).mean((2, 3))
    assert not torch.allclose(patches, x.mean((2, 3)))
    gate = module.conv(patches[:, None]).sigmoid().view(1, 4, 1, 1)
    torch.testing.assert_close(module(x), x * gate)


def test_ge_without_weights_is_the_sigmoid_of_the_mean_and_has_no_mlp() -> None:
    x = maps(2, 8, 5, 6)
    assert not GatherExcite(8).state_dict()
    torch.testing.assert_close(GatherExcite(8)(x), x * x.mean((2, 3), keepdim=True).sigmoid())


def test_ges_neighbourhood_is_almost_two_extents_wide_and_leaves_out_the_border() -> None:
    x = maps(1, 3, 8, 8)
    gate = GatherExcite(3, extent=4).double().gate(x)
    torch.testing.assert_close(gate[..., 5, 2], x[..., 1:8, 0:4].mean((2, 3)).sigmoid())


def test_ge_theta_gathers_the_whole_map_to_one_position_and_timms_does_not() -> None:
    x = maps(2, 3, 8, 8)
    authors = GatherExcite(3, learned=True, size=(8, 8)).double().eval()
    timm = GatherExcite(3, learned=True, reading="timm", size=(8, 8)).double().eval()
    assert authors.gate(x).shape == (2, 3, 1, 1)
    assert timm.gate(x).shape == x.shape


def test_ge_plus_has_a_relu_between_gathering_and_mlp() -> None:
    module = GatherExcite(4, learned=True, mlp=True, size=(5, 5)).double().eval()
    assert module.gather is not None
    assert module.mlp is not None
    seen: list[Tensor] = []
    module.mlp.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    x = maps(2, 4, 5, 5)
    module(x)
    gathered = (x * module.gather.get_parameter("conv1.weight").squeeze(1)).sum((2, 3))
    scale = (1 + torch.tensor(1e-5).double()).rsqrt()
    torch.testing.assert_close(seen[0][:, :, 0, 0], (gathered * scale).relu())


def test_sps_gate_at_a_place_sees_its_row_and_its_column_and_their_neighbours_alone() -> None:
    module = StripPooling(2).double().eval()
    x = maps(1, 2, 8, 8)
    changed = x.clone()
    changed[0, :, 0, 0] += 100
    moved = (module.gate(changed) - module.gate(x)).abs().sum(1)[0] > 0
    assert moved[:2].any(1).all()
    assert moved[:, :2].any(0).all()
    assert not moved[2:, 2:].any()


def test_gam_pools_nothing_so_that_its_channel_gate_differs_by_position() -> None:
    module = GlobalAttentionMechanism(8).double().eval()
    x = maps(1, 8, 6, 6)
    changed = x.clone()
    changed[0, :, 0, 0] += 5
    module.spatial_attention = nn.Sequential(nn.Identity())
    moved = (module(changed) - module(x)).abs().sum(1)[0] > 0
    assert moved.nonzero().tolist() == [[0, 0]]


def test_gams_card_names_the_shuffle_of_several_groups() -> None:
    module = GlobalAttentionMechanism(8, groups=2, reduction=2, channel=False).double().eval()
    x = torch.randn(2, 8, 5, 5, dtype=torch.float64)
    gate = module.spatial_attention(x).sigmoid()
    # Channel 1 is weighed by the first gate of the second group.
    torch.testing.assert_close(module(x)[:, 1], x[:, 1] * gate[:, 4])
    card = " ".join((GlobalAttentionMechanism.__doc__ or "").split())
    assert "gate are shuffled among the groups before it multiplies u" in card


def test_gam_of_several_groups_costs_less_by_the_convolutions_alone() -> None:
    params = CATALOG["gam"].params
    assert params(64) - params(64, groups=4) == 98 * 64 * 16 * 3 // 4


def test_scses_maximum_is_of_products_so_that_a_value_below_zero_gets_the_smaller_gate() -> None:
    module = ConcurrentSqueezeExcitation(8).double()
    x = maps(2, 8, 4, 5)
    channel = ConcurrentSqueezeExcitation(8, spatial=False).double()
    channel.load_state_dict(module.state_dict(), strict=False)
    spatial = ConcurrentSqueezeExcitation(8, channel=False).double()
    spatial.load_state_dict(module.state_dict(), strict=False)
    gates = torch.stack([part.gate(x).expand_as(x) for part in (channel, spatial)])
    torch.testing.assert_close(module(x)[x > 0], (x * gates.amax(0))[x > 0])
    torch.testing.assert_close(module(x)[x < 0], (x * gates.amin(0))[x < 0])


def test_scses_gradient_at_zero_passes_through_both_gates_by_halves() -> None:
    module = ConcurrentSqueezeExcitation(8).double()
    paper = ConcurrentSqueezeExcitation(8, fusion="add").double()
    paper.load_state_dict(module.state_dict())
    x = torch.zeros(1, 8, 3, 3, dtype=torch.float64, requires_grad=True)
    module(x).sum().backward()
    torch.testing.assert_close(x.grad, paper.gate(x) / 2)


def test_scse_of_segmentation_models_is_a_reduction_of_16_and_the_sum() -> None:
    params = CATALOG["scse"].params
    assert (params(64), params(64, reduction=16, fusion="add")) == (4257, 645)


@pytest.mark.parametrize("level", [0.0, 1e4])
def test_mcas_gates_are_of_means_and_unbiased_deviations_over_the_two_other_axes(
    level: float,
) -> None:
    module = MultidimensionalCollaborativeAttention(8).double()
    x = level + 3 * maps(8, 1, 1) + maps(2, 8, 5, 6)
    gates = torch.zeros_like(x)
    for name, own, others in (("h_cw", 2, (1, 3)), ("w_hc", 3, (1, 2)), ("c_hw", 1, (2, 3))):
        branch = module.get_submodule(name)
        nn.init.constant_(branch.get_parameter("conv.weight"), 1 / (1 + level))
        centre, deviation = x.mean(others), x.std(others)
        share = branch.get_parameter("weight").sigmoid()
        mixed = (centre + deviation) / 2 + share[0] * centre + share[1] * deviation
        kernel = branch.get_parameter("conv.weight").flatten()
        padded = F.pad(mixed, (kernel.numel() // 2,) * 2)
        gate = (padded.unfold(1, kernel.numel(), 1) @ kernel).sigmoid()
        gates += gate.view(2, *(-1 if axis == own else 1 for axis in (1, 2, 3)))
    torch.testing.assert_close(module(x), x * gates / 3)


def test_mcas_kernel_along_the_channels_is_rounded_and_made_odd_downwards() -> None:
    params = CATALOG["mca"].params
    kernels = {c: params(c) - 12 for c in (1, 2, 3, 16, 32, 64, 128, 256, 1024, 2048)}
    assert kernels == {
        1: 1, 2: 1, 3: 1, 16: 1, 32: 3, 64: 3, 128: 3, 256: 5, 1024: 5, 2048: 7,
    }  # fmt: skip


def test_a_channel_of_equal_values_has_a_finite_gradient_through_mcas_deviation() -> None:
    module = MultidimensionalCollaborativeAttention(4)
    x = maps(2, 4, 5, 5).float()
    x[:, 1] = 0.0
    for start in (x, torch.zeros_like(x), torch.full_like(x, 7.0)):
        own = start.clone().requires_grad_()
        module(own).square().sum().backward()
        assert own.grad is not None
        assert own.grad.isfinite().all()


def test_ms_cams_local_branch_sees_one_position_and_its_pooled_branch_the_whole_map() -> None:
    x = maps(1, 8, 4, 4)
    changed = x.clone()
    changed[0, :, 1, 2] += 5
    for off, shape, moved in (("pooled", (1, 8, 4, 4), 1), ("local", (1, 8, 1, 1), 16)):
        torch.manual_seed(0)
        module = MultiScaleChannelAttention(8, **{off: False}).double().eval()
        gate, other = module.gate(x), module.gate(changed)
        assert gate.shape == shape
        assert int((gate - other).abs().sum(1).expand(1, 4, 4).gt(0).sum()) == moved
