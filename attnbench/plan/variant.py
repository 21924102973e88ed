"""A module with its options, as it is written on the command line."""

import re
from dataclasses import dataclass

from attnbench.errors import WrongUse
from attnbench.plan.map_value import FORM_TEXT, depends_on_map
from attnbench.plan.module_name import module_name, of_name
from attnbench.plan.option_text import OptionValue, parse_value, quoted, split_list, value_text
from attnbench.plan.stages import stages_text
from attnreport.record import BASELINE

IDENTITY_AT_START = "identity_at_start"
"""The option that every module has: its output equals its input at step 0."""

SITE = "site"
"""The option that every module has: its site, in place of the plan's."""

STAGES = "stages"
"""The option that every module has: its stages, such as `3+4`; without it all."""

COMMON = (IDENTITY_AT_START, SITE, STAGES)
"""The options that every module has besides its own."""

LAYOUT = "layout"
"""The option that a user's module has besides: how its input and output lie."""

INPUTS = "inputs"
"""The option that a user's module has besides: how many times its forward takes the map."""

OUTPUT = "output"
"""The option that a user's module has besides: which part of its output is the map."""

VARIANT = re.compile(
    r"""\s*(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^\s(),="'][^\s(),=]*))"""
    r"""\s*(?:\((?P<options>.*)\))?\s*"""
)


def _place(name: str) -> tuple[int, str]:
    """Positions first, in their order, then names."""
    return (int(name), "") if name.isdecimal() else (10**9, name)


def _is_named(name: str) -> bool:
    return not name.isdecimal()


def _option_text(name: str, value: OptionValue) -> str:
    text = value_text(value)
    return text if name.isdecimal() else f"{name}={text}"


@dataclass(frozen=True, slots=True)
class Variant:
    """A module and those of its options that were given."""

    module: str
    """A short name of the catalogue, or `baseline` for none."""

    options: tuple[tuple[str, OptionValue], ...] = ()
    """Sorted by name; a value without a name has its position from 1 as its name, and is first."""

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
        names = sorted(options, key=_place)
        object.__setattr__(self, "options", tuple((name, options[name]) for name in names))

    def _sorted_stages(self, text: str) -> str:
        if not re.fullmatch(r"[1-9]\d*(\+[1-9]\d*)*", text):
            raise WrongUse(
                f"stages of {self.module} must be numbers from 1, such as 3, or 3+4 for two, got "
                f"{text}"
            )
        return stages_text(set(map(int, text.split("+"))))

    def __str__(self) -> str:
        return quoted(self.module, "(),=") + self._options_text()

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
        return f"({','.join(_option_text(name, value) for name, value in self.options)})"


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


def parse_variant(text: str) -> Variant:
    """One variant from a text such as `ema(groups=16)` or `"my file.py:Mine"(C,heads=4)`.

    Raises:
        WrongUse: if the text is not a variant, or gives an option twice.
    """
    match = VARIANT.fullmatch(text)
    if match is None:
        raise WrongUse(
            f"cannot read module {text!r}; write name or name(option=value,...), and a path with "
            'spaces, commas or parentheses in quotes, as in "my file.py:Class"'
        )
    name = match["double"] or match["single"] or match["plain"]
    options = match["options"]
    pairs = [
        _option(part, position, text)
        for position, part in enumerate(split_list(options) if options else [], start=1)
    ]
    if len(dict(pairs)) < len(pairs):
        raise WrongUse(f"{text!r} gives an option twice; give each once")
    if [key for key, _ in pairs] != sorted((key for key, _ in pairs), key=_is_named):
        raise WrongUse(f"{text!r} has a value without a name after one with a name; put it first")
    module = module_name(name)
    return Variant(module, tuple((key, of_name(module, key, value)) for key, value in pairs))


def _option(text: str, position: int, whole: str) -> tuple[str, OptionValue]:
    """Name and value; the name of a value that stands alone is its position."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if name and equals and value:
        return name, parse_value(value)
    alone = parse_value(name) if name and not equals else None
    if depends_on_map(alone) or (isinstance(alone, int | float) and not isinstance(alone, bool)):
        return str(position), alone
    raise WrongUse(
        f"cannot read option {text!r} of {whole!r}; write option=value, or without a name a "
        f"number or {FORM_TEXT}"
    )
