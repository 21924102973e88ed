"""What the catalogue says about one mechanism."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from torch import nn

from attnzoo.fit import Fits, OptionValue

Family = Literal["channel", "spatial", "mixed"]


class UnknownOption(ValueError):
    """A module was given an option that it does not have."""

    def __init__(self, module: str, option: str, allowed: Mapping[str, "Option"]) -> None:
        near = get_close_matches(option, allowed, n=1)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        words = ", ".join(allowed) or "none"
        super().__init__(f"{module} has no option {option!r}; {remedy}its options: {words}")


class BadOption(ValueError):
    """An option of a module was given a value that it does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing of a module that its paper varies."""

    default: OptionValue
    """The authors' value; None where a rule decides."""

    kind: type[int] | type[bool]
    """The type of a value that is not None."""

    meaning: str
    """One phrase for the command line and the docs."""

    def default_text(self) -> str:
        """The default as it is written on the command line."""
        if isinstance(self.default, bool):
            return "on" if self.default else "off"
        return "auto" if self.default is None else str(self.default)

    def check(self, name: str, value: OptionValue) -> None:
        """Raise `BadOption` unless the value is of the option's kind."""
        if (value is None and self.default is None) or type(value) is self.kind:
            return
        allowed = "on, off, true or false" if self.kind is bool else "a whole number"
        raise BadOption(f"{name}={value!r} is not allowed; pass {allowed}: {self.meaning}")


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
    """What is weighed: channels, positions, or both."""

    paper: str
    """First author, venue and year, arXiv id."""

    build: Callable[..., nn.Module]
    """The class: `build(channels, **options)` maps (B, C, H, W) to (B, C, H, W)."""

    params: Callable[..., int]
    """The parameter formula: `params(channels, **options)`."""

    formula: str
    """The same formula in words of the paper."""

    fits: Fits
    """Why a map cannot be taken: `fits(channels, height, width, **options)`, None if it can."""

    constraints: str
    """What `fits` asks, in words."""

    placement: str
    """Where the authors put it in a residual network."""

    options: Mapping[str, Option] = field(default_factory=dict)

    def check_options(self, options: Mapping[str, OptionValue]) -> None:
        """Raise `UnknownOption` or `BadOption` unless every option is the module's, and typed."""
        for name, value in options.items():
            if name not in self.options:
                raise UnknownOption(self.name, name, self.options)
            self.options[name].check(name, value)
