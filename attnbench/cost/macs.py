"""Multiply-accumulates by three counters, each by kind of operator.

All three give multiply-accumulates: torch's counter counts two operations for each and is halved.
None changes the network that it is given.
"""

import copy
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from attnbench.cost.operators import by_kind
from attnbench.lazy import lazy
from attnbench.meta import ImageSize, meta_copy, meta_images
from attnzoo.shared_conv import SharedConv2d

if TYPE_CHECKING:
    import fvcore.nn as fvcore
    import thop
    from thop import profile as thop_profile
else:  # Both warn when they are imported.
    fvcore = lazy("fvcore.nn")
    thop = lazy("thop")
    thop_profile = lazy("thop.profile")

CounterOf = Callable[[nn.Module, ImageSize], Counter[str]]


class NotCounted(ValueError):
    """A counter cannot take a network, and why."""


def torch_macs(model: nn.Module, size: ImageSize) -> Counter[str]:
    """Torch's `FlopCounterMode`: convolutions and matrix products as they are dispatched.

    It charges nothing for norms, pooling, activations or elementwise work.
    """
    # The counter follows gradients through modules, and stumbles over a parameter as an input.
    probe = meta_copy(model).eval().requires_grad_(False)
    with FlopCounterMode(display=False) as mode, torch.no_grad():
        probe(meta_images(probe, size))
    counts = mode.get_flop_counts().get("Global", {})
    return by_kind((str(operator), flops // 2) for operator, flops in counts.items())


def fvcore_macs(model: nn.Module, size: ImageSize) -> Counter[str]:
    """Fvcore's `FlopCountAnalysis`: matrix products, and norms and adaptive pooling besides.

    It traces, which the meta device does not allow, so it computes one image on the CPU.
    """
    probe = copy.deepcopy(model).to(device="cpu", dtype=torch.float32).eval()
    analysis = fvcore.FlopCountAnalysis(probe, torch.zeros(1, *size))
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    analysis.tracer_warnings("none")
    return by_kind((name, int(count)) for name, count in analysis.by_operator().items())


def thop_macs(model: nn.Module, size: ImageSize) -> Counter[str]:
    """Thop's `profile`: modules of the types it knows; no functional call, no matrix product.

    It writes into the network, so it gets a copy.

    Raises:
        NotCounted: if an injected module sits below a part that thop does not look into.
    """
    blind = [
        name
        for name, part in model.named_modules()
        if type(part) in thop_profile.register_hooks
        and not isinstance(part, nn.Sequential)
        and any(True for _ in part.children())
    ]
    if blind:
        raise NotCounted(f"thop does not look below {blind[0]}, which holds an injected module")
    probe = meta_copy(model).eval()
    types = {name: type(part).__name__ for name, part in probe.named_modules()}
    _, _, layers = thop.profile(
        probe,
        inputs=(meta_images(probe, size),),
        custom_ops={SharedConv2d: _count_shared},
        verbose=False,
        ret_layer_info=True,
    )
    return by_kind((types[name], macs) for name, macs in _leaves(layers, ""))


def _count_shared(part: SharedConv2d, _inputs: object, output: Tensor) -> None:
    """Thop's own rule for a convolution, for a type that it does not know."""
    part.get_buffer("total_ops").add_(output.numel() * part.weight[0].numel())


def _leaves(
    layers: Mapping[str, tuple[float, float, dict[str, object]]], prefix: str
) -> Iterator[tuple[str, int]]:
    for name, (macs, _, below) in layers.items():
        if below:
            yield from _leaves(below, f"{prefix}{name}.")  # type: ignore[arg-type]  # thop nests
        else:
            yield f"{prefix}{name}", int(macs)


COUNTERS: Mapping[str, CounterOf] = {
    "torch": torch_macs,
    "fvcore": fvcore_macs,
    "thop": thop_macs,
}
"""By name, the reference first."""


def count_macs(counter: str, model: nn.Module, size: ImageSize) -> Counter[str]:
    """What one counter gives for one image, by kind of operator.

    Raises:
        NotCounted: if the counter cannot take the network; says why.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return COUNTERS[counter](model, size)
    except NotCounted:
        raise
    except Exception as error:
        raise NotCounted(f"{counter} failed with {type(error).__name__}: {error}") from error
