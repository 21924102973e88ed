"""What reimplementations get wrong about modules that compare positions, or channels."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import attnzoo
from attnzoo import (
    ChannelSelfAttention,
    CrissCrossAttention,
    DoesNotFit,
    DoubleAttention,
    ExternalAttention,
    NonLocal,
    PositionSelfAttention,
)

GOLDEN = Path(__file__).parents[1] / "golden"


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("pam", {}),
        ("cam", {}),
        ("cc", {}),
        ("nonlocal", {}),
        ("nonlocal", {"norm": False}),
    ],
    ids=str,
)
def test_a_fresh_module_with_a_residual_is_the_identity(
    name: str, options: dict[str, bool]
) -> None:
    x = maps(2, 16, 5, 6)
    assert torch.equal(attnzoo.create(name, 16, **options).double()(x), x)


@pytest.mark.parametrize("name", ["pam", "cam", "cc"])
def test_autocast_keeps_a_bfloat16_map_in_bfloat16(name: str) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        assert attnzoo.create(name, 16)(torch.ones(2, 16, 4, 4).bfloat16()).dtype == torch.bfloat16


def test_pams_products_are_not_scaled() -> None:
    module = PositionSelfAttention(16).double()
    nn.init.ones_(module.gamma)
    x = maps(1, 16, 2, 3)
    query, key, value = (
        conv(x).flatten(2)[0] for conv in (module.query_conv, module.key_conv, module.value_conv)
    )
    expected = x + (value @ (query.T @ key).softmax(1).T).view_as(x)
    torch.testing.assert_close(module(x), expected)


def test_cams_code_gives_most_weight_to_the_channel_that_is_least_alike() -> None:
    x = torch.zeros(1, 3, 1, 2, dtype=torch.float64)
    x[0, :, 0, 0] = torch.tensor([30.0, 29.0, -30.0])
    code, paper = (
        ChannelSelfAttention(3).double(),
        ChannelSelfAttention(3, reading="paper").double(),
    )
    for module in (code, paper):
        nn.init.ones_(module.gamma)
    torch.testing.assert_close((code(x) - x)[0, :, 0, 0], x[0, [2, 2, 0], 0, 0])
    torch.testing.assert_close((paper(x) - x)[0, :, 0, 0], x[0, [0, 0, 2], 0, 0])


def wrong_double_attention(arrays: dict[str, Tensor], x: Tensor) -> Tensor:
    """Both softmaxes over the batch, as where the axis is left to torch."""

    def conv(name: str, y: Tensor) -> Tensor:
        weight, bias = arrays[f"sd/{name}.weight"], arrays[f"sd/{name}.bias"]
        return torch.einsum("oc,bcn->bon", weight.flatten(1), y) + bias[:, None]

    flat = x.flatten(2)
    places, shares = conv("convB", flat).softmax(0), conv("convV", flat).softmax(0)
    gathered = conv("convA", flat) @ places.transpose(1, 2)
    return conv("conv_reconstruct", gathered @ shares).view(x.shape)


def test_a2_does_not_share_its_softmaxes_with_the_rest_of_the_batch() -> None:
    with np.load(GOLDEN / "a2_xmu_batchsoftmax_bug_64.npz") as file:
        arrays = {key: torch.from_numpy(file[key]).double() for key in file.files}
    x, control = arrays["x"], arrays["y"]
    wrong = wrong_double_attention(arrays, x)
    torch.testing.assert_close(wrong, control, rtol=1e-5, atol=1e-2)
    assert (wrong_double_attention(arrays, x[:1]) - wrong[:1]).abs().max() > 100
    module = DoubleAttention(64, expand=True).double()
    module.load_state_dict({k[3:]: v for k, v in arrays.items() if k.startswith("sd/")})
    torch.testing.assert_close(module(x[:1]), module(x)[:1])
    assert (module(x) - x - control).abs().max() > 100


def test_a2_gathers_all_channels_unless_it_expands() -> None:
    assert DoubleAttention(64).convA.out_channels == 64
    assert DoubleAttention(64, expand=True).convA.out_channels == 16


def test_nonlocals_keys_leave_out_an_odd_last_row_and_column() -> None:
    module = NonLocal(8, norm=False).double()
    for parameter in module.W.parameters():
        nn.init.ones_(parameter)
    x = maps(1, 8, 5, 7)
    moved = x.clone()
    moved[:, :, 4], moved[:, :, :, 6] = 0, 0
    torch.testing.assert_close((module(x) - x)[:, :, :4, :6], (module(moved) - moved)[:, :, :4, :6])


@pytest.mark.parametrize("subsample", [True, False])
def test_nonlocals_key_names_tell_whether_it_sub_samples(subsample: bool) -> None:
    names = set(NonLocal(8, subsample=subsample).state_dict())
    assert {"g.0.weight", "phi.0.weight"} <= names if subsample else {"g.weight"} <= names


def test_nonlocal_by_dot_divides_by_the_number_of_keys() -> None:
    module = NonLocal(8, pairwise="dot", norm=False).double()
    for parameter in module.W.parameters():
        nn.init.normal_(parameter)
    x = maps(1, 8, 4, 4)
    twice = torch.cat((x, x), dim=3)
    torch.testing.assert_close(module(twice)[:, :, :, :4], module(x))


def test_externals_memories_start_equal_and_are_trained_apart() -> None:
    module = ExternalAttention(16)
    key, value = module.linear_0.weight, module.linear_1.weight
    assert torch.equal(key, value.transpose(0, 1))
    with torch.no_grad():
        key.zero_()
    assert value.abs().min() > 0


def test_a_network_may_add_to_externals_output_in_place() -> None:
    x = maps(2, 16, 5, 6).requires_grad_()
    y = ExternalAttention(16).double()(x)
    y += 1
    y.sum().backward()
    assert x.grad is not None


def test_external_divides_each_positions_slots_by_their_sum() -> None:
    module = ExternalAttention(16).double().eval()
    seen: list[Tensor] = []
    module.linear_1.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    module(maps(2, 16, 5, 6))
    torch.testing.assert_close(seen[0].sum(1), torch.ones(2, 30, dtype=torch.float64))


@pytest.mark.parametrize(("passes", "reached"), [(1, 4 + 5 - 1), (2, 4 * 5)])
def test_criss_cross_attention_reaches_all_positions_in_two_passes(
    passes: int, reached: int
) -> None:
    module = CrissCrossAttention(8, recurrence=passes).double()
    nn.init.ones_(module.gamma)
    x = maps(1, 8, 4, 5).requires_grad_()
    module(x)[0, :, 1, 2].sum().backward()
    assert x.grad is not None
    assert (x.grad[0].abs().sum(0) > 0).sum() == reached


@pytest.mark.parametrize(
    ("name", "size"), [("nonlocal", (1, 8)), ("nonlocal", (8, 1)), ("external", (1, 1))], ids=str
)
def test_forward_refuses_a_map_that_is_too_small(name: str, size: tuple[int, int]) -> None:
    with pytest.raises(DoesNotFit) as refusal:
        attnzoo.create(name, 16)(torch.zeros(2, 16, *size))
    assert refusal.value.reason == attnzoo.CATALOG[name].misfit(16, *size)


@pytest.mark.parametrize("size", [(1, 1), (1, 6), (6, 1)], ids=str)
@pytest.mark.parametrize("name", ["pam", "cam", "cc", "a2"])
def test_a_single_row_or_position_is_taken(name: str, size: tuple[int, int]) -> None:
    x = torch.randn(2, 16, *size, requires_grad=True)
    module = attnzoo.create(name, 16)
    for parameter in module.parameters():
        nn.init.uniform_(parameter)
    y = module(x)
    y.sum().backward()
    assert y.isfinite().all()
    assert x.grad is not None
    assert x.grad.isfinite().all()
