"""What the catalogue says about one mechanism."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from torch import nn

from attnzoo.fit import Fits, OptionValue, Size

Family = Literal["channel", "spatial", "mixed", "kernel", "pairwise", "control", "own"]

FAMILIES: Mapping[Family, str] = {
    "channel": "weighs whole channels",
    "spatial": "weighs positions",
    "mixed": "weighs channels and positions",
    "kernel": "weighs channels and positions by convolutions of a large reach",
    "pairwise": "lets every position, or every channel, look at the others",
    "control": "no attention, or not to this image: tells what a gain is due to",
    "own": "a module that is not of this catalogue",
}

Verified = Literal["authors", "public", "paper", "definition", "own"]

EVIDENCE: Mapping[Verified, str] = {
    "authors": "equals the authors' code in output, input gradient, every parameter gradient and "
    "state-dict keys, within ten times the rounding error of that code (tests/modules/test_golden)",
    "public": "no code of the authors could be run; equals a public implementation in the same way "
    "(tests/modules/test_golden)",
    "paper": "equals a plain transcription of the paper's equations in float64 "
    "(tests/modules/test_transcribed); no outputs of the authors' code were at hand",
    "definition": "a definition of attnbench, held by tests of its properties",
    "own": "not here: `attnbench check` examines it",
}


_ALSO: Mapping[type[object], tuple[type[object], ...]] = {
    float: (int,),
    object: (bool, int, float, str),
}
"""What an option of a kind takes besides values of that very type."""

WORDS: Mapping[type[object], str] = {
    bool: "on, off, true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    object: "any value",
}


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
    """One thing of a module that its paper varies, and the values that it takes."""

    default: OptionValue
    """The authors' value; None where a rule decides."""

    kind: type[object]
    """The type of a value that is not None; float takes whole numbers too, object anything."""

    meaning: str
    """One phrase for the command line and the docs."""

    choices: tuple[OptionValue, ...] = ()
    """The values that it takes, where they can be listed."""

    minimum: float | None = None
    """The smallest number that it takes."""

    is_part: bool = False
    """Whether it is a part of the mechanism that an ablation can switch off."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""
        if self.choices:
            return f"one of {', '.join(map(value_text, self.choices))}"
        bound = f" of {self.minimum:g} or more" if self.minimum is not None else ""
        return WORDS[self.kind] + bound

    def default_text(self) -> str:
        """The default as it is written on the command line."""
        return value_text(self.default)

    def check(self, name: str, value: object) -> None:
        """Raise `BadOption` unless the option takes the value."""
        if value is None and self.default is None:
            return
        typed = type(value) in (self.kind, *_ALSO.get(self.kind, ()))
        if typed and (value in self.choices if self.choices else not self._below_minimum(value)):
            return
        raise BadOption(f"{name}={value!r} is not allowed; pass {self.allowed}: {self.meaning}")

    def _below_minimum(self, value: object) -> bool:
        return isinstance(value, int | float) and self.minimum is not None and value < self.minimum


def part(meaning: str) -> Option:
    """A part of a mechanism, which is on unless an ablation switches it off."""
    return Option(default=True, kind=bool, meaning=meaning, is_part=True)


def value_text(value: OptionValue) -> str:
    """A value as it is written on the command line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "auto" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


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

    build: Callable[..., nn.Module]
    """The class: `build(channels, **options)` maps (B, C, H, W) to (B, C, H, W)."""

    params: Callable[..., int]
    """The parameter formula: `params(channels, **options)`."""

    formula: str
    """The same formula in words of the paper."""

    macs: Callable[..., int]
    """MACs of one map as torch counts them: `macs(channels, height, width, **options)`."""

    macs_formula: str
    """The same formula, in words."""

    fits: Fits
    """Why a map cannot be taken: `fits(channels, height, width, **options)`, None if it can."""

    constraints: str
    """What `fits` asks, in words."""

    placement: str
    """Where the authors put it."""

    verified: Verified
    """What the module was held against."""

    options: Mapping[str, Option] = field(default_factory=dict)

    sized: bool = False
    """Whether it is built for one size of map: `build` and `params` take `size=(height, width)`."""

    @property
    def paper(self) -> str:
        """First author, venue and year, and where to read it."""
        appeared = f"{self.venue} {self.year}" if self.year else self.venue
        return ", ".join(part for part in (self.authors, appeared, self.link) if part)

    @property
    def parts(self) -> tuple[str, ...]:
        """The options that are parts of the mechanism."""
        return tuple(name for name, option in self.options.items() if option.is_part)

    def defaults(self) -> dict[str, OptionValue]:
        """Every option with its default."""
        return {name: option.default for name, option in self.options.items()}

    def sizing(self, height: int, width: int) -> dict[str, Size]:
        """What `build` and `params` take for a map's size: nothing, unless the entry is sized."""
        return {"size": (height, width)} if self.sized else {}

    def check_options(self, options: Mapping[str, object]) -> None:
        """Raise `UnknownOption` or `BadOption` unless every option is the module's, and typed."""
        for name, value in options.items():
            if name not in self.options:
                raise UnknownOption(self.name, name, self.options)
            self.options[name].check(name, value)
