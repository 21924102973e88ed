"""Every entry of the catalogue keeps the contract."""

import copy
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import attnzoo
from attnzoo import CATALOG, DoesNotFit, Gate
from attnzoo.fit import Size
from attnzoo.option import OptionValue

CHANNELS = 128
"""Every entry takes as many with its authors' options."""

WITHOUT_A_PART: dict[str, tuple[str, dict[str, OptionValue]]] = {
    f"{name} without {part}": (name, {part: False})
    for name, entry in CATALOG.items()
    for part in entry.parts
}
VARIANTS: dict[str, tuple[str, dict[str, OptionValue]]] = {
    **{name: (name, {}) for name in CATALOG},
    **WITHOUT_A_PART,
    "scsa of 8 heads without spatial": ("scsa", {"heads": 8, "spatial": False}),
    "scsa over the whole map without spatial": ("scsa", {"window": -1, "spatial": False}),
    "ema of 16 groups": ("ema", {"groups": 16}),
    "scsa of 8 heads": ("scsa", {"heads": 8}),
    "scsa over the whole map": ("scsa", {"window": -1}),
    "gc of both fusions": ("gc", {"ratio": 0.25, "fusion": "both"}),
    "gc of the mean, multiplied": ("gc", {"pooling": "avg", "fusion": "mul"}),
    "sk of the paper": ("sk", {"reading": "paper"}),
    "bam of the paper": ("bam", {"fusion": "add"}),
    "psa_p of the paper": ("psa_p", {"reading": "paper"}),
    "psa_s of the paper": ("psa_s", {"reading": "paper"}),
    "psa_s of the paper without channel": ("psa_s", {"reading": "paper", "channel": False}),
    "psa_s of the paper without spatial": ("psa_s", {"reading": "paper", "spatial": False}),
    "cam of the paper": ("cam", {"reading": "paper"}),
    "a2 of the paper": ("a2", {"expand": True}),
    "nonlocal by dot": ("nonlocal", {"pairwise": "dot"}),
    "nonlocal by concatenation": ("nonlocal", {"pairwise": "concatenation"}),
    "nonlocal gaussian, all keys": ("nonlocal", {"pairwise": "gaussian", "subsample": False}),
    "nonlocal without norm": ("nonlocal", {"norm": False}),
    "cc of two passes": ("cc", {"recurrence": 2}),
    "ela tiny": ("ela", {"preset": "tiny"}),
    "ela small": ("ela", {"preset": "small"}),
    "ela large": ("ela", {"preset": "large"}),
    "lska of 53": ("lska", {"kernel_size": 53}),
    "mlca of 3 patches a side": ("mlca", {"local_size": 3}),
    "gct of l1": ("gct", {"mode": "l1"}),
    "fca of 2 frequencies": ("fca", {"frequencies": 2}),
    "gam of 4 groups": ("gam", {"groups": 4}),
    "gam without its first sigmoid": ("gam", {"channel_sigmoid": False}),
    "ge of 4 positions": ("ge", {"extent": 4}),
    "ge learned over 8 positions": ("ge", {"extent": 8, "learned": True}),
    "ge learned over the whole map": ("ge", {"learned": True}),
    "ge plus": ("ge", {"learned": True, "mlp": True}),
    "ge plus as timm reads it": ("ge", {"learned": True, "mlp": True, "reading": "timm"}),
    "shuffled gate of se": ("shuffled_gate", {"of": "se"}),
    "convolution as dear as psa_p": ("conv_matched", {"of": "psa_p"}),
}
on_every_variant = pytest.mark.parametrize("variant", list(VARIANTS))


def build(variant: str, channels: int = CHANNELS, seed: int = 0, size: Size = (8, 8)) -> nn.Module:
    name, options = VARIANTS[variant]
    torch.manual_seed(seed)
    return attnzoo.create(name, channels, **options, **sized(name, size))


def sized(name: str, size: Size) -> dict[str, Size]:
    """What an entry takes for a size of map, if it is built for one."""
    return CATALOG[name].sizing(*size)


def trained(module: nn.Module) -> nn.Module:
    """The module with every parameter and statistic moved away from its start, to either side.

    Weights move by as much as they start with, so that maps keep their size and a softmax over
    unscaled products does not turn into a choice.
    """
    generator = torch.Generator().manual_seed(7)
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            inputs = tensor[0].numel() if tensor.dim() > 1 else 1
            step = torch.rand(tensor.shape, generator=generator) * 0.5 - 0.25
            tensor.data.add_(step / inputs**0.5)
    return module


