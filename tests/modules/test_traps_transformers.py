"""What reimplementations get wrong about the attention of transformers on maps."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo import (
    CATALOG,
    AreaAttention,
    BiLevelRoutingAttention,
    ContextualTransformer,
    ConvolutionAttentionFusion,
    DoesNotFit,
    EfficientAdditiveAttention,
    PartialSelfAttention,
    SingleHeadSelfAttention,
)
from attnzoo.pairwise.bra_options import BRAOptions


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def dynamic_context_alone(module: ContextualTransformer) -> ContextualTransformer:
    """The module in evaluation mode, its second softmax shut to the static context."""
    module = module.double().eval()
    last = module.get_submodule("se.3")
    assert isinstance(last, nn.Conv2d)
    assert last.bias is not None
    nn.init.zeros_(last.weight)
    with torch.no_grad():
        last.bias.copy_(torch.tensor([1000.0, -1000.0]).repeat(last.out_channels // 2))
    return module


def test_cots_channels_share_a_kernel_at_every_eighth_of_them_and_it_is_no_softmax() -> None:
    module = dynamic_context_alone(ContextualTransformer(16))
    norm = module.get_submodule("embed.4")
    assert isinstance(norm, nn.GroupNorm)
    nn.init.zeros_(norm.weight)
    centre = torch.zeros(2, 9)
    centre[:, 4] = torch.tensor([1.0, -3.0])
    with torch.no_grad():
        norm.bias.copy_(centre.flatten())
    x = maps(2, 16, 4, 5)
    scale = torch.tensor([1.0, -3.0], dtype=torch.float64).repeat(8).view(16, 1, 1)
    expected = F.silu(module.bn(scale * module.conv1x1(x)))
    torch.testing.assert_close(module(x), expected)


def test_cots_weights_are_normalized_for_each_kernel_over_its_window_and_all_positions() -> None:
    module = ContextualTransformer(32).double().eval()
    x = maps(2, 32, 4, 5)
    weights = module.embed(torch.cat((x, module.key_embed(x)), dim=1)).unflatten(1, (4, 9))
    assert weights.mean((2, 3, 4)).abs().max() < 1e-9
    assert (weights.var((2, 3, 4), correction=0) - 1).abs().max() < 1e-3


def test_the_module_that_is_widely_copied_as_cot_has_more_parameters() -> None:
    assert [CATALOG["cot"].params(channels) for channels in (64, 256)] == [26_744, 417_248]


def test_of_eaas_vector_only_the_direction_counts_and_its_sign_is_that_of_the_sum() -> None:
    module = EfficientAdditiveAttention(16).double()
    x = maps(2, 16, 4, 5)
    y = module(x)
    with torch.no_grad():
        module.w_g.mul_(100)
        torch.testing.assert_close(module(x), y)
        module.w_g.neg_()
        mean = (y + module(x)) / 2
        module.Proj.weight.zero_()
    torch.testing.assert_close(module(x), mean)


def test_eaas_sum_grows_with_the_root_of_the_number_of_positions() -> None:
    module = EfficientAdditiveAttention(16).double()
    for layer in (module.to_query, module.final):
        nn.init.eye_(layer.weight)
        nn.init.zeros_(layer.bias)
    nn.init.zeros_(module.Proj.bias)
    x = maps(1, 16, 4, 5)
    query = F.normalize(x, dim=1)
    small, large = (module(y) for y in (x, torch.cat((x, x), dim=3)))
    torch.testing.assert_close(large[:, :, :, :5] - query, 2**0.5 * (small - query))


def test_a_fresh_shsa_returns_zero_and_learns_through_its_last_norm_first() -> None:
    module = SingleHeadSelfAttention(16)
    y = module(maps(2, 16, 4, 5).float())
    assert torch.equal(y, torch.zeros_like(y))
    (y + 1).square().sum().backward()
    moved = {name for name, p in module.named_parameters() if p.grad is not None and p.grad.any()}
    assert moved == {"proj.1.bn.weight", "proj.1.bn.bias"}


def test_shsas_other_channels_meet_no_other_position() -> None:
    module = SingleHeadSelfAttention(16).double().eval()
    nn.init.ones_(module.get_parameter("proj.1.bn.weight"))
    nn.init.constant_(module.get_parameter("qkv.bn.bias"), 5)
    x = maps(1, 16, 3, 4)
    whole, rest = x.clone(), x.clone()
    whole[:, 3, 1, 1] += 1
    rest[:, 4, 1, 1] += 1
    reached = [((module(other) - module(x)).abs().sum(1) > 1e-12).sum() for other in (whole, rest)]
    assert reached == [12, 1]


def test_a_ratio_gives_the_channels_that_attend_in_the_networks_of_shvit() -> None:
    attending = [SingleHeadSelfAttention(c, ratio=0.2143).attending for c in (224, 320, 308, 352)]
    assert attending == [48, 68, 66, 75]


def test_two_thirds_of_cafms_volumes_never_learn() -> None:
    module = ConvolutionAttentionFusion(64)
    module(maps(2, 64, 5, 6).float()).square().sum().backward()
    dead = {name: p.grad == 0 for name, p in module.named_parameters() if p.grad is not None}
    assert sum(int(zeros.sum()) for zeros in dead.values()) == 2 * 9 * (3 * 64 + 9 * 64) == 13_824
    for name in ("qkv_dwconv.weight", "dep_conv.weight"):
        assert dead[name][:, :, 0].all()
        assert dead[name][:, :, 2].all()


@pytest.mark.parametrize(("by_position", "reached"), [(False, 256), (True, 25)])
def test_cafms_convolution_path_mixes_all_positions_unless_it_takes_them_one_by_one(
    by_position: bool, reached: int
) -> None:
    module = ConvolutionAttentionFusion(64, by_position=by_position).double()
    nn.init.zeros_(module.project_out.weight)
    x = maps(1, 64, 16, 16)
    moved = x.clone()
    moved[:, :, 7, 8] += 1
    assert ((module(moved) - module(x)).abs().sum(1) > 1e-12).sum() == reached


def test_cafm_by_position_convolves_what_the_heads_of_each_position_give() -> None:
    module = ConvolutionAttentionFusion(8, heads=2, by_position=True).double()
    x = maps(1, 8, 3, 4)
    without = ConvolutionAttentionFusion(8, heads=2, local=False).double()
    without.load_state_dict(module.state_dict(), strict=False)
    projected = module.qkv_dwconv(module.qkv(x))
    taps = torch.empty(1, 4, 9, 3, 4, dtype=torch.float64)
    for i in range(3):
        for j in range(4):
            slices = projected[0, :, i, j].view(6, 4)
            mixed = module.fc.weight.view(9, 6) @ slices + module.get_parameter("fc.bias")[:, None]
            taps[0, :, :, i, j] = mixed.T
    weight, bias = module.dep_conv.weight[:, :, 1], module.dep_conv.bias
    local = F.conv2d(taps.view(1, 36, 3, 4), weight, bias, padding=1, groups=4)
    torch.testing.assert_close(module(x), without(x) + local)


def test_an_area_is_a_run_of_positions_that_may_end_within_a_row() -> None:
    module = AreaAttention(16, area=2, head_channels=8, position=False).double().eval()
    x = maps(1, 16, 3, 4)
    for place, run in ((5, range(6)), (6, range(6, 12))):
        moved = x.clone()
        moved[:, :, place // 4, place % 4] += 1
        changed = (module(moved) - module(x)).abs().sum(1).flatten() > 1e-12
        assert changed.nonzero().flatten().tolist() == list(run)


def test_areas_positions_meet_their_neighbours_of_other_areas_through_the_values() -> None:
    module = AreaAttention(16, area=6, head_channels=8).double().eval()
    x = maps(1, 16, 6, 6)
    moved = x.clone()
    moved[:, :, 2, 3] += 1
    changed = (module(moved) - module(x)).abs().sum(1)[0] > 1e-12
    assert changed.sum(1).tolist() == [5, 5, 6, 5, 5, 0]


@pytest.mark.parametrize(
    ("side", "regions"), [(7, 49), (13, 13 * 13), (14, 49), (15, 8 * 8), (21, 49)]
)
def test_bra_has_more_regions_where_its_windows_do_not_divide_the_map(
    side: int, regions: int
) -> None:
    assert BRAOptions().regions(side, side) == regions


def test_bra_refuses_to_keep_more_regions_than_a_map_has() -> None:
    with pytest.raises(DoesNotFit, match="a 4x6 map has 4 regions, fewer than topk=5; topk=4"):
        BiLevelRoutingAttention(8, windows=2, topk=5)(torch.zeros(1, 8, 4, 6))


def test_bras_choice_of_regions_has_no_gradient() -> None:
    module = BiLevelRoutingAttention(8, windows=2, topk=1, position=False).double()
    module(maps(1, 8, 2, 2)).sum().backward()
    gradient = module.qkv_linear.weight.grad
    assert gradient is not None
    # With one position a region, a softmax over it has no gradient either.
    assert not gradient[:16].any()
    assert gradient[16:].any()


def test_bras_queries_attend_to_the_zeros_beyond_the_map() -> None:
    module = BiLevelRoutingAttention(8, windows=2, topk=9, position=False).double()
    with torch.no_grad():
        module.qkv_linear.weight.zero_()
        module.get_parameter("qkv_linear.bias").copy_(torch.tensor([0.0, 1.0]).repeat(12))
        module.get_parameter("qkv_linear.bias")[:8] = 0
        module.output_linear.weight.copy_(torch.eye(8).view(8, 8, 1, 1))
        module.get_parameter("output_linear.bias").zero_()
        y = module(maps(1, 8, 5, 5))
    expected = torch.tensor([0.0, 25 / 36], dtype=torch.float64).repeat(4)
    torch.testing.assert_close(y, expected.view(1, 8, 1, 1).expand_as(y))


def test_a_head_of_ultralytics_psa_has_64_channels_and_keys_of_half_as_many() -> None:
    module = PartialSelfAttention(128)
    assert module.options.compared(128) == 2 * 32
    assert module.get_parameter("qkv.conv.weight").shape == (128 + 2 * 64, 128, 1, 1)
    with pytest.raises(DoesNotFit, match="not divisible by head_channels=64; head_channels=32"):
        PartialSelfAttention(32)
