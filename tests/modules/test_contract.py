"""Every variant of the catalogue is built once, and keeps the whole contract."""

import copy
from collections.abc import Callable, Iterable

import pytest
import torch
from hypothesis import assume, given, settings
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
    "gsop of 24 channels at every third position": ("gsop", {"dimension": 24, "stride": 3}),
    "seam of two repeats": ("seam", {"repeats": 2}),
    "epsa of 8 groups": ("epsa", {"groups": 8, "reduction": 4}),
    "epsa without groups": ("epsa", {"groups": 1}),
    "splat of one split": ("splat", {"radix": 1}),
    "splat of four splits": ("splat", {"radix": 4, "reduction": 8}),
    "bam of the paper": ("bam", {"fusion": "add"}),
    "scse of the paper": ("scse", {"fusion": "add"}),
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
    "acmix of 8 heads over 5x5": ("acmix", {"heads": 8, "window": 5}),
    "irmb of emo": ("irmb", {"expansion": 1.5, "norm": "layer", "attend_first": True}),
    "irmb over the whole map": ("irmb", {"window": 0, "bias": True, "activation": "silu"}),
    "dat of bounded moves": ("dat", {"head_channels": 16, "offset_range": 2.0}),
    "dat of tiles": ("dat", {"group_channels": 32, "stride": 3, "kernel_size": 3}),
    "dat without bias": ("dat", {"position_bias": False}),
    "cc of two passes": ("cc", {"recurrence": 2}),
    "cot of 5x5": ("cot", {"kernel_size": 5}),
    "eaa of 2 heads": ("eaa", {"heads": 2}),
    "shsa of the networks": ("shsa", {"ratio": 0.2143}),
    "cafm by position": ("cafm", {"by_position": True}),
    "area of the whole map": ("area", {"area": 1}),
    "bra of the networks": ("bra", {"heads": 4, "topk": 16, "kernel_size": 5}),
    "psa_yolo of narrow keys": ("psa_yolo", {"head_channels": 32, "key_ratio": 0.25}),
    "mona of 32 without dropout": ("mona", {"width": 32, "dropout": 0.0}),
    "focal of 3 levels": ("focal", {"levels": 3}),
    "ela tiny": ("ela", {"preset": "tiny"}),
    "ela small": ("ela", {"preset": "small"}),
    "ela large": ("ela", {"preset": "large"}),
    "lska of 53": ("lska", {"kernel_size": 53}),
    "involution of 3x3, one kernel": ("involution", {"kernel_size": 3, "group_channels": 128}),
    "outlook at every position": ("outlook", {"stride": 1, "head_channels": 64}),
    "outlook of 5x5": ("outlook", {"kernel_size": 5, "stride": 3}),
    "caa with norm": ("caa", {"norm": True, "kernel_size": 13}),
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
    # Of the CPU alone: `torch.manual_seed` also writes down its stack, for devices to come.
    torch.default_generator.manual_seed(seed)
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


MIXES_THE_BATCH = ("shuffled_gate", "shuffled gate of se")
"""Variants whose output depends on the rest of the batch, which is what they are there for."""

CHOOSES_POSITIONS = tuple(key for key, (name, _) in VARIANTS.items() if name == "bra")
"""Variants that keep the positions of largest scores, which rounding to bfloat16 can swap."""

SIZES: tuple[Size, ...] = ((7, 7), (8, 8), (7, 13), (17, 9))
"""Odd maps and maps that are not square among them."""


