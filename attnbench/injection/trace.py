"""The inputs and outputs of every part of a network, read off one forward without numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.injection.sites.branches import branch_of
from attnbench.meta import ImageSize, QuickNorms, meta_copy, meta_images

BATCH = 2
"""Images of a trace: more than one, so that a folded batch can be told from a map."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a part took or gave, as it was at that moment."""

    content: object
    version: int
    """How often it had been changed in place."""

    def is_same(self, other: "Value") -> bool:
        """Whether both are one tensor that was not changed in between."""
        return self.content is other.content and self.version == other.version


@dataclass(frozen=True, slots=True)
class Call:
    """One run of one part."""

    path: str
    input: Value
    output: Value
    began: int
    ended: int
    """Ticks of one clock; a part begins before and ends after what runs inside it."""


class Trace:
    """The calls of one forward, in the order in which they ended.

    Args:
        calls: Of the network's own parts.
        of_slots: Of the identities that stood in its empty slots.
    """

    def __init__(self, calls: Iterable[Call], of_slots: Iterable[Call]) -> None:
        self.calls = tuple(calls)
        self._by_path: dict[str, list[Call]] = {}
        for call in (*self.calls, *of_slots):
            self._by_path.setdefault(call.path, []).append(call)

    def of(self, path: str) -> Sequence[Call]:
        """The calls of one part, or of a slot where the network has none."""
        return self._by_path.get(path, ())

    def makers(self, value: Value, before: int) -> Iterator[Call]:
        """The calls that gave that very value before a moment, the last one first."""
        for call in reversed(self.calls):
            if call.ended < before and call.output.is_same(value):
                yield call


def trace_network(model: nn.Module, size: ImageSize) -> Trace:
    """Run a copy of a network on the meta device and note every call.

    Empty slots of its blocks hold an identity meanwhile, which shows what a module would get there.

    Raises:
        WrongUse: if the network does not take images of that size.
    """
    copy = meta_copy(model).eval()
    slots = frozenset(_fill_empty_slots(copy))
    calls: list[Call] = []
    open_calls: list[tuple[int, Value]] = []
    clock = iter(range(10**9))

    def begin(_part: nn.Module, inputs: tuple[object, ...]) -> None:
        open_calls.append((next(clock), _value(inputs[0] if inputs else None)))

    def end(path: str, output: object) -> None:
        began, value = open_calls.pop()
        calls.append(Call(path, value, _value(output), began, next(clock)))

    for path, part in copy.named_modules():
        part.register_forward_pre_hook(begin, prepend=True)
        part.register_forward_hook(lambda _part, _inputs, output, path=path: end(path, output))
    try:
        with torch.no_grad(), QuickNorms():
            copy(meta_images(copy, size, BATCH))
    except Exception as error:
        shape = "x".join(map(str, size))
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise WrongUse(
            f"{type(copy).__name__} does not run on {shape} images: {reason}; "
            "choose a size that it was made for, or another network"
        ) from error
    return Trace(
        (call for call in calls if call.path not in slots),
        (call for call in calls if call.path in slots),
    )


def _fill_empty_slots(network: nn.Module) -> Iterator[str]:
    """Put an identity into every slot that holds nothing; gives their names."""
    for path, block in tuple(network.named_modules()):
        branch = branch_of(block)
        if branch is None or branch.at != "slot":
            continue
        if hasattr(block, branch.tap) and getattr(block, branch.tap) is None:
            setattr(block, branch.tap, nn.Identity())
            yield f"{path}.{branch.tap}"


def _value(content: object) -> Value:
    return Value(content, content._version if isinstance(content, Tensor) else 0)
