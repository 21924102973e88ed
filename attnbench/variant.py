"""A module with its options, as it is written on the command line. Knows no torch."""

import re
from dataclasses import dataclass

from attnbench.errors import WrongUse
from attnreport.record import BASELINE

OptionValue = int | float | bool | str | None

IDENTITY_AT_START = "identity_at_start"
"""The option that every module has: output equal to the input at step 0."""

WORDS: dict[str, OptionValue] = {
    "on": True,
    "true": True,
    "off": False,
    "false": False,
    "none": None,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A module and those of its options that were given."""

    module: str
    """A short name of the catalogue, or `baseline` for none."""

    options: tuple[tuple[str, OptionValue], ...] = ()
    """Sorted by name."""

    def __post_init__(self) -> None:
        """Sort the options, so that equal variants are equal and have equal texts."""
        object.__setattr__(self, "options", tuple(sorted(self.options)))

    def __str__(self) -> str:
        return self.module + self._options_text()

    @property
    def is_baseline(self) -> bool:
        """Whether there is no module."""
        return self.module == BASELINE

    def with_identity_at_start(self) -> "Variant":
        """The same, but so that it starts as the identity."""
        options = {**dict(self.options), IDENTITY_AT_START: True}
        return Variant(self.module, tuple(options.items()))

    def label(self, name: str) -> str:
        """What a table prints for it, given the module's name in print: EMA (groups=16)."""
        options = self._options_text()
        return f"{name} {options}" if options else name

    def _options_text(self) -> str:
        if not self.options:
            return ""
        return f"({','.join(f'{name}={_value_text(value)}' for name, value in self.options)})"


THE_BASELINE = Variant(BASELINE)


def parse_variants(text: str) -> tuple[Variant, ...]:
    """Variants from a list such as `ema(groups=16,cross_spatial=off),ca`.

    Raises:
        WrongUse: if the text is not such a list, or names a variant twice.
    """
    variants = tuple(parse_variant(part) for part in _split(text))
    repeated = sorted({str(v) for v in variants if variants.count(v) > 1})
    if repeated:
        raise WrongUse(f"{', '.join(repeated)} is given twice; name each variant once")
    return variants


def parse_variant(text: str) -> Variant:
    """One variant from a text such as `ema(groups=16)`."""
    match = re.fullmatch(r"\s*([^\s(),=]+)\s*(?:\((.*)\))?\s*", text)
    if match is None:
        raise WrongUse(f"cannot read module {text!r}; write name or name(option=value,...)")
    name, options = match.groups()
    pairs = [_option(part, text) for part in options.split(",")] if options else []
    if len(dict(pairs)) < len(pairs):
        raise WrongUse(f"{text!r} gives an option twice; give each once")
    return Variant(name, tuple(pairs))


def _split(text: str) -> list[str]:
    """Split at the commas outside parentheses."""
    return re.split(r",(?![^(]*\))", text)


def _option(text: str, whole: str) -> tuple[str, OptionValue]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise WrongUse(f"cannot read option {text!r} of {whole!r}; write option=value")
    return name, parse_value(value)


def parse_value(text: str) -> OptionValue:
    """A value from its text: on, off, true, false, none, a number, or the text itself."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _value_text(value: OptionValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value is None else str(value)