@on_every_variant
def test_evaluation(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(3, CHANNELS, 8, 8)
    before = x.clone()
    y = module(x)
    assert torch.equal(x, before), "the input is left as it was"
    if variant not in MIXES_THE_BATCH:
        torch.testing.assert_close(
            y[1:2],
            module(x[1:2]),
            rtol=1e-5,
            atol=1e-5,
            msg=lambda text: f"depends on its batch: {text}",
        )
    _keeps_channels_last(module, x, y)
    _is_whole_in_its_state_dict(module, build(variant, seed=5).eval(), x, y)
    trained(copy.deepcopy(module))
    assert torch.equal(module(x), y), "a deep copy is independent"
    _runs_in_bf16(module, x, swapped=0.05 if variant in CHOOSES_POSITIONS else 0)


def _keeps_channels_last(module: nn.Module, x: Tensor, y: Tensor) -> None:
    last = x.contiguous(memory_format=torch.channels_last)
    z = module(last)
    assert z.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(z, y, rtol=1e-5, atol=1e-5)
    if isinstance(module, Gate):
        for entered, output in ((x, y), (last, z)):
            torch.testing.assert_close(entered * module.gate(entered), output, rtol=1e-5, atol=1e-6)


def _is_whole_in_its_state_dict(module: nn.Module, other: nn.Module, x: Tensor, y: Tensor) -> None:
    state = module.state_dict()
    assert {name for name, _ in module.named_parameters()} <= set(state)
    other.load_state_dict(state, strict=True)
    assert torch.equal(other(x), y)


def _runs_in_bf16(module: nn.Module, x: Tensor, *, swapped: float) -> None:
    """At all positions but a share of `swapped` the numbers are near those of float32."""
    own = x.clone().requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        y = module(own)
    y.float().sum().backward()
    assert own.grad is not None
    assert own.grad.isfinite().all()
    near = y.float().isclose(module(x), rtol=0.1, atol=0.1).all(1)
    assert (~near).float().mean() <= swapped, (y, module(x))


@on_every_variant
def test_training(variant: str) -> None:
    module, twin = build(variant).train(), build(variant)
    state = twin.state_dict()
    assert all(torch.equal(value, state[key]) for key, value in module.state_dict().items())
    x = images(4, CHANNELS, 8, 8)
    before = x.clone()
    module(x)
    assert torch.equal(x, before), "the input is left as it was"
    torch.use_deterministic_algorithms(True)
    try:
        trained(twin.train())(x.requires_grad_()).square().sum().backward()
    finally:
        torch.use_deterministic_algorithms(False)
    gradients = {name: parameter.grad for name, parameter in twin.named_parameters()}
    assert all(g is not None and g.isfinite().all() for g in gradients.values()), gradients


@on_every_variant
def test_shape_and_dtype_are_kept_at_odd_and_non_square_sizes(variant: str) -> None:
    name, options = VARIANTS[variant]
    entry, module = CATALOG[name], build(variant)
    fitting = [size for size in SIZES if entry.misfit(CHANNELS, *size, **options) is None]
    assert (8, 8) in fitting
    for size in SIZES:
        x = images(2, CHANNELS, *size)
        if size not in fitting:
            with pytest.raises(DoesNotFit):
                module(x)
            continue
        y = (build(variant, size=size) if entry.sized else module)(x)
        assert (y.shape, y.dtype) == (x.shape, x.dtype), size


@on_every_variant
@given(multiple=st.integers(1, 6), height=st.integers(7, 20), width=st.integers(7, 20))
@settings(max_examples=4, deadline=None)
def test_formulas_equal_the_built_module_and_what_torch_counts(
    variant: str, multiple: int, height: int, width: int
) -> None:
    name, options = VARIANTS[variant]
    entry, channels = CATALOG[name], CHANNELS * multiple
    assume(entry.misfit(channels, height, width, **options) is None)
    with torch.device("meta"):
        module = build(variant, channels, size=(height, width)).eval()
    params = sum(parameter.numel() for parameter in module.parameters())
    assert entry.params(channels, **options, **sized(name, (height, width))) == params
    with FlopCounterMode(display=False) as mode:
        module(torch.empty(1, channels, height, width, device="meta"))
    assert 2 * entry.macs(channels, height, width, **options) == mode.get_total_flops()


@on_every_variant
@given(channels=st.integers(1, 300))
@settings(max_examples=8, deadline=None)
def test_a_module_is_built_exactly_where_its_entry_says_that_it_fits(
    variant: str, channels: int
) -> None:
    name, options = VARIANTS[variant]
    size = (8, 8) if CATALOG[name].sized else ()
    reason = CATALOG[name].misfit(channels, *size, **options)
    if reason is None:
        assert build(variant, channels)(images(2, channels, 8, 8)).isfinite().all()
        return
    with pytest.raises(DoesNotFit) as refusal:
        build(variant, channels)
    assert str(refusal.value).startswith(reason)
    assert "; " in str(refusal.value)


@pytest.mark.slow
# What inductor says of Fourier transforms, which it leaves to torch.
@pytest.mark.filterwarnings("ignore:Torchinductor does not support code generation for complex")
@on_every_variant
def test_compiles_without_a_graph_break(variant: str) -> None:
    module = trained(build(variant)).eval()
    x = images(2, CHANNELS, 8, 8)
    torch.compiler.reset()
    compiled: Callable[[Tensor], Tensor] = torch.compile(module, fullgraph=True)
    torch.testing.assert_close(compiled(x), module(x), rtol=1e-4, atol=1e-5)


class SideBySide(nn.Module):
    """Modules that all take the one map."""

    def __init__(self, modules: Iterable[nn.Module]) -> None:
        super().__init__()
        self.sides = nn.ModuleList(modules)

    def forward(self, x: Tensor) -> list[Tensor]:
        return [module(x) for module in self.sides]


@pytest.mark.parametrize("name", list(CATALOG))
def test_is_captured_as_one_graph(name: str) -> None:
    """Variants without a part, and graphs with gradients, are left to the compilation for real."""
    variants = [
        key for key, (of, _) in VARIANTS.items() if of == name and key not in WITHOUT_A_PART
    ]
    module = SideBySide(trained(build(variant)) for variant in variants).eval()
    x = images(2, CHANNELS, 8, 8)
    torch.compiler.reset()
    captured: Callable[[Tensor], list[Tensor]] = torch.compile(
        module, fullgraph=True, backend="eager"
    )
    with torch.no_grad():
        torch.testing.assert_close(captured(x), module(x), rtol=1e-5, atol=1e-5)
