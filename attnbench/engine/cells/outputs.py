"""What a module computes from fixed weights and a fixed map, condensed to a few numbers.

Two versions of a module that compute the same give the same numbers, up to rounding, whatever
their initialisation; another function, another gradient, another name or shape of a weight gives
others.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from attnbench.engine.cells.fixed_numbers import FixedNumbers, set_weights, signature
from attnbench.injection.build import build_module
from attnbench.injection.injection import Place
from attnbench.own.gate_like import looks_like_a_gate
from attnbench.own.lookup import find
from attnbench.plan.variant import Variant
from attnreport.record import Caution, CautionKind

BATCH = 3
"""Images: over fewer, the batch statistics of a pooled map are one number or two signs."""

LARGEST_SIDE = 16
"""A larger map is halved until it is no larger, so that attention over positions stays cheap."""

PROJECTIONS = 6
SEEDS = (0, 1)
"""Of the two runs: what they do not share was drawn, and is not compared."""

ROUNDING = 1e-5
"""Share of the largest number by which two runs may differ."""

Numbers = Mapping[str, tuple[float, ...]]
Shape = tuple[int, int, int]
"""Channels, height and width of a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The condensed outputs of one variant."""

    numbers: Numbers = field(default_factory=dict)
    """By map and pass, such as `128x16x16 evaluation`."""
    cautions: tuple[Caution, ...] = ()
    """What has no numbers, and why."""


def measure_outputs(variant: Variant, places: Iterable[Place]) -> Outputs:
    """Run a variant's module alone on each kind of map that it meets, in float32 on the CPU.

    For each map there are `evaluation` and `training`, the outputs in the two modes; `input
    gradient` in training; and `weight gradients`, of which only the norms. Each is condensed to
    random projections divided by the root of the number of elements, the root mean square, and
    the largest magnitude.

    Args:
        variant: With a module.
        places: Where it is in the network.
    """
    numbers: dict[str, tuple[float, ...]] = {}
    cautions: list[Caution] = []
    shapes = dict.fromkeys(_stand_in(variant, place) for place in places)
    for shape in shapes:
        text = "x".join(map(str, shape))
        try:
            first, second = (_run(variant, shape, seed) for seed in SEEDS)
        except Exception as error:  # noqa: BLE001 - whatever a user's code raises is the reason
            cautions.append(_caution(variant, text, f"{type(error).__name__}: {error}"))
            continue
        shared = [name for name in first if _agree(first[name], second[name])]
        numbers |= {f"{text} {name}": first[name] for name in shared}
        drawn = [name for name in first if name not in shared]
        if drawn:
            reason = f"{', '.join(drawn)}: not finite, or not the same in two runs"
            cautions.append(_caution(variant, text, reason))
    return Outputs(numbers=numbers, cautions=(*_gate_caution(variant, shapes), *cautions))


def _gate_caution(variant: Variant, shapes: Iterable[Shape]) -> Iterator[Caution]:
    """A caution where a user's module gives what looks like a factor of the map."""
    entry, first = find(variant.module), next(iter(shapes), None)
    if entry.family != "own" or first is None:
        return
    with torch.random.fork_rng(devices=[]), suppress(Exception):
        module = build_module(entry, variant.module_options, *first, identity_at_start=False)
        if looks_like_a_gate(module, first):
            yield Caution(
                kind=CautionKind.GATE,
                detail="its output lies between 0 and 1 whatever the map: if it is a factor of the "
                f"map, write '{variant.replaced(output='gate')}'",
            )


def _stand_in(variant: Variant, place: Place) -> Shape:
    """The map at a place, or a smaller one of the same channels that the module takes too."""
    entry = find(variant.module)
    height, width = place.height, place.width
    while max(height, width) > LARGEST_SIDE:
        height, width = max(height // 2, 1), max(width // 2, 1)
    options = entry.values(variant.module_options)
    if entry.misfit(place.channels, height, width, **options) is None:
        return place.channels, height, width
    return place.channels, place.height, place.width


def _run(variant: Variant, shape: Shape, seed: int) -> Numbers:
    """The numbers of every pass, by its name."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = build_module(
            find(variant.module),
            variant.module_options,
            *shape,
            identity_at_start=variant.identity_at_start,
        )
        fixed = FixedNumbers(signature(module))
        set_weights(module, fixed)
        return dict(_passes(module, _map(fixed, shape), fixed))


def _map(fixed: FixedNumbers, shape: Shape) -> Tensor:
    """A map (B, C, H, W) whose channels differ in mean and spread, so that pooling tells them."""
    channelwise = (BATCH, shape[0], 1, 1)
    means, spreads = fixed.normal(*channelwise), fixed.nonzero(*channelwise)
    return means + spreads * fixed.normal(BATCH, *shape)


def _passes(
    module: nn.Module, x: Tensor, fixed: FixedNumbers
) -> Iterator[tuple[str, tuple[float, ...]]]:
    signs, slope = fixed.signs(PROJECTIONS, x.numel()), fixed.normal(*x.shape).to(x.dtype)
    with torch.no_grad():
        yield "evaluation", _condense(module.eval()(x.clone()), signs)
    x.requires_grad_()
    output = module.train()(x.clone())
    yield "training", _condense(output, signs)
    output.backward(slope)
    assert x.grad is not None
    yield "input gradient", _condense(x.grad, signs)
    trained = [weight for _, weight in sorted(module.named_parameters()) if weight.requires_grad]
    if trained:
        norms = torch.stack([_norm(weight.grad) for weight in trained])
        yield "weight gradients", _condense(norms, fixed.signs(PROJECTIONS, len(trained)))


def _condense(values: Tensor, signs: Tensor) -> tuple[float, ...]:
    flat = values.detach().double().flatten()
    sums = torch.cat([signs @ flat, flat.norm()[None]]) / flat.numel() ** 0.5
    return (*sums.tolist(), float(flat.abs().max()))


def _norm(gradient: Tensor | None) -> Tensor:
    return torch.zeros(()).double() if gradient is None else gradient.double().norm()


def _agree(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two runs gave the same; never where a number is not finite."""
    first, second = torch.tensor(one), torch.tensor(other)
    return bool((first - second).abs().max() <= ROUNDING * first.abs().max())


def _caution(variant: Variant, shape: str, reason: str) -> Caution:
    return Caution(
        kind=CautionKind.OUTPUT_NOT_COMPARED,
        detail=f"{shape}: {reason}; attnbench check {variant} says more",
    )
