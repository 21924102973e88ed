"""What reimplementations get wrong: facts about single modules, each from its paper or code."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import attnzoo
from attnzoo import CBAM, EMA, EfficientChannelAttention, NormalizationAttention, ShuffleAttention
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
    ours = torch.ones(1, 16, 3, 3, dtype=torch.float64, requires_grad=True)
    theirs = torch.ones(1, 16, 3, 3, dtype=torch.float64, requires_grad=True)
    module = CBAM(16, spatial=False).double()
    mlp = module.ChannelGate.mlp
    module(ours).sum().backward()
    gate = (mlp(F.avg_pool2d(theirs, 3)) + mlp(F.max_pool2d(theirs, 3))).sigmoid()
    (theirs * gate[:, :, None, None]).sum().backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    torch.testing.assert_close(ours.grad, theirs.grad)


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
