"""Places behind a norm that starts at zero: the module's gradient is zero at step 0."""

from collections.abc import Iterator, Sequence

from torch import Tensor, nn

from attnbench.injection.spot import Spot
from attnbench.injection.trace import Trace, Value
from attnbench.layer_kinds import NORMS


def behind_zero_norms(model: nn.Module, spots: Sequence[Spot], trace: Trace) -> Iterator[str]:
    """The paths of spots whose map comes out of a norm with neither weight nor bias.

    Args:
        model: The network; on the meta device it has no numbers, and nothing is known.
        spots: Where modules go.
        trace: One forward of the network.
    """
    for spot in spots:
        if spot.zero_norm or any(_is_zero(part) for part in _last_norms(model, spot, trace)):
            yield spot.path


def _last_norms(model: nn.Module, spot: Spot, trace: Trace) -> Iterator[nn.Module]:
    """The norms that made the value of a spot, reshaped or not."""
    for call in trace.of(spot.path):
        is_input = spot.when == "input"
        value, until = (call.input, call.began) if is_input else (call.output, call.ended + 1)
        for made in trace.calls:
            if made.ended < until and _is_view(made.output, value):
                part = model.get_submodule(made.path)
                yield from [part] if isinstance(part, NORMS) else []


def _is_view(one: Value, other: Value) -> bool:
    """Whether both are the same numbers, which did not change in between."""
    first, second = one.content, other.content
    if not isinstance(first, Tensor) or not isinstance(second, Tensor):
        return False
    return (
        first.untyped_storage()._cdata == second.untyped_storage()._cdata
        and first.numel() == second.numel()
        and one.version == other.version
    )


def _is_zero(norm: nn.Module) -> bool:
    tensors = (getattr(norm, "weight", None), getattr(norm, "bias", None))
    weight, bias = tensors
    if not isinstance(weight, Tensor) or weight.is_meta:
        return False
    return not weight.any() and (not isinstance(bias, Tensor) or not bias.any())
