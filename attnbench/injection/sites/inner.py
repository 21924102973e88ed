"""The site `inner`: the input of each block's last convolution, where SCSA and SE go."""

from torch import Tensor, nn

from attnbench.injection.sites.branches import blocks
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Call, Trace
from attnbench.layer_kinds import CONVOLUTIONS, is_converted

BESIDE = ("downsample", "shortcut", "skip", "pos_embd")
"""Children of a block that lie on the way around its branch."""


def inner_spots(model: nn.Module, trace: Trace) -> Spots:
    """What feeds the last convolution of every block that has one behind another part."""
    spots: list[Spot] = []
    left_out: list[str] = []
    for path, block in blocks(model):
        calls = trace.of(path)
        last = _last_convolution(path, block, trace) if len(calls) == 1 else None
        if last is None or last.input.is_same(calls[0].input):
            name = type(block).__name__
            left_out.append(f"{path} ({name}) has no convolution with another part before it")
        else:
            spots.append(_spot_before(path, model, last, trace))
    return Spots(tuple(spots), tuple(left_out))


def _last_convolution(path: str, block: nn.Module, trace: Trace) -> Call | None:
    """The convolution that ends last of those that give a map of the block's own shape."""
    (block_call,) = trace.of(path)
    output = block_call.output.content
    if not isinstance(output, Tensor):
        return None
    convolutions = {
        f"{path}.{name}"
        for name, part in block.named_modules()
        if isinstance(part, CONVOLUTIONS) and name.partition(".")[0] not in BESIDE
    }
    calls = [
        call
        for call in trace.calls
        if call.path in convolutions
        and isinstance(call.output.content, Tensor)
        and call.output.content.shape == output.shape
    ]
    return calls[-1] if calls else None


def _spot_before(path: str, model: nn.Module, last: Call, trace: Trace) -> Spot:
    """The part that makes the convolution's input, if it can hold a module; else before it."""
    for maker in trace.makers(last.input, last.began):
        is_inside = maker.path.startswith(f"{path}.") and len(trace.of(maker.path)) == 1
        if is_inside and not is_converted(model, maker.path):
            return Spot(maker.path)
    return Spot(last.path, when="input")
