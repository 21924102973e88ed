"""The objects in a network's hooks: picklable, and a copy of the network uses its own weights."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from attnbench.errors import RefusedModel
from attnbench.injection.layout import Layout


class Attend:
    """Forward hook: passes the map in the host's output through the module that its owner holds.

    It holds the owner, not a closure over the module: `copy.deepcopy` and pickle follow the
    reference, so that a copy of the network calls the copy's module.
    """

    def __init__(self, owner: nn.Module, name: str, layout: Layout) -> None:
        self.owner = owner
        self.name = name
        self.layout = layout
        self.clones = False

    def __call__(self, host: nn.Module, _inputs: Sequence[Any], output: Any) -> Any:
        """The host's output with its map attended to.

        Raises:
            RefusedModel: if the host is a replica that `nn.DataParallel` has made.
        """
        _refuse_replica(host)
        return self._apply(output)

    def _apply(self, value: Any) -> Any:
        if self.layout.is_first:
            first, *rest = value
            return type(value)((self._attend(first), *rest))
        return self._attend(value)

    def _attend(self, value: Tensor) -> Tensor:
        module = getattr(self.owner, self.name)
        y = self.layout.put_back(value, module(self.layout.map_of(value)))
        return y.clone() if self.clones else y


class AttendBefore(Attend):
    """Forward pre-hook: passes the map in the host's input through the module."""

    def __call__(  # type: ignore[override]  # torch calls a pre-hook without the output
        self, host: nn.Module, inputs: Sequence[Any]
    ) -> tuple[Any, ...]:
        """The host's input with its map attended to.

        Raises:
            RefusedModel: if the host is a replica that `nn.DataParallel` has made.
        """
        _refuse_replica(host)
        first, *rest = inputs
        return (self._apply(first), *rest)


def _refuse_replica(host: nn.Module) -> None:
    """A replica has the hooks of the original, which run the original's modules on its device."""
    if "_is_replica" in vars(host):
        raise RefusedModel(
            "DataParallel runs copies of a network whose hooks use the original's modules; use "
            "DistributedDataParallel"
        )


def held_modules(model: nn.Module) -> set[nn.Module]:
    """The modules that injections have put into a network."""
    hooks = (
        hook
        for part in model.modules()
        for hook in (*part._forward_hooks.values(), *part._forward_pre_hooks.values())
    )
    return {getattr(hook.owner, hook.name) for hook in hooks if isinstance(hook, Attend)}
