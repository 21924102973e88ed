"""A hash of the code of what was defined in a notebook, a script or a function."""

import hashlib
import inspect
import pickle
import sys
import sysconfig
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from attnbench.own.packages import packaged_digest

PLAIN = (bool, int, float, complex, str, bytes, type(None))


def session_digest(build: object) -> str:
    """A hash of what an object runs: its code without docstrings, and what that refers to.

    Functions, classes and values of the same session are followed, also through globals and
    closures; what is imported counts by the code of its files, or by its name if it is installed.
    """
    digest = hashlib.sha256()
    for part in _Walk().parts(build):
        digest.update(repr(part).encode())
    return digest.hexdigest()


class _Walk:
    """Visits what an object refers to, each thing once."""

    def __init__(self) -> None:
        self._visited: dict[int, object] = {}

    def parts(self, value: object) -> Iterator[object]:
        """Everything that a value rests on, in a fixed order."""
        if isinstance(value, PLAIN):
            yield value
        elif id(value) in self._visited:
            yield "again"
        else:
            self._visited[id(value)] = value
            yield from self._of_new(value)

    def _of_new(self, value: object) -> Iterator[object]:
        match value:
            case partial():
                yield from self.parts((value.func, value.args, value.keywords))
            case staticmethod() | classmethod():
                yield from self.parts(value.__func__)
            case property():
                yield from self.parts((value.fget, value.fset))
            case list() | tuple() | set() | frozenset() | dict():
                yield from self._of_container(value)
            case ModuleType():
                yield value.__name__
            case type() | FunctionType() if _is_imported(value):
                yield _imported_name(value)
            case type():
                yield from self._of_class(value)
            case FunctionType():
                yield from self._of_function(value)
            case _:
                yield _content(value)

    def _of_container(self, value: Collection[object]) -> Iterator[object]:
        if isinstance(value, dict):
            for key in sorted(value, key=str):
                yield from (key, *self.parts(value[key]))
        elif isinstance(value, set | frozenset):
            yield sorted(map(repr, value))
        else:
            for item in value:
                yield from self.parts(item)

    def _of_class(self, kind: type) -> Iterator[object]:
        yield kind.__qualname__
        for base in kind.__bases__:
            yield from self.parts(base)
        for name, value in sorted(vars(kind).items()):
            if name not in IGNORED:
                yield from (name, *self.parts(value))

    def _of_function(self, function: FunctionType) -> Iterator[object]:
        yield from self._of_code(function.__code__, function.__doc__)
        yield from self.parts((function.__defaults__, function.__kwdefaults__))
        for name, value in sorted(_references(function).items()):
            yield from (name, *self.parts(value))

    def _of_code(self, code: CodeType, docstring: str | None = None) -> Iterator[object]:
        yield (code.co_code, code.co_names, code.co_varnames, code.co_freevars)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from self._of_code(constant)
            elif constant != docstring:
                yield from self.parts(constant)


IGNORED = (
    *("__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__firstlineno__"),
    *("__static_attributes__", "__annotate_func__", "__annotations_cache__", "__parameters__"),
)
"""What a class holds besides its code."""


def _references(function: FunctionType) -> Mapping[str, object]:
    """By name, the globals and the enclosing variables that a function uses."""
    names = set(_names(function.__code__))
    used = {name: value for name, value in function.__globals__.items() if name in names}
    return {**used, **inspect.getclosurevars(function).nonlocals}


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_imported(value: type | FunctionType) -> bool:
    """Whether a file that can be imported defines it."""
    module = sys.modules.get(value.__module__)
    return (
        value.__module__ != "__main__"
        and getattr(module, "__file__", None) is not None
        and ("<locals>" not in value.__qualname__)
    )


def _imported_name(value: type | FunctionType) -> object:
    """The name of what is installed; of what a user's file defines the digest of its code too."""
    name = f"{value.__module__}:{value.__qualname__}"
    file = Path(str(sys.modules[value.__module__].__file__))
    installed = (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
    if any(file.is_relative_to(folder) for folder in installed):
        return name
    return name, packaged_digest(value)


def _content(value: object) -> object:
    """What another value holds, where it can be pickled; else its type."""
    try:
        return type(value).__qualname__, pickle.dumps(value, protocol=4)
    except (Exception, RecursionError):  # noqa: BLE001 - whatever refuses to be pickled
        return type(value).__qualname__
