"""A catalogue entry of a user's module, from building it."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from torch import nn

from attnbench.cost.counters import REFERENCE
from attnbench.cost.macs import count_macs
from attnbench.errors import WrongUse
from attnbench.own.builder import SIZE, Builder, Values
from attnbench.own.remedy import Remedy, remedy_of
from attnbench.own.signature import Build
from attnbench.own.trial import built_without_numbers, try_module
from attnbench.plan.option_text import OptionValue
from attnzoo import Entry, Option, Options
from attnzoo.fit import Shape, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry(Entry):
    """What is known of a user's module."""

    builder: Builder

    @property
    def tunable(self) -> Mapping[str, Option]:
        """The constructor's parameters, without the one that takes the channels."""
        signature = self.builder.signature
        return {name: o for name, o in signature.options.items() if name != signature.channels}

    @property
    def sized(self) -> bool:
        """Any user's module may be built for the size of its map."""
        return True

    def sizing(self, height: int, width: int) -> dict[str, Size]:
        """What `build` and `params` take for a map's size."""
        return {SIZE: (height, width)}

    def by_name(self, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """Options by their names, where some may be given by their positions."""
        return self.builder.by_name(options)

    def check_options(self, options: Mapping[str, object]) -> None:
        """Raise `UnknownOption` or `BadOption` unless every option is the module's, and typed."""
        named = self.builder.by_name(cast("Values", options))
        super(OwnEntry, self).check_options(named)

    def remedy(self, options: Mapping[str, OptionValue], shapes: Sequence[Shape]) -> str:
        """What to change so that the module takes all maps: tried, within a few seconds."""
        return self.remedied(options, shapes).text

    def remedied(self, options: Mapping[str, OptionValue], shapes: Sequence[Shape]) -> Remedy:
        """What to change, and the options that it takes."""
        return remedy_of(self.builder, self.by_name(options), shapes)


def entry_of(name: str, build: object) -> Entry:
    """The entry of a class, or of any callable that makes a module for a map.

    Its options are the constructor's parameters; its parameters and MACs, and the maps that it
    takes, come from building it on the meta device.

    Args:
        name: As it is written on the command line.
        build: The class.

    Raises:
        WrongUse: if it is a built module, or not callable.
    """
    if isinstance(build, nn.Module) or not callable(build):
        raise WrongUse(
            f"{name} is {'a built module' if isinstance(build, nn.Module) else 'not a class'}; "
            "name a class, or a function that makes a module of a number of channels"
        )
    user = cast("Build", build)
    builder = Builder(name, user)
    short = name.rpartition(":")[2]
    return OwnEntry(
        name=name,
        acronym=short,
        title=_first_line(user) or short,
        family="own",
        authors="your own",
        venue="",
        year=None,
        link="",
        code=builder,
        builder=builder,
        options_class=_options_class(builder),
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


def _options_class(builder: Builder) -> type[Options]:
    """The options class of a constructor."""

    class OwnOptions(Options):
        """Values of options, without those that are to be left out."""

        def __init__(self, **values: OptionValue | Size) -> None:
            self.size = cast("Size | None", values.pop(SIZE, None))
            self.values = {
                key: value
                for key, value in builder.by_name(cast("Values", values)).items()
                if value is not None
            }

        @classmethod
        def table(cls) -> Mapping[str, Option]:
            return builder.options

        def params(self, channels: int) -> int:
            height, width = self.size or (None, None)
            module = built_without_numbers(builder, (channels, height, width), self.values)
            return sum(parameter.numel() for parameter in module.parameters())

        def macs(self, channels: int, height: int, width: int) -> int:
            module = builder(channels, **self.values, **{SIZE: (height, width)})
            return count_macs(REFERENCE, module, (channels, height, width)).total()

        def misfit(
            self, channels: int, height: int | None = None, width: int | None = None
        ) -> str | None:
            return try_module(builder, (channels, height, width), self.values).reason

    return OwnOptions
