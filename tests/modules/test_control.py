"""The controls leave out what they are there to leave out, and nothing else."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

import attnzoo
from attnzoo import CATALOG, DoesNotFit, Gate
from attnzoo.control.conv_matched_options import TOLERANCE
from attnzoo.control.of import GATES


def maps(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(2))


def test_the_identity_gives_the_very_map() -> None:
    x = maps(2, 5, 4, 3)
    assert attnzoo.create("identity", 5)(x) is x


def test_a_constant_gate_learns_but_does_not_look() -> None:
    module = attnzoo.create("constant_gate", 6)
    assert isinstance(module, Gate)
    gates = module.gate(maps(2, 6, 3, 3)), module.gate(10 * maps(4, 6, 5, 5))
    assert torch.equal(*gates)
    module(maps(2, 6, 3, 3)).sum().backward()
    assert all(p.grad is not None and p.grad.abs().min() > 0 for p in module.parameters())


@pytest.mark.parametrize("of", GATES)
def test_a_shuffled_gate_is_the_modules_gate_of_another_image(of: str) -> None:
    torch.manual_seed(0)
    shuffled = attnzoo.create("shuffled_gate", 128, of=of).eval()
    module = shuffled.get_submodule("module")
    assert isinstance(module, Gate)
    for tensor in module.parameters():
        tensor.data.add_(torch.rand_like(tensor) * 0.1)
    x = maps(3, 128, 8, 8)
    own = module.gate(x).expand_as(x)
    torch.testing.assert_close(shuffled(x), x * own[[2, 0, 1]])
    torch.testing.assert_close(shuffled(x[:1]), x[:1] * own[:1], rtol=1e-4, atol=1e-5)


@given(
    of=st.sampled_from(("ema", "cbam", "psa_p", "nonlocal", "lska", "ca", "gc")),
    channels=st.sampled_from((64, 128, 256)),
    height=st.integers(4, 32),
    width=st.integers(4, 32),
)
@settings(max_examples=40, deadline=None)
def test_a_matched_convolution_costs_what_the_module_costs_or_is_refused(
    of: str, channels: int, height: int, width: int
) -> None:
    wanted = CATALOG[of].macs(channels, height, width)
    if CATALOG["conv_matched"].misfit(channels, height, width, of=of) is not None:
        with pytest.raises(DoesNotFit, match="the nearest convolution"):
            attnzoo.create("conv_matched", channels, of=of, size=(height, width))
        return
    module = attnzoo.create("conv_matched", channels, of=of, size=(height, width))
    weights = sum(parameter.numel() for parameter in module.parameters())
    assert abs(weights * height * width - wanted) <= TOLERANCE * wanted


def test_a_module_that_costs_less_than_any_convolution_cannot_be_matched() -> None:
    with pytest.raises(DoesNotFit, match=r"eca costs 192 MACs .* 3x3 over 1 channels, costs 576"):
        attnzoo.create("conv_matched", 64, of="eca", size=(8, 8))


def test_channels_beyond_the_matched_ones_pass() -> None:
    module = attnzoo.create("conv_matched", 256, of="ema", size=(8, 8))
    x = maps(2, 256, 8, 8)
    mixed = next(iter(module.parameters())).shape[0]
    assert mixed < 256
    assert torch.equal(module(x)[:, mixed:], x[:, mixed:])


@pytest.mark.parametrize(
    ("name", "of", "reason"),
    [
        ("shuffled_gate", "nonlocal", "of='nonlocal' is not allowed"),
        ("shuffled_gate", "shuffled_gate", "is not allowed"),
        ("conv_matched", "identity", "is not allowed"),
    ],
)
def test_a_control_of_what_it_cannot_control_is_refused(name: str, of: str, reason: str) -> None:
    with pytest.raises(attnzoo.BadOption, match=reason):
        attnzoo.create(name, 64, of=of)


def test_a_matched_convolution_needs_the_size_of_the_map() -> None:
    with pytest.raises(DoesNotFit, match=r"pass size=\(height, width\)"):
        attnzoo.create("conv_matched", 64)
