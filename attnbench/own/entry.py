"""What can be known of a user's module by building it: an entry like the catalogue's."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import cast, get_args, get_type_hints

import torch
from torch import nn

from attnbench.cost.macs import count_macs
from attnbench.errors import WrongUse
from attnbench.meta import meta_copy
from attnzoo import Entry, Option
from attnzoo.fit import OptionValue

Build = Callable[..., nn.Module]
KINDS: tuple[type[object], ...] = (bool, int, float, str)


def entry_of(name: str, build: object) -> Entry:
    """The entry of a class, or of any callable from channels to a module.

    Its options are the parameters of the constructor after the first; its parameters, MACs and
    fitting maps are found by building it on the meta device.

    Args:
        name: As it is written on the command line.
        build: The class.

    Raises:
        WrongUse: if it is built already, or takes no channels.
    """
    if isinstance(build, nn.Module) or not callable(build):
        raise WrongUse(
            f"{name} is {'built already' if isinstance(build, nn.Module) else 'no class'}; name a "
            "class, or a function, from channels to a module"
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
        build=own,
        params=partial(_params, own),
        formula="counted on the built module",
        macs=partial(_macs, own),
        macs_formula="counted on the built module",
        fits=partial(_fits, own),
        constraints="whatever its constructor and forward take",
        placement="yours to say",
        verified="own",
        options=_options(name, own),
    )


def _first_line(build: Build) -> str:
    lines = (inspect.getdoc(build) or "").strip().splitlines()
    inherited = isinstance(build, type) and build.__doc__ is None
    return lines[0].rstrip(".") if lines and not inherited else ""


def _options(name: str, build: Build) -> Mapping[str, Option]:
    try:
        parameters = list(inspect.signature(build).parameters.values())
    except (TypeError, ValueError):
        return {}
    if not parameters:
        raise WrongUse(f"{name} takes no channels; its constructor's first parameter must be them")
    hints = _hints(build)
    return {
        each.name: Option(
            default=_default(each),
            kind=_kind(each, hints.get(each.name)),
            meaning="an option of your module"
            if each.default is not each.empty
            else "your module needs it: it has no default",
            # A switch that is on by default is taken for a part that can be left out.
            is_part=each.default is True,
        )
        for each in parameters[1:]
        if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
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


def _on_meta(build: Build, channels: int, options: Mapping[str, OptionValue]) -> nn.Module:
    """The module without numbers, built so where it can be, else copied."""
    try:
        with torch.device("meta"):
            module = build(channels, **_given(options))
        if all(each.is_meta for each in (*module.parameters(), *module.buffers())):
            return module.eval()
    except (Exception, SystemExit):  # noqa: BLE001 - some constructors need numbers: the next one tells
        pass
    with torch.random.fork_rng(devices=[]):
        return meta_copy(build(channels, **_given(options))).eval()


def _given(options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
    return {name: value for name, value in options.items() if value is not None}


def _params(build: Build, channels: int, /, **options: OptionValue) -> int:
    return sum(p.numel() for p in _on_meta(build, channels, options).parameters())


def _macs(build: Build, channels: int, height: int, width: int, /, **options: OptionValue) -> int:
    module = build(channels, **_given(options))
    return count_macs("torch", module, (channels, height, width)).total()


def _fits(
    build: Build,
    channels: int,
    height: int | None = None,
    width: int | None = None,
    /,
    **options: OptionValue,
) -> str | None:
    """Why it cannot be built for the map, or does not run on it."""
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
