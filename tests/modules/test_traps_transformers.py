"""What reimplementations get wrong about the attention of transformers on maps."""

import torch
from torch import Tensor, nn

from attnzoo import (
    CATALOG,
    ContextualTransformer,
    EfficientAdditiveAttention,
    SingleHeadSelfAttention,
)


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
    expected = nn.functional.silu(module.bn(scale * module.conv1x1(x)))
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
    query = nn.functional.normalize(x, dim=1)
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
    x = maps(1, 16, 3, 4)
    whole, rest = x.clone(), x.clone()
    whole[:, 3, 1, 1] += 1
    rest[:, 4, 1, 1] += 1
    reached = [((module(other) - module(x)).abs().sum(1) > 1e-12).sum() for other in (whole, rest)]
    assert reached == [12, 1]


def test_a_ratio_gives_the_channels_that_attend_in_the_networks_of_shvit() -> None:
    attending = [SingleHeadSelfAttention(c, ratio=0.2143).attending for c in (224, 320, 308, 352)]
    assert attending == [48, 68, 66, 75]
