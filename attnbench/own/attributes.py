"""What a Python module that was run holds."""

from types import ModuleType
from typing import TYPE_CHECKING

from attnbench.lazy import lazy

if TYPE_CHECKING:
    from torch import nn
else:
    nn = lazy("torch.nn")


def attribute_of(module: ModuleType, dotted: str) -> object:
    """What a module calls by a name such as `Outer.Inner`; None if it does not."""
    value: object = module
    for name in dotted.split("."):
        value = getattr(value, name, None)
    return value


def classes_of(module: ModuleType) -> list[str]:
    """The torch modules that a Python module defines itself."""
    return [
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
        if issubclass(value, nn.Module)
    ]
