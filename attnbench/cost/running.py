"""The modules that run at a moment of a forward."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Run:
    """One call of one module."""

    path: str
    module: nn.Module
    batch: int
    """Samples in its first input; 1 if that is not a batch."""


class Running:
    """Follows the forwards of one network: which of its modules run now."""

    def __init__(self, model: nn.Module) -> None:
        self._runs: list[Run] = []
        for path, part in model.named_modules():
            part.register_forward_pre_hook(
                lambda part, inputs, path=path: self._begin(path, part, inputs), prepend=True
            )
            part.register_forward_hook(lambda *_: self._end())

    @property
    def runs(self) -> Sequence[Run]:
        """The calls that are running now, the innermost last."""
        return self._runs

    def _begin(self, path: str, part: nn.Module, inputs: Sequence[object]) -> None:
        x = inputs[0] if inputs else None
        batch = x.shape[0] if isinstance(x, Tensor) and x.ndim > 1 else 1
        self._runs.append(Run(path, part, batch))

    def _end(self) -> None:
        self._runs.pop()
