"""The site `inner`: the input of each block's last convolution, where SCSA and SE go."""

from torch import Tensor, nn

from attnbench.injection.branches import blocks
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Call, Trace
from attnbench.layer_kinds import CONVOLUTIONS, is_converted

BESIDE = ("downsample", "shortcut", "skip", "pos_embd")
"""Children of a block that lie on the way around its branch."""


def inner_spots(model: nn.Module, trace: Trace) -> Spots:
    """What feeds the last convolution of every block that has one behind another part."""
    found: list[Spot] = []
    left_out: list[str] = []
    for path, block in blocks(model):
        calls = trace.of(path)
        last = _last_convolution(path, block, trace) if len(calls) == 1 else None
        if last is None or last.given.is_same(calls[0].given):
            name = type(block).__name__
            left_out.append(f"{path} ({name}) has nothing before its last convolution, or none")
        else:
            found.append(_spot_before(path, model, last, trace))
    return Spots(tuple(found), tuple(left_out))


def _last_convolution(path: str, block: nn.Module, trace: Trace) -> Call | None:
    """The convolution that ends last of those that give a map of the block's own shape."""
    (call,) = trace.of(path)
    if not isinstance(call.gave.content, Tensor):
        return None
    convolutions = {
        f"{path}.{name}"
        for name, part in block.named_modules()
        if isinstance(part, CONVOLUTIONS) and name.partition(".")[0] not in BESIDE
    }
    ends = [
        each
        for each in trace.calls
        if each.path in convolutions
        and isinstance(each.gave.content, Tensor)
        and each.gave.content.shape == call.gave.content.shape
    ]
    return ends[-1] if ends else None


def _spot_before(path: str, model: nn.Module, last: Call, trace: Trace) -> Spot:
    """The part that gives the convolution its input, where it can hold a module; else before it."""
    for made in trace.makers(last.given, last.began):
        inside = made.path.startswith(f"{path}.") and len(trace.of(made.path)) == 1
        if inside and not is_converted(model, made.path):
            return Spot(made.path)
    return Spot(last.path, when="input")
