"""Python values of options: texts are read as the command line reads them, others are checked."""

import os
from collections.abc import Iterable, Mapping
from numbers import Real
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from attnbench.cli.expand import Declared
from attnbench.cli.option import Reader
from attnbench.errors import WrongUse

BOOLS = {"on": True, "true": True, "off": False, "false": False}
"""Texts of a bool, as elsewhere on the command line."""


def read_value(option: Declared, value: object) -> object:
    """The value of an option that Python code has passed.

    Args:
        option: What takes it.
        value: A text as it is typed, or the value itself: 3, (0, 1, 2), True, a path.

    Raises:
        WrongUse: if the option does not take it; the text can follow the parameter's name.
    """
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    reader = option.declaration.read
    if reader is None:
        return _plain(option.kind, value)
    if reader.takes_objects and not isinstance(value, str):
        return value
    return reader.read(_text(reader, value))


def _text(reader: Reader, value: object) -> str:
    """What would be typed for a value; of what nobody would type, a text that is refused."""
    if isinstance(value, str | Real) or not isinstance(value, Iterable):
        return str(value)
    parts = tuple(value)
    return reader.write(parts) if all(map(_can_be_typed, parts)) else str(parts)


def _plain(kind: Any, value: object) -> object:
    """A value of an option without a reader: text, a path, a bool, or a list of texts or paths.

    A list of texts such as `lr=0.1` may be a mapping too, and a text such as `16,32` a list.
    """
    members = [member for member in get_args(kind) or (kind,) if member is not NoneType]
    if get_origin(kind) is list and isinstance(value, Mapping):
        return [f"{name}={_joined(of)}" for name, of in value.items()]
    if get_origin(kind) is list:
        values = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
        return [_plain(members[0], os.fspath(v) if isinstance(v, Path) else v) for v in values]
    if bool in members:
        return _bool(value)
    if str in members and isinstance(value, list | tuple) and all(map(_can_be_typed, value)):
        return _joined(value)
    if not isinstance(value, str):
        wanted = "a path" if Path in members else "text"
        raise WrongUse(f"must be {wanted} (got {value!r})")
    return Path(value) if Path in members else value


def _can_be_typed(value: object) -> bool:
    return isinstance(value, str | Real)


def _joined(value: object) -> str:
    """What would be typed for a value, or for several of them."""
    if isinstance(value, list | tuple):
        return ",".join(map(_joined, value))
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _bool(value: object) -> bool:
    known = BOOLS.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(known, bool):
        raise WrongUse(f"must be True or False (got {value!r})")
    return known
