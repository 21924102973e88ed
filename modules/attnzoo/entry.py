"""What the catalogue says about one mechanism."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast

from attnzoo.fit import Shape, Size, remedy
from attnzoo.option import BadOption, Option, OptionValue, UnknownOption
from attnzoo.options import Options, SizedOptions

if TYPE_CHECKING:
    from torch import nn

Family = Literal["channel", "spatial", "mixed", "kernel", "pairwise", "control", "own"]

FAMILIES: Mapping[Family, str] = {
    "channel": "weighs whole channels",
    "spatial": "weighs positions",
    "mixed": "weighs channels and positions",
    "kernel": "weighs channels and positions by large convolution kernels, or sums windows by "
    "kernels that it makes from the map",
    "pairwise": "compares every position, or every channel, with the others",
    "control": "no attention, or attention to another image: shows what a gain is due to",
    "own": "a module that is not in this catalogue",
}

Verified = Literal["authors", "public", "paper", "definition", "own"]

EVIDENCE: Mapping[Verified, str] = {
    "authors": "it matches the authors' code in output, input gradient, parameter gradients and "
    "state-dict keys, within ten times that code's rounding error (tests/modules/test_golden.py)",
    "public": "it matches a public implementation in the same respects, since the authors' code "
    "could not be run (tests/modules/test_golden.py)",
    "paper": "it matches a plain transcription of the paper's equations in float64 "
    "(tests/modules/test_transcribed.py), since no output of the authors' code is available",
    "definition": "attnbench defines it, and tests its properties (tests/modules/test_control.py)",
    "own": "it was not: `attnbench check` examines it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One mechanism: how to build it, where it comes from, what it takes and what it costs."""

    name: str
    """The short name, as on the command line."""

    acronym: str
    """The name as tables print it."""

    title: str
    """The name in words."""

    family: Family
    """What is weighed."""

    authors: str
    """The first author, et al."""

    venue: str
    """Where it appeared."""

    year: int | None
    """None for what is not published."""

    link: str
    """Where to read it, such as its arXiv id."""

    code: "str | Callable[..., nn.Module]"
    """The class, or where it is, as `package.module:Class`: a table of these needs no torch."""

    options_class: type[Options]
    """Its options, and what it costs and takes with them."""

    is_gate: bool = False
    """Whether its output is the map times a gate, so that `shuffled_gate` can be made of it."""

    formula: str
    """The number of parameters, in words of the paper."""

    macs_formula: str
    """The number of MACs of one map as torch counts them, in words."""

    constraints: str
    """The maps that it takes, in words."""

    placement: str
    """Where the authors put it."""

    verified: Verified
    """What the module was held against."""

    @property
    def build(self) -> "Callable[..., nn.Module]":
        """The class: `build(channels, **options)` maps (B, C, H, W) to (B, C, H, W)."""
        if not isinstance(self.code, str):
            return self.code
        home, _, name = self.code.partition(":")
        return cast("Callable[..., nn.Module]", getattr(import_module(home), name))

    @property
    def paper(self) -> str:
        """First author, venue and year, and where to read it."""
        appeared = f"{self.venue} {self.year}" if self.year else self.venue
        return ", ".join(part for part in (self.authors, appeared, self.link) if part)

    @property
    def options(self) -> Mapping[str, Option]:
        """The options by name."""
        return self.options_class.table()

    @property
    def tunable(self) -> Mapping[str, Option]:
        """The options of which a search tries other values unless they are given."""
        return self.options

    @property
    def sized(self) -> bool:
        """Whether it is built for one size of map: `build` and `params` take `size`."""
        return issubclass(self.options_class, SizedOptions)

    @property
    def parts(self) -> tuple[str, ...]:
        """The options that are parts of the mechanism."""
        return tuple(name for name, option in self.options.items() if option.is_part)

    def params(self, channels: int, /, **options: object) -> int:
        """Parameters; what is left out of the options has the authors' value."""
        return self.options_class.from_values(options).params(channels)

    def macs(self, channels: int, height: int, width: int, /, **options: object) -> int:
        """MACs of one map as torch counts them."""
        return self.options_class.from_values(options).macs(channels, height, width)

    def misfit(
        self,
        channels: int,
        height: int | None = None,
        width: int | None = None,
        /,
        **options: object,
    ) -> str | None:
        """Why the module cannot take the map, or its channels alone; None if it can."""
        return self.options_class.from_values(options).misfit(channels, height, width)

    def remedy(self, options: Mapping[str, OptionValue], shapes: Sequence[Shape]) -> str:
        """What to change so that the module takes all of some maps.

        Args:
            options: Those that were given.
            shapes: Channels, height and width of the maps.
        """
        return remedy(self.misfit, self.options, shapes, self.values(options))

    def by_name(self, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """Options by their names, where some may be given by their positions."""
        return dict(options)

    def values(self, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """Every option with its value: the one that is given, or else its default."""
        return {**self.defaults(), **self.by_name(options)}

    def defaults(self) -> dict[str, OptionValue]:
        """Every option with its default."""
        return {name: option.default for name, option in self.options.items()}

    def sizing(self, height: int, width: int) -> dict[str, Size]:
        """What `build` and `params` take for a map's size: nothing, unless the entry is sized."""
        return {"size": (height, width)} if self.sized else {}

    def check_options(self, options: Mapping[str, object]) -> None:
        """Raise `UnknownOption` or `BadOption` unless every option is the module's, and typed."""
        for name, value in options.items():
            if name.isdecimal():
                raise BadOption(
                    f"{self.name} takes its options by name, got {value!r} alone; its options: "
                    f"{', '.join(self.options) or 'none'}"
                )
            if name not in self.options:
                raise UnknownOption(self.name, name, self.options)
            self.options[name].check(name, value)
