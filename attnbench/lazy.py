"""Modules that are imported when they are first used, so that the command line starts at once.

    if TYPE_CHECKING:
        from attnbench.engine import run
    else:
        run = lazy("attnbench.engine.run")

Type checkers read the first branch, Python runs the second, and a test compares them. What is
needed at once (a base class, a decorator, a default) cannot be lazy.
"""

from importlib import import_module
from types import ModuleType


class _LazyModule(ModuleType):
    """Stands for a module until one of its attributes is read."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def lazy(name: str) -> ModuleType:
    """A stand-in for the module of that full name, which importing this line does not load."""
    return _LazyModule(name)
