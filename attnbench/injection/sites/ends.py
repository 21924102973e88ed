"""Where a module can go so that it sees what a part of a network gives."""

from torch import nn

from attnbench.injection.spot import Spot
from attnbench.injection.trace import Trace
from attnbench.layer_kinds import is_converted


def spot_after(model: nn.Module, path: str, trace: Trace) -> Spot | None:
    """The part itself, or one near it that takes or gives on its output unchanged.

    A norm or a convolution can hold no module: conversions replace it. None if there is nothing
    else to hook.
    """
    if not is_converted(model, path):
        return Spot(path)
    calls = trace.of(path)
    if not calls:
        return None
    output = calls[0].output
    after = [Spot(call.path) for call in trace.calls if call.output.is_same(output)]
    before = [Spot(call.path, when="input") for call in trace.calls if call.input.is_same(output)]
    for spot in (*after, *before):
        if spot.path and len(trace.of(spot.path)) == 1 and not is_converted(model, spot.path):
            return spot
    return None
