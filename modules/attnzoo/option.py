"""One option of a module: its default, the values that it takes, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from attnzoo.errors import PortableError

OptionValue = int | float | bool | str | None

READINGS = ("code", "paper")
"""The choices where the authors' code and their paper differ in more than one thing."""

WORDS: Mapping[type[object], str] = {
    bool: "on or off",
    int: "a whole number",
    float: "a number",
    str: "text",
    object: "any value",
}

_ALSO: Mapping[type[object], tuple[type[object], ...]] = {
    float: (int,),
    object: (bool, int, float, str),
}
"""Types that an option takes besides its own."""

_KEY = "option"
Value = TypeVar("Value", bound=OptionValue)


class UnknownOption(PortableError):
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
    """A property of a module that its paper varies, and the values that it takes."""

    default: OptionValue
    """The authors' value; None where a rule decides."""

    kind: type[object]
    """The type of a value that is not None; float takes whole numbers too, object anything."""

    meaning: str = ""
    """One phrase for the command line and the docs."""

    choices: tuple[OptionValue, ...] = ()
    """The values that it takes, where they can be listed."""

    minimum: float | None = None
    """The smallest number that it takes."""

    maximum: float | None = None
    """The largest number that it takes."""

    is_part: bool = False
    """Whether it is a part of the mechanism that an ablation can switch off."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""
        if self.choices:
            return f"one of {', '.join(map(value_text, self.choices))}"
        if self.minimum is None:
            return WORDS[self.kind]
        if self.maximum is not None:
            return f"{WORDS[self.kind]} from {self.minimum:g} to {self.maximum:g}"
        return f"{WORDS[self.kind]} of {self.minimum:g} or more"

    def default_text(self) -> str:
        """The default as it is written on the command line."""
        return value_text(self.default)

    def takes(self, value: object) -> bool:
        """Whether the value has the option's type and is a choice, or within the bounds."""
        if value is None and self.default is None:
            return True
        if type(value) not in (self.kind, *_ALSO.get(self.kind, ())):
            return False
        return value in self.choices if self.choices else self._within_bounds(value)

    def check(self, name: str, value: object) -> None:
        """Raise `BadOption` unless the option takes the value."""
        if not self.takes(value):
            raise BadOption(f"{name}={value!r} is not allowed; pass {self.allowed}: {self.meaning}")

    def _within_bounds(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return True
        below = self.minimum is not None and value < self.minimum
        above = self.maximum is not None and value > self.maximum
        return not below and not above


def option(
    default: Value,
    *,
    kind: type[object] | None = None,
    choices: tuple[OptionValue, ...] = (),
    minimum: float | None = None,
    maximum: float | None = None,
) -> Value:
    """A field of a module's options; the docstring of their class says what it means.

    Args:
        default: The authors' value; None where a rule decides.
        kind: The type of its values, where the default is None.
        choices: The values that it takes, where they can be listed.
        minimum: The smallest number that it takes.
        maximum: The largest number that it takes.
    """
    described = Option(
        default=default,
        kind=kind or type(default),
        choices=choices,
        minimum=minimum,
        maximum=maximum,
    )
    return field(default=default, metadata={_KEY: described})


def part() -> bool:
    """A field for a part of the mechanism: on, unless an ablation switches it off."""
    described = Option(default=True, kind=bool, is_part=True)
    return field(default=True, metadata={_KEY: described})


def described(metadata: Mapping[str, object]) -> Option | None:
    """What `option` or `part` said of a dataclass field; None for another field."""
    value = metadata.get(_KEY)
    return value if isinstance(value, Option) else None


def value_text(value: OptionValue) -> str:
    """A value as it is written on the command line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "auto" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