def images(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@on_every_variant
@pytest.mark.parametrize("size", [(7, 7), (8, 8), (7, 13), (17, 9)], ids=str)
def test_shape_and_dtype_are_kept_at_odd_and_non_square_sizes(
    variant: str, size: tuple[int, int]
) -> None:
    x = images(2, CHANNELS, *size)
    y = build(variant, size=size)(x)
    assert y.shape == x.shape
    assert y.dtype == x.dtype


@on_every_variant
def test_every_parameter_gets_a_finite_gradient(variant: str) -> None:
    module = trained(build(variant)).train()
    module(images(4, CHANNELS, 8, 8).requires_grad_()).square().sum().backward()
    gradients = {name: parameter.grad for name, parameter in module.named_parameters()}
    assert all(g is not None and g.isfinite().all() for g in gradients.values()), gradients


MIXES_THE_BATCH = ("shuffled_gate", "shuffled gate of se")
"""Whose output depends on the rest of the batch, which is what they are there for."""


@pytest.mark.parametrize("variant", [each for each in VARIANTS if each not in MIXES_THE_BATCH])
def test_eval_output_of_a_sample_does_not_depend_on_the_rest_of_its_batch(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(3, CHANNELS, 8, 8)
    torch.testing.assert_close(module(x)[1:2], module(x[1:2]), rtol=1e-5, atol=1e-5)


@on_every_variant
def test_the_input_is_left_as_it_was(variant: str) -> None:
    x = images(2, CHANNELS, 8, 8)
    before = x.clone()
    build(variant).train()(x)
    assert torch.equal(x, before)


@on_every_variant
def test_a_state_dict_loads_back_to_bit_equal_output(variant: str) -> None:
    module, other = trained(build(variant)).eval(), build(variant, seed=5).eval()
    other.load_state_dict(module.state_dict(), strict=True)
    x = images(2, CHANNELS, 8, 8)
    assert torch.equal(module(x), other(x))


@on_every_variant
def test_two_builds_under_one_seed_are_equal(variant: str) -> None:
    first, second = build(variant).state_dict(), build(variant).state_dict()
    assert all(torch.equal(first[key], second[key]) for key in first)


@on_every_variant
def test_channels_last_is_kept_and_gives_the_same_numbers(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8)
    y = module(x.contiguous(memory_format=torch.channels_last))
    assert y.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(y, module(x), rtol=1e-5, atol=1e-5)


@on_every_variant
def test_bf16_autocast_runs_forward_and_backward_close_to_float32(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8).requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        y = module(x)
    y.float().sum().backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()
    torch.testing.assert_close(y.float(), module(x), rtol=0.1, atol=0.1)


@on_every_variant
def test_deterministic_mode_runs_forward_and_backward(variant: str) -> None:
    module, x = trained(build(variant)), images(2, CHANNELS, 8, 8).requires_grad_()
    torch.use_deterministic_algorithms(True)
    try:
        module(x).sum().backward()
    finally:
        torch.use_deterministic_algorithms(False)
    assert all(p.grad is not None for p in module.parameters())


@on_every_variant
def test_no_parameter_sits_outside_the_state_dict(variant: str) -> None:
    module = build(variant)
    assert {name for name, _ in module.named_parameters()} <= set(module.state_dict())


@on_every_variant
def test_a_deep_copy_is_independent(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8)
    before = module(x)
    trained(copy.deepcopy(module))
    assert torch.equal(module(x), before)


@on_every_variant
@given(multiple=st.integers(1, 6))
@settings(max_examples=6, deadline=None)
def test_parameter_formula_equals_the_built_module(variant: str, multiple: int) -> None:
    name, options = VARIANTS[variant]
    channels = CHANNELS * multiple
    with torch.device("meta"):
        module = build(variant, channels)
    counted = sum(parameter.numel() for parameter in module.parameters())
    assert CATALOG[name].params(channels, **options, **sized(name, (8, 8))) == counted


@on_every_variant
@given(multiple=st.integers(1, 4), height=st.integers(7, 20), width=st.integers(7, 20))
@settings(max_examples=4, deadline=None)
def test_macs_formula_equals_what_torch_counts(
    variant: str, multiple: int, height: int, width: int
) -> None:
    name, options = VARIANTS[variant]
    channels = CHANNELS * multiple
    with torch.device("meta"):
        module = build(variant, channels, size=(height, width)).eval()
    with FlopCounterMode(display=False) as mode:
        module(torch.empty(1, channels, height, width, device="meta"))
    assert 2 * CATALOG[name].macs(channels, height, width, **options) == mode.get_total_flops()


GATES = [variant for variant in VARIANTS if isinstance(build(variant), Gate)]


@pytest.mark.parametrize("variant", GATES)
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=str)
def test_a_gate_times_the_map_is_the_output(variant: str, layout: torch.memory_format) -> None:
    module = trained(build(variant)).eval()
    assert isinstance(module, Gate)
    x = images(2, CHANNELS, 8, 8).contiguous(memory_format=layout)
    torch.testing.assert_close(x * module.gate(x), module(x), rtol=1e-5, atol=1e-6)


@on_every_variant
@given(channels=st.integers(1, 300))
@settings(max_examples=8, deadline=None)
def test_a_module_is_built_exactly_where_its_entry_says_that_it_fits(
    variant: str, channels: int
) -> None:
    name, options = VARIANTS[variant]
    size = (7, 7) if CATALOG[name].sized else ()
    reason = CATALOG[name].misfit(channels, *size, **options)
    if reason is None:
        assert build(variant, channels, size=(7, 7))(images(2, channels, 7, 7)).isfinite().all()
        return
    with pytest.raises(DoesNotFit) as refusal:
        build(variant, channels, size=(7, 7))
    assert str(refusal.value).startswith(reason)
    assert "; " in str(refusal.value)


@pytest.mark.slow
@on_every_variant
def test_compiles_without_a_graph_break(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8)
    torch.compiler.reset()
    compiled: Callable[[Tensor], Tensor] = torch.compile(module, fullgraph=True)
    torch.testing.assert_close(compiled(x), module(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("variant", [each for each in VARIANTS if each not in WITHOUT_A_PART])
def test_is_captured_as_one_graph(variant: str) -> None:
    """Variants without a part are left to the compilation for real."""
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8)
    torch.compiler.reset()
    captured: Callable[[Tensor], Tensor] = torch.compile(module, fullgraph=True, backend="eager")
    torch.testing.assert_close(captured(x), module(x), rtol=1e-5, atol=1e-5)
