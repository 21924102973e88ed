"""The objects that sit in a network's hooks. Picklable, and a copy uses its own weights."""

from collections.abc import Sequence

from torch import Tensor, nn


class Attend:
    """Forward hook: gives the host's output to the module that its owner holds.

    It holds the owner, not a closure over the module: `copy.deepcopy` and pickle follow the
    reference, so that a copy of the network calls the copy's module.
    """

    def __init__(self, owner: nn.Module, name: str) -> None:
        self.owner = owner
        self.name = name
        self.clones = False

    def __call__(self, _host: nn.Module, _inputs: Sequence[Tensor], output: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return self._apply(output)

    def _apply(self, x: Tensor) -> Tensor:
        y: Tensor = getattr(self.owner, self.name)(x)
        return y.clone() if self.clones else y


class AttendBefore(Attend):
    """Forward pre-hook: gives the host's input to the module, before the host sees it."""

    def __call__(  # type: ignore[override]  # torch calls a pre-hook without the output
        self, _host: nn.Module, inputs: Sequence[Tensor]
    ) -> tuple[Tensor, ...]:
        """(B, C, H, W) -> (B, C, H, W)."""
        first, *rest = inputs
        return (self._apply(first), *rest)
