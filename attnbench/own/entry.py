"""A catalogue entry of a user's module, from building it."""

import inspect
from collections.abc import Callable, Mapping
from typing import cast, get_args, get_type_hints

import torch
from torch import nn

from attnbench.cost.counters import REFERENCE
from attnbench.cost.macs import count_macs
from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, meta_copy
from attnzoo import Entry, Option, Options
from attnzoo.fit import Shape
from attnzoo.option import OptionValue

Build = Callable[..., nn.Module]
Values = Mapping[str, OptionValue]
KINDS: tuple[type[object], ...] = (bool, int, float, str)


def entry_of(name: str, build: object) -> Entry:
    """The entry of a class, or of any callable from channels to a module.

    Its options are the constructor's parameters after the first; its parameters and MACs, and the
    maps that it takes, come from building it on the meta device.

    Args:
        name: As it is written on the command line.
        build: The class.

    Raises:
        WrongUse: if it is a built module, not callable, or takes no channels.
    """
    if isinstance(build, nn.Module) or not callable(build):
        raise WrongUse(
            f"{name} is {'a built module' if isinstance(build, nn.Module) else 'not a class'}; "
            "name a class, or a function that makes a module of a number of channels"
        )
    own = cast("Build", build)
    short = name.rpartition(":")[2]
    return Entry(
        name=name,
        acronym=short,
        title=_first_line(own) or short,
        family="own",
        authors="your own",
        venue="",
        year=None,
        link="",
        code=own,
        options_class=_options_class(name, own),
        formula="counted on the built module",
        macs_formula="counted on the built module",
        constraints="whatever its constructor and forward take",
        placement="up to you",
        verified="own",
    )


def _first_line(build: Build) -> str:
    lines = (inspect.getdoc(build) or "").strip().splitlines()
    inherited = isinstance(build, type) and build.__doc__ is None
    return lines[0].rstrip(".") if lines and not inherited else ""


def _options_class(name: str, build: Build) -> type[Options]:
    """The options class of a constructor."""
    known = _options(name, build)

    class OwnOptions(Options):
        """Values of options, without those that are to be left out."""

        def __init__(self, **values: OptionValue) -> None:
            self.values = {key: value for key, value in values.items() if value is not None}

        @classmethod
        def table(cls) -> Mapping[str, Option]:
            return known

        def params(self, channels: int) -> int:
            return _params(build, channels, self.values)

        def macs(self, channels: int, height: int, width: int) -> int:
            return _macs(build, (channels, height, width), self.values)

        def misfit(
            self, channels: int, height: int | None = None, width: int | None = None
        ) -> str | None:
            return _misfit(build, (channels, height, width), self.values)

    return OwnOptions


def _options(name: str, build: Build) -> Mapping[str, Option]:
    try:
        parameters = list(inspect.signature(build).parameters.values())
    except (TypeError, ValueError):
        return {}
    if not parameters:
        raise WrongUse(f"{name} takes no channels; make them its constructor's first parameter")
    hints = _hints(build)
    return {
        parameter.name: Option(
            default=_default(parameter),
            kind=_kind(parameter, hints.get(parameter.name)),
            meaning="an option of your module"
            if parameter.default is not parameter.empty
            else "required by your module: it has no default",
            # A switch that is on by default is taken for a part that can be left out.
            is_part=parameter.default is True,
        )
        for parameter in parameters[1:]
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }


def _hints(build: Build) -> Mapping[str, object]:
    function = build.__init__ if isinstance(build, type) else build  # type: ignore[misc]  # of this very class
    try:
        return get_type_hints(function)
    except (NameError, TypeError):
        return {}


def _default(parameter: inspect.Parameter) -> OptionValue:
    value = parameter.default
    return value if isinstance(value, bool | int | float | str) else None


def _kind(parameter: inspect.Parameter, hint: object) -> type[object]:
    """The type of a default, or of an annotation such as `int | None`; `object` takes anything."""
    if isinstance(parameter.default, bool | int | float | str):
        return type(parameter.default)
    hinted = [kind for kind in KINDS if hint is kind or kind in get_args(hint)]
    return hinted[0] if len(hinted) == 1 else object


def _on_meta(build: Build, channels: int, options: Values) -> nn.Module:
    """The module on the meta device: built there if its constructor can, else copied to it."""
    try:
        with torch.device("meta"):
            module = build(channels, **options)
        if all(tensor.is_meta for tensor in (*module.parameters(), *module.buffers())):
            return module.eval()
    except (Exception, SystemExit):  # noqa: BLE001 - some constructors need numbers; if not, the next line raises it
        pass
    with torch.random.fork_rng(devices=[]):
        return meta_copy(build(channels, **options)).eval()


def _params(build: Build, channels: int, options: Values) -> int:
    return sum(p.numel() for p in _on_meta(build, channels, options).parameters())


def _macs(build: Build, size: ImageSize, options: Values) -> int:
    return count_macs(REFERENCE, build(size[0], **options), size).total()


def _misfit(build: Build, shape: Shape, options: Values) -> str | None:
    """Why the module cannot be built for a map, or does not run on it; None if it does."""
    channels, height, width = shape
    try:
        module = _on_meta(build, channels, options)
        if height is not None and width is not None:
            with torch.no_grad():
                module(torch.empty(2, channels, height, width, device="meta"))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a user's code raises is its reason
        text = " ".join(str(error).split())
        where = f"{channels} channels" if height is None else f"{channels}x{height}x{width}"
        return f"it fails at {where} with {type(error).__name__}: {text}"
    return None
