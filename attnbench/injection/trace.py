"""The inputs and outputs of every part of a network, read off one forward without numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, meta_copy, meta_images

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
    """The calls of one forward, in the order in which they ended."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = tuple(calls)
        self._by_path: dict[str, list[Call]] = {}
        for call in self.calls:
            self._by_path.setdefault(call.path, []).append(call)

    def of(self, path: str) -> Sequence[Call]:
        """The calls of one part."""
        return self._by_path.get(path, ())

    def makers(self, value: Value, before: int) -> Iterator[Call]:
        """The calls that gave that very value before a moment, the last one first."""
        for call in reversed(self.calls):
            if call.ended < before and call.output.is_same(value):
                yield call


def trace_network(model: nn.Module, size: ImageSize) -> Trace:
    """Run a copy of a network on the meta device and note every call.

    Raises:
        WrongUse: if the network does not take images of that size.
    """
    return trace_copy(meta_copy(model), size)


def trace_copy(copy: nn.Module, size: ImageSize) -> Trace:
    """Run a network on the meta device that is not needed afterwards, and note every call.

    Raises:
        WrongUse: if the network does not take images of that size.
    """
    copy.eval()
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
        with torch.no_grad():
            copy(meta_images(copy, size, BATCH))
    except (RuntimeError, ValueError, TypeError, AssertionError) as error:
        shape = "x".join(map(str, size))
        raise WrongUse(
            f"{type(copy).__name__} does not run on {shape} images: {str(error).rstrip('.')}; "
            "choose a size that it was made for, or another network"
        ) from error
    return Trace(calls)


def _value(content: object) -> Value:
    return Value(content, content._version if isinstance(content, Tensor) else 0)
