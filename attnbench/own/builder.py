"""Builds a user's module for a map."""

from collections.abc import Mapping
from functools import update_wrapper
from typing import Any, cast

from torch import nn

from attnbench.errors import WrongUse
from attnbench.own.adapter import Adapter
from attnbench.own.adapter_options import ADAPTER_OPTIONS
from attnbench.own.first_run import first_run, make_layers
from attnbench.own.signature import Build, Signature, signature_of
from attnbench.plan.map_value import depends_on_map, value_on_map
from attnbench.plan.option_text import OptionValue
from attnzoo import BadOption, Option
from attnzoo.fit import Size

Values = Mapping[str, OptionValue]

SIZE = "map size"
"""The keyword of a map's height and width: no parameter of a user can have this name."""


class Builder:
    """Makes a user's module for a map: what the map decides is put in, and its output adapted.

    Args:
        name: As it is written on the command line.
        build: The class, or a function that makes a module.
    """

    def __init__(self, name: str, build: Build) -> None:
        update_wrapper(self, build)
        self.name = name
        self.signature: Signature = signature_of(build)
        self._build = build

    @property
    def options(self) -> Mapping[str, Option]:
        """The constructor's parameters, then the options of every user's module."""
        own = self.signature.options
        return {**own, **{name: o for name, o in ADAPTER_OPTIONS.items() if name not in own}}

    def __call__(self, channels: int, /, **options: object) -> nn.Module:
        """A new module (B, C, H, W) -> (B, C, H, W).

        Args:
            channels: Channels of the map.
            options: Its options; its height and width, for modules that need them, as `SIZE`.

        Raises:
            WrongUse: if something else than a module is built, or the size is needed.
        """
        size = cast("Size | None", options.pop(SIZE, None))
        values = self.by_name(cast("Values", options))
        module = self._construct(channels, size, values)
        adapting = self._adapting(values)
        if adapting:
            module = Adapter(module, **adapting)
        return module if size is None else _made_whole(module, (channels, *size))

    def by_name(self, options: Values) -> dict[str, OptionValue]:
        """Options by name, where some were given by position.

        Raises:
            BadOption: if there are more than the constructor takes, or one is given twice.
        """
        names = list(self.signature.options)
        named: dict[str, OptionValue] = {}
        for key, value in options.items():
            if key.isdecimal() and int(key) > len(names):
                raise BadOption(
                    f"{self.name} takes {len(names)} values, not {key}; its options: "
                    f"{', '.join(self.options)}"
                )
            name = names[int(key) - 1] if key.isdecimal() else key
            if key.isdecimal() and name == self.signature.channels and isinstance(value, int):
                raise BadOption(
                    f"{self.name} would get {value} channels by position; write C first, as in "
                    f"{self.name}(C,{value}), or the name of the option"
                )
            if name in named:
                raise BadOption(f"{self.name} gets {name} twice, by position and by name")
            named[name] = value
        return named

    def _adapting(self, values: Values) -> dict[str, Any]:
        """The options of `Adapter` that differ from its defaults and are not the constructor's."""
        return {
            name: values[name]
            for name, option in ADAPTER_OPTIONS.items()
            if name not in self.signature.options
            and values.get(name, option.default) not in (None, option.default)
        }

    def _construct(self, channels: int, size: Size | None, values: Values) -> nn.Module:
        arguments, keywords = self._arguments(channels, size, values)
        module = self._build(*arguments, **keywords)
        if not isinstance(module, nn.Module):
            kind = type(module).__name__
            raise WrongUse(
                f"{self.name} builds {'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}, not a "
                "torch module; return an nn.Module"
            )
        return module

    def _arguments(
        self, channels: int, size: Size | None, values: Values
    ) -> tuple[list[object], dict[str, object]]:
        """What the constructor gets, by position and by name."""
        signature = self.signature
        if signature.is_open:
            return [channels], {}
        height, width = size or (None, None)
        given: dict[str, object] = {}
        for name, option in signature.options.items():
            value = values.get(name)
            if value is None and name == signature.channels:
                value = "C"
            if depends_on_map(value) and option.kind in (int, object):
                given[name] = value_on_map(value, channels, height, width)
            elif value is not None:
                given[name] = value
        positional = [given.pop(name) for name in signature.positional if name in given]
        return positional, given


def _made_whole(module: nn.Module, shape: tuple[int, int, int]) -> nn.Module:
    """The module with the layers that its first call makes, which takes maps however they lie."""
    first = first_run(module, shape)
    if first.makes_layers:
        make_layers(module, shape)
        first = first_run(module, shape)
    if not first.needs_copy:
        return module
    adapter = module if isinstance(module, Adapter) else Adapter(module)
    adapter.copies = True
    return adapter
