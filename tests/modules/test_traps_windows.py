"""What reimplementations get wrong, of the modules that attend to windows or to a few places."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import attnzoo
from attnzoo import (
    CATALOG,
    ACmix,
    DeformableAttention,
    DoesNotFit,
    InvertedResidualMobileBlock,
)
from attnzoo.parts import zero


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def entering(layer: nn.Module) -> list[Tensor]:
    """What enters a layer, call by call."""
    seen: list[Tensor] = []
    layer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    return seen


@pytest.mark.parametrize("offset_range", [None, 2.0])
def test_dats_places_lie_half_a_position_to_the_lower_right(offset_range: float | None) -> None:
    module = DeformableAttention(64, stride=1, offset_range=offset_range, size=(5, 6)).double()
    zero(module.conv_offset[3])
    seen = entering(module.proj_k)
    x = maps(2, 64, 5, 6)
    module(x)
    beyond = "replicate" if offset_range is None else "constant"
    expected = F.avg_pool2d(F.pad(x, (0, 1, 0, 1), mode=beyond), 2, stride=1)
    torch.testing.assert_close(seen[0], expected)


def test_dats_places_stay_within_the_map_unless_they_are_bounded() -> None:
    module = DeformableAttention(64, size=(5, 6)).double()
    with torch.no_grad():
        for weight in module.conv_offset[3].parameters():
            weight.mul_(100)
    seen = entering(module.proj_k)
    ones = torch.ones(2, 64, 5, 6, dtype=torch.float64)
    module(ones + 0.1 * maps(2, 64, 5, 6))
    assert seen[0].min() > 0.5


def test_dats_bounded_moves_are_counted_in_halves_of_a_distance() -> None:
    module = DeformableAttention(64, stride=1, offset_range=2.0, size=(5, 9)).double()
    with torch.no_grad():
        for weight in module.conv_offset[3].parameters():
            weight.mul_(1e9)
    seen = entering(module.proj_k)
    x = maps(1, 64, 5, 9)
    x[:, 0] = torch.arange(9)
    x[:, 1] = 1
    module(x)
    columns, inside = seen[0][0, 0], seen[0][0, 1] > 0.999
    moves = (columns - torch.arange(9) - 0.5)[inside]
    torch.testing.assert_close(moves.abs(), torch.ones_like(moves))
    assert len(moves) > 10


def test_dats_bias_of_the_keys_has_no_effect() -> None:
    module = DeformableAttention(64, size=(5, 6)).double()
    x = maps(2, 64, 5, 6)
    y = module(x)
    assert module.proj_k.bias is not None
    nn.init.normal_(module.proj_k.bias)
    torch.testing.assert_close(module(x), y)


def test_dats_table_is_read_at_the_displacement_from_a_place_to_a_position() -> None:
    module = DeformableAttention(64, size=(5, 6)).double()
    zero(module.proj_q)
    zero(module.conv_offset[3])
    with torch.no_grad():
        # So large to the upper left of a place that every softmax is a choice.
        rows = torch.linspace(4000, -4000, 9)[:, None].double()
        columns = torch.linspace(400, -400, 11).double()
        module.rpe_table.copy_((rows + columns).expand_as(module.rpe_table))
    seen = entering(module.proj_v)
    attended = entering(module.proj_out)
    module(maps(1, 64, 5, 6))
    last = module.proj_v(seen[0])[:, :, -1:, -1:]
    torch.testing.assert_close(attended[0], last.expand_as(attended[0]))


@pytest.mark.parametrize(
    ("options", "size", "reason"),
    [
        ({}, (1, 6), "a 1x6 map has a side of 1"),
        ({"offset_range": 2.0}, (2, 6), "stride=2 leaves 1x3 places of a 2x6 map"),
        ({"stride": 3, "kernel_size": 3}, (2, 6), "stride=3 leaves 0x2 places of a 2x6 map"),
    ],
)
def test_dat_refuses_maps_without_displacements_or_places(
    options: dict[str, float], size: tuple[int, int], reason: str
) -> None:
    module = attnzoo.create("dat", 64, size=size, **options)
    with pytest.raises(DoesNotFit, match=reason) as refusal:
        module(torch.zeros(2, 64, *size))
    assert refusal.value.reason == CATALOG["dat"].misfit(64, *size, **options)


def test_dat_refuses_a_map_of_another_size_than_its_table_was_made_for() -> None:
    module = DeformableAttention(64, size=(5, 6))
    with pytest.raises(DoesNotFit, match="a 6x5 map is not of size=5x6; build the module"):
        module(torch.zeros(2, 64, 6, 5))
    of_any_size = DeformableAttention(64, position_bias=False)
    assert of_any_size(torch.zeros(2, 64, 6, 5)).shape == (2, 64, 6, 5)


@pytest.mark.parametrize(("size", "stride"), [((4, 6), 2), ((5, 7), 2), ((5, 9), 4)], ids=str)
def test_dat_without_offsets_looks_at_means_of_blocks(size: tuple[int, int], stride: int) -> None:
    module = DeformableAttention(64, offsets=False, stride=stride).double()
    seen = entering(module.proj_k)
    x = maps(1, 64, *size)
    module(x)
    torch.testing.assert_close(seen[0][..., 0, 0], x[..., :stride, :stride].mean((2, 3)))
    rest = (size[0] - 1) // stride * stride, (size[1] - 1) // stride * stride
    torch.testing.assert_close(seen[0][..., -1, -1], x[..., rest[0] :, rest[1] :].mean((2, 3)))


def test_acmix_mirrors_the_coordinates_at_the_border() -> None:
    module = ACmix(4, heads=1, window=3, convolution=False).double()
    nn.init.ones_(module.rate1)
    x = maps(1, 4, 3, 3)
    query, key, value = (conv(x)[0] for conv in (module.conv1, module.conv2, module.conv3))
    # The upper right position sees, on its right, the column on its left once more.
    columns = [1, 2, 1]
    here = query[:, 0, 2]
    scores = [
        here @ (key[:, row, column] + _place(module, 0, 2) - _place(module, row, column)) / 2
        for row in (1, 0, 1)
        for column in columns
    ]
    values = [value[:, row, column] for row in (1, 0, 1) for column in columns]
    expected = torch.stack(values, dim=1) @ torch.stack(scores).softmax(0)
    torch.testing.assert_close(module(x)[0, :, 0, 2], expected)


def _place(module: ACmix, row: int, column: int) -> Tensor:
    """The projected coordinates of a position of a 3x3 map."""
    coordinates = torch.tensor([column - 1, row - 1]).double()
    place: Tensor = module.conv_p(coordinates[None, :, None, None])
    return place.flatten()


def test_acmixs_bias_of_the_coordinates_has_no_effect() -> None:
    module = ACmix(16).double()
    x = maps(2, 16, 5, 6)
    y = module(x)
    assert module.conv_p.bias is not None
    nn.init.normal_(module.conv_p.bias)
    torch.testing.assert_close(module(x), y)


def test_acmixs_convolution_starts_as_the_sum_of_nine_shifts_and_has_no_bias() -> None:
    module = ACmix(16).double()
    assert module.dep_conv.bias is None
    seen = entering(module.dep_conv)
    module.fc.register_forward_hook(lambda *io: torch.ones_like(io[2]))
    module(maps(1, 16, 5, 6))
    ones = module.dep_conv(seen[0])
    torch.testing.assert_close(ones[0, :, 2, 2], torch.full((16,), 9.0).double())
    torch.testing.assert_close(ones[0, :, 0, 0], torch.full((16,), 4.0).double())
    assert torch.equal(module.dep_conv.weight.sum((2, 3)), torch.ones(16, 9).double())


def test_acmix_starts_with_half_of_each() -> None:
    module = ACmix(16)
    assert module.rate1.item() == module.rate2.item() == 0.5


def test_irmbs_windows_are_grids_over_the_whole_map_and_no_blocks() -> None:
    module = InvertedResidualMobileBlock(64, local=False, activation="gelu").double().eval()
    x = maps(1, 64, 14, 21).requires_grad_()
    module(x)[0, :, 1, 2].sum().backward()
    assert x.grad is not None
    reached = x.grad[0].abs().sum(0) > 0
    expected = torch.zeros(14, 21, dtype=torch.bool)
    expected[1::2, 2::3] = True
    assert torch.equal(reached, expected)


def test_irmb_attends_to_the_zeros_that_fill_up_the_map() -> None:
    module = InvertedResidualMobileBlock(64, local=False).double().eval()
    zero(module.qk)
    x = maps(1, 64, 5, 6)
    values = module.v(module.norm(x)).sum((2, 3), keepdim=True) / 49
    torch.testing.assert_close(module(x) - x, module.proj(values).expand_as(x))


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_every_norm_of_irmb_has_an_epsilon_of_its_own(norm: str) -> None:
    module = InvertedResidualMobileBlock(64, norm=norm)
    epsilons = {
        layer.eps for layer in module.modules() if isinstance(layer, nn.BatchNorm2d | nn.LayerNorm)
    }
    assert epsilons == {1e-6}


def test_irmb_adds_the_map_before_its_norm() -> None:
    module = InvertedResidualMobileBlock(64).double()
    zero(module.proj)
    x = maps(2, 64, 5, 6)
    assert torch.equal(module(x), x)
