"""What a user's class or function takes: the channels, and its options."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter
from typing import get_args, get_type_hints

from torch import nn

from attnbench.own.own_option import OwnOption
from attnbench.own.words import names_channels
from attnbench.plan.option_text import OptionValue

Build = Callable[..., nn.Module]

KINDS: tuple[type[object], ...] = (bool, int, float, str)
AXIS_WORDS = ("dim", "dims", "ndim")
AXES = range(-4, 4)
"""A `dim` with such a default is an axis of the map, not its channels."""

NAMED = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters of a constructor."""

    options: Mapping[str, OwnOption]
    """Every parameter with a name, in order; the one that takes the channels has the default C."""
    channels: str | None
    """The parameter that takes the channels; None where none does."""
    positional: tuple[str, ...] = ()
    """Parameters that take a value by position alone."""
    is_open: bool = False
    """Whether the channels go to a parameter without a name, as in `def make(*args)`."""

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters without a value that a user must give."""
        return tuple(name for name, option in self.options.items() if option.is_required)

    def missing(self, values: Mapping[str, OptionValue]) -> tuple[str, ...]:
        """The required parameters to which no value was given."""
        return tuple(name for name in self.required if values.get(name) is None)


def signature_of(build: Build) -> Signature:
    """The signature of a class, or of any callable that makes a module."""
    if isinstance(build, type) and build.__init__ is nn.Module.__init__:  # type: ignore[misc]  # of this very class
        return Signature(options={}, channels=None)
    try:
        parameters = list(inspect.signature(build).parameters.values())
    except (TypeError, ValueError):
        return Signature(options={}, channels=None, is_open=True)
    named = [parameter for parameter in parameters if parameter.kind in NAMED]
    channels = _channels(named)
    hints = _hints(build)
    return Signature(
        options={
            parameter.name: _option(
                parameter, hints.get(parameter.name), takes_channels=parameter.name == channels
            )
            for parameter in named
        },
        channels=channels,
        positional=tuple(p.name for p in named if p.kind is Parameter.POSITIONAL_ONLY),
        is_open=not named and any(p.kind is Parameter.VAR_POSITIONAL for p in parameters),
    )


def _channels(parameters: list[Parameter]) -> str | None:
    """The first parameter that takes the channels of the map; None if none does."""
    return next((p.name for p in parameters if _takes_channels(p)), None)


def _takes_channels(parameter: Parameter) -> bool:
    """Whether its name is a word for channels, and its default may be a number of them."""
    default = parameter.default
    if not names_channels(parameter.name):
        return False
    if default is None or default is parameter.empty:
        return True
    is_axis = parameter.name in AXIS_WORDS and default in AXES
    return isinstance(default, int) and not isinstance(default, bool) and not is_axis


def _option(parameter: Parameter, hint: object, *, takes_channels: bool) -> OwnOption:
    default = parameter.default
    is_plain = default is None or isinstance(default, bool | int | float | str)
    has_default = default is not parameter.empty
    if takes_channels:
        return OwnOption(default="C", kind=int, meaning="takes the channels of the map")
    return OwnOption(
        default=default if is_plain else None,
        kind=_kind(parameter, hint),
        meaning="an option of your module"
        if has_default
        else "required by your module: it has no default",
        # A switch that is on by default is taken for a part that can be left out.
        is_part=default is True,
        is_required=not has_default,
        untyped="" if is_plain or not has_default else _what(default),
    )


def _what(value: object) -> str:
    """What kind of thing a default is that cannot be typed on the command line."""
    if isinstance(value, type):
        return f"a class ({value.__name__})"
    if callable(value) and hasattr(value, "__name__"):
        return f"a function ({value.__name__})"
    return f"a {type(value).__name__}"


def _hints(build: Build) -> Mapping[str, object]:
    function = build.__init__ if isinstance(build, type) else build  # type: ignore[misc]  # of this very class
    try:
        return get_type_hints(function)
    except (NameError, TypeError):
        return {}


def _kind(parameter: Parameter, hint: object) -> type[object]:
    """The type of a default, or of an annotation such as `int | None`; `object` takes anything."""
    if isinstance(parameter.default, bool | int | float | str):
        return type(parameter.default)
    hinted = [kind for kind in KINDS if hint is kind or kind in get_args(hint)]
    return hinted[0] if len(hinted) == 1 else object
