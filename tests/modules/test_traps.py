"""What reimplementations get wrong: facts about single modules, each from its paper or code."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import attnzoo
from attnzoo import (
    BAM,
    CBAM,
    EMA,
    EfficientChannelAttention,
    GlobalContext,
    NormalizationAttention,
    ParallelPolarizedAttention,
    SelectiveKernel,
    SequentialPolarizedAttention,
    ShuffleAttention,
)
from attnzoo.parts import max_and_mean


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def test_emas_groups_are_a_number_of_groups_so_that_16_costs_more_than_32() -> None:
    params = attnzoo.CATALOG["ema"].params
    assert params(2048, groups=16) == 164_352
    assert params(2048, groups=32) == 41_216


def test_emas_pooled_coordinate_branch_is_its_norms_bias_whatever_the_image() -> None:
    module = EMA(64, groups=8).double()
    nn.init.normal_(module.gn.bias)
    normed = module.gn(maps(16, 8, 5, 7))
    torch.testing.assert_close(normed.mean((2, 3)), module.gn.bias.expand(16, 8))


def test_ema_with_one_channel_a_group_gates_without_choosing() -> None:
    module = EMA(32, groups=32).double()
    x = maps(2, 32, 5, 5)
    folded = x.reshape(64, 1, 5, 5)
    strips = module.conv1x1(torch.cat((folded.mean(3), folded.mean(2)), 2).unsqueeze(3)).sigmoid()
    rows, columns = strips[:, :, :5], strips[:, :, 5:].transpose(2, 3)
    logits = module.conv3x3(folded) + module.gn(folded * rows * columns)
    torch.testing.assert_close(module(x), (folded * logits.sigmoid()).reshape(x.shape))


def test_emas_switch_keeps_every_parameter_as_table_3_does() -> None:
    on, off = EMA(256), EMA(256, cross_spatial=False)
    assert list(on.state_dict()) == list(off.state_dict())


def test_ecas_default_kernel_is_the_papers_and_not_the_codes_three() -> None:
    assert EfficientChannelAttention(256).conv.kernel_size == (5,)
    assert EfficientChannelAttention(256, kernel_size=3).conv.kernel_size == (3,)


def test_cbams_spatial_gate_sees_the_maximum_before_the_mean() -> None:
    x = maps(2, 6, 4, 5)
    pooled = max_and_mean(x, dim=1)
    assert torch.equal(pooled[:, 0], x.max(1).values)
    assert torch.equal(pooled[:, 1], x.mean(1))


def test_cbams_tied_maximum_sends_its_gradient_where_max_pooling_does() -> None:
    own = torch.ones(1, 16, 3, 3, dtype=torch.float64, requires_grad=True)
    reference = torch.ones(1, 16, 3, 3, dtype=torch.float64, requires_grad=True)
    module = CBAM(16, spatial=False).double()
    mlp = module.get_submodule("ChannelGate.mlp")
    module(own).sum().backward()
    gate = (mlp(F.avg_pool2d(reference, 3)) + mlp(F.max_pool2d(reference, 3))).sigmoid()
    (reference * gate[:, :, None, None]).sum().backward()
    assert own.grad is not None
    assert reference.grad is not None
    torch.testing.assert_close(own.grad, reference.grad)


def test_gc_starts_as_the_identity_and_its_product_at_one_half() -> None:
    x = maps(2, 32, 4, 5)
    assert torch.equal(GlobalContext(32).double()(x), x)
    assert torch.equal(GlobalContext(32, fusion="mul").double()(x), x / 2)


def test_gcs_context_is_the_same_at_every_position() -> None:
    module = GlobalContext(32).double()
    assert module.channel_add_conv is not None
    for parameter in module.channel_add_conv.parameters():
        nn.init.normal_(parameter)
    x = maps(2, 32, 4, 5)
    added = module(x) - x
    torch.testing.assert_close(added, added[:, :, :1, :1].expand_as(x))


def test_sks_shares_of_the_two_convolutions_sum_to_one() -> None:
    module = SelectiveKernel(64, reading="paper").double().eval()
    for path in (module.conv2, module.conv2g):
        nn.init.zeros_(path.weight)
    for norm in (module.bn2, module.bn2g):
        nn.init.constant_(norm.bias, 3.0)
    y = module(maps(2, 64, 4, 5))
    torch.testing.assert_close(y, torch.full_like(y, 3.0))


def test_the_papers_sk_squeezes_to_32_channels_at_least() -> None:
    assert SelectiveKernel(64, reading="paper").conv_fc1.out_channels == 32
    assert SelectiveKernel(64).conv_fc1.out_channels == 4


@pytest.mark.parametrize("size", [(8, 12), (12, 8), (4, 16)], ids=str)
def test_bams_mean_is_over_the_whole_of_a_map_that_is_not_square(size: tuple[int, int]) -> None:
    seen: list[Tensor] = []
    module = BAM(32).double().eval()
    branch = module.get_submodule("channel_att.gate_c")
    branch.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    x = maps(2, 32, *size)
    module(x)
    torch.testing.assert_close(seen[0], x.mean((2, 3)))


def test_bams_gate_lies_between_one_and_two() -> None:
    gate = BAM(32, fusion="add").double().gate(3 * maps(4, 32, 6, 6))
    assert 1 < gate.min() < gate.max() < 2


def test_psa_ps_position_mask_is_one_half_nearly_everywhere() -> None:
    x = maps(2, 64, 16, 16)
    mask = ParallelPolarizedAttention(64).double().position_mask(x)
    assert (mask - 0.5).abs().median() < 0.01


def test_the_papers_psa_has_the_same_masks_in_both_layouts() -> None:
    first = ParallelPolarizedAttention(32, reading="paper").double()
    second = SequentialPolarizedAttention(32, reading="paper").double()
    second.load_state_dict(first.state_dict())
    x = maps(2, 32, 4, 5)
    assert torch.equal(first.position_mask(x), second.position_mask(x))
    assert torch.equal(first.channel_mask(x), second.channel_mask(x))


def test_sa_starts_with_every_gate_at_sigmoid_of_one() -> None:
    x = maps(2, 128, 4, 4)
    y = ShuffleAttention(128).double()(x)
    expected = torch.tensor(1.0, dtype=torch.float64).sigmoid() * x
    shuffled = expected.view(2, 2, 64, 4, 4).transpose(1, 2).reshape(x.shape)
    torch.testing.assert_close(y, shuffled)


def test_nam_learns_gamma_through_the_norm_alone() -> None:
    module = NormalizationAttention(4).double()
    norm = module.Channel_Att.bn2
    nn.init.uniform_(norm.weight, 0.5, 2.0)
    x = maps(3, 4, 5, 5)
    module.eval()(x).sum().backward()
    share = (norm.weight / norm.weight.sum()).detach().view(1, 4, 1, 1)
    scaled = x / (1 + norm.eps) ** 0.5
    gate = (share * (norm.weight.detach().view(1, 4, 1, 1) * scaled)).sigmoid()
    expected = (x * gate * (1 - gate) * share * scaled).sum((0, 2, 3))
    assert norm.weight.grad is not None
    torch.testing.assert_close(norm.weight.grad, expected)


@pytest.mark.parametrize("side", [7, 8, 13, 15])
def test_scsa_pools_whole_windows_and_drops_the_rest(side: int) -> None:
    module = attnzoo.SCSA(8).double().eval()
    seen: list[torch.Size] = []
    module.norm.register_forward_hook(lambda *io: seen.append(io[2].shape))
    module(maps(1, 8, side, side))
    assert seen[0][2:] == (side // 7, side // 7)
