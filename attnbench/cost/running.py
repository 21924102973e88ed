"""Which module runs at a moment of a forward."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Run:
    """One call of one module."""

    path: str
    module: nn.Module
    batch: int
    """Samples that it was given; 1 where its first input is no batch."""


class Running:
    """The modules that run, the outermost first; follows the forwards of one network."""

    def __init__(self, model: nn.Module) -> None:
        self._runs: list[Run] = []
        for path, part in model.named_modules():
            part.register_forward_pre_hook(
                lambda part, inputs, path=path: self._begin(path, part, inputs), prepend=True
            )
            part.register_forward_hook(lambda *_: self._end())

    @property
    def runs(self) -> Sequence[Run]:
        """The modules that run now, the innermost last."""
        return self._runs

    def _begin(self, path: str, part: nn.Module, inputs: Sequence[object]) -> None:
        given = inputs[0] if inputs else None
        batch = given.shape[0] if isinstance(given, Tensor) and given.ndim > 1 else 1
        self._runs.append(Run(path, part, batch))

    def _end(self) -> None:
        self._runs.pop()
