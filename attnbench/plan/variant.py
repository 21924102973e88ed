"""A module with its options, as it is written on the command line."""

import re
from dataclasses import dataclass

from attnbench.errors import WrongUse
from attnreport.record import BASELINE

OptionValue = int | float | bool | str | None

IDENTITY_AT_START = "identity_at_start"
"""The option that every module has: its output equals its input at step 0."""

SITE = "site"
"""The option that every module has: its site, in place of the plan's."""

STAGES = "stages"
"""The option that every module has: its stages, such as `3+4`; without it all."""

COMMON = (IDENTITY_AT_START, SITE, STAGES)
"""The options that every module has besides its own."""

WORDS: dict[str, OptionValue] = {
    "on": True,
    "true": True,
    "off": False,
    "false": False,
    "none": None,
    "auto": None,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A module and those of its options that were given."""

    module: str
    """A short name of the catalogue, or `baseline` for none."""

    options: tuple[tuple[str, OptionValue], ...] = ()
    """Sorted by name."""

    def __post_init__(self) -> None:
        """Sort the options, so that equal variants are equal and have equal texts.

        Raises:
            WrongUse: if an option that every module has cannot be read.
        """
        options = dict(self.options)
        if options.get(SITE, "") is None:
            del options[SITE]
        identity = options.get(IDENTITY_AT_START, False)
        if not isinstance(identity, bool):
            raise WrongUse(
                f"{IDENTITY_AT_START} of {self.module} must be on or off, got {identity}"
            )
        if STAGES in options:
            options[STAGES] = self._sorted_stages(str(options[STAGES]))
        object.__setattr__(self, "options", tuple(sorted(options.items())))

    def _sorted_stages(self, text: str) -> str:
        if not re.fullmatch(r"[1-9]\d*(\+[1-9]\d*)*", text):
            raise WrongUse(
                f"stages of {self.module} must be numbers from 1, such as 3, or 3+4 for two, got "
                f"{text}"
            )
        return "+".join(map(str, sorted(set(map(int, text.split("+"))))))

    def __str__(self) -> str:
        return self.module + self._options_text()

    @property
    def is_baseline(self) -> bool:
        """Whether there is no module."""
        return self.module == BASELINE

    @property
    def module_options(self) -> dict[str, OptionValue]:
        """The options of the module itself."""
        return {name: value for name, value in self.options if name not in COMMON}

    @property
    def identity_at_start(self) -> bool:
        """Whether its modules start as the identity."""
        return dict(self.options).get(IDENTITY_AT_START) is True

    @property
    def site(self) -> str | None:
        """Its own site; None takes the plan's."""
        site = dict(self.options).get(SITE)
        return None if site is None else str(site)

    @property
    def stages(self) -> frozenset[int] | None:
        """The numbers of the stages in which it goes; None for all."""
        stages = dict(self.options).get(STAGES)
        return None if stages is None else frozenset(map(int, str(stages).split("+")))

    def replaced(self, **options: OptionValue) -> "Variant":
        """A variant of this module with other values for some options."""
        return Variant(self.module, tuple({**dict(self.options), **options}.items()))

    def label(self, name: str) -> str:
        """The row's name in a table, from the module's name in print: EMA (groups=16)."""
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
    variants = tuple(parse_variant(part) for part in split_list(text))
    repeated = sorted({str(v) for v in variants if variants.count(v) > 1})
    if repeated:
        raise WrongUse(f"{', '.join(repeated)} is named twice; name each variant once")
    return variants


def split_list(text: str) -> list[str]:
    """The parts of a text between the commas outside parentheses."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", text)]


def parse_variant(text: str) -> Variant:
    """One variant from a text such as `ema(groups=16)`.

    Raises:
        WrongUse: if the text is not a variant, or gives an option twice.
    """
    match = re.fullmatch(r"\s*([^\s(),=]+)\s*(?:\((.*)\))?\s*", text)
    if match is None:
        raise WrongUse(f"cannot read module {text!r}; write name or name(option=value,...)")
    name, options = match.groups()
    pairs = [_option(part, text) for part in options.split(",")] if options else []
    if len(dict(pairs)) < len(pairs):
        raise WrongUse(f"{text!r} gives an option twice; give each once")
    return Variant(name, tuple(pairs))


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
        return "on" if value else "off"
    return "auto" if value is None else str(value)
