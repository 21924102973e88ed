"""Classes and functions that Python code passes where the command line has a name."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import PathFinder

from attnbench.errors import WrongUse
from attnbench.plan.option_text import OptionValue
from attnbench.plan.variant import Variant

HERE = "here"
"""Stands before the colon in the name of what only this process knows."""

Build = Callable[..., object]

Modules = str | Build | Variant | Sequence[str | Build | Variant]
"""What Python code may pass as modules: a list as it is typed, or names, classes and functions."""

_KNOWN: dict[str, Build] = {}
"""By name, what was passed and has no address that another process could import."""


def variant_of(build: Build) -> Variant:
    """The variant of a class or function, which `session_object` finds again by its name.

    What a module can be imported by is named by it, as in `package.module:Class`, and runs in other
    processes too; what was defined in a notebook, a script or a function is known here alone. The
    keywords of a `functools.partial` become options where they can be typed.

    Args:
        build: The class, or any callable that makes a module.

    Raises:
        WrongUse: if it is a module that was already built.
    """
    if not isinstance(build, type) and hasattr(build, "state_dict"):
        raise WrongUse(
            "must be names, classes or functions, since each place needs a module of its own (got "
            f"an instance of {type(build).__name__})",
            parameter="modules",
        )
    options: dict[str, OptionValue] = {}
    while isinstance(build, partial) and not build.args and _can_be_typed(build.keywords):
        options = {**build.keywords, **options}
        build = build.func
    return Variant(_address(build) or _remember(build), tuple(options.items()))


def is_known_here(name: str) -> bool:
    """Whether a name is of what was passed as an object, in this process or an earlier one."""
    return name.startswith(f"{HERE}:")


def session_object(name: str) -> Build:
    """What was passed under a name.

    Raises:
        WrongUse: if this process has not passed it yet.
    """
    if name not in _KNOWN:
        raise WrongUse(
            f"{name.partition(':')[2]} was passed as an object by another Python session; define "
            "it here and pass it in a Plan first, or save it in a file: file.py:Class"
        )
    return _KNOWN[name]


def _can_be_typed(values: dict[str, object]) -> bool:
    return all(v is None or isinstance(v, bool | int | float | str) for v in values.values())


def _address(build: Build) -> str | None:
    """The name by which any process can import it; None where there is none."""
    home, name = str(getattr(build, "__module__", "")), str(getattr(build, "__qualname__", ""))
    module = sys.modules.get(home)
    value: object = module
    for part in name.split("."):
        value = getattr(value, part, None)
    if module is None or home == "__main__" or value is not build:
        return None
    if PathFinder.find_spec(home.partition(".")[0]) is not None:
        return f"{home}:{name}"
    file = str(getattr(module, "__file__", ""))
    return f"{file}:{name}" if file.endswith(".py") else None


def _remember(build: Build) -> str:
    """Keep what no other process can import; the newest of a name, as a notebook's cell is."""
    inner = build.func if isinstance(build, partial) else build
    name = f"{HERE}:{getattr(inner, '__name__', type(inner).__name__)}"
    _KNOWN[name] = build
    return name
