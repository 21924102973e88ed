"""The call of a user's module that would work, tried without numbers: `Gate(oup=C)`."""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from time import monotonic

from attnbench.own.adapter_options import GATE, LAYOUTS, MAP, NCHW
from attnbench.own.builder import Builder, Values
from attnbench.own.trial import inputs_of, try_module
from attnbench.own.words import Words, words_of
from attnbench.plan.option_text import OptionValue
from attnbench.plan.variant import INPUTS, LAYOUT, OUTPUT
from attnzoo.fit import Shape

MOST_TRIES = 64
MOST_SECONDS = 10.0
MOST_GUESSES = 8
"""Combinations of values that are tried for parameters without default."""

OUTPUTS: tuple[OptionValue, ...] = (MAP, GATE, 0, 1)

Added = dict[str, OptionValue]


def working_call(builder: Builder, options: Values, shapes: Sequence[Shape]) -> Added | None:
    """Options to add to those that were given, with which a module takes all maps.

    Only what the module leaves open is filled: parameters without default, widths and sizes that
    it does not read off the map, its layout, its inputs and its output. What it weighs, and how,
    stays.

    Args:
        builder: The module's.
        options: Those that were given, by name.
        shapes: The maps that it is to take, height and width included.

    Returns:
        The options, the fewest that work; None if none of those that are tried does.
    """
    end = monotonic() + MOST_SECONDS
    for added in islice(_additions(builder, options, shapes[0]), MOST_TRIES):
        if monotonic() > end:
            break
        values = {**options, **added}
        telling = [_telling(shapes[0])] if LAYOUT in added or OUTPUT in added else []
        if all(_runs(builder, shape, values) for shape in dict.fromkeys((*shapes, *telling))):
            return added
    return None


def _runs(builder: Builder, shape: Shape, values: Values) -> bool:
    return try_module(builder, shape, values).reason is None


def _telling(shape: Shape) -> Shape:
    """A map on which no layout can be taken for another, since its sides all differ."""
    channels, height, width = shape
    assert height is not None
    assert width is not None
    while channels in (height, width, height * width) or height == width:
        height *= 2
    return channels, height, width


def _additions(builder: Builder, options: Values, shape: Shape) -> Iterator[Added]:
    """What may be added, with an output where a first run shows that there is one."""
    taken = {**builder.signature.options, **options}
    layouts = LAYOUTS if LAYOUT not in taken else (NCHW,)
    for filled in filled_options(builder, options):
        inputs = _several(builder, {**options, **filled}, shape) if INPUTS not in taken else {}
        for layout in layouts:
            added = filled | inputs | ({} if layout == NCHW else {LAYOUT: layout})
            yield added
            trial = try_module(builder, shape, {**options, **added})
            if OUTPUT not in taken and not (trial.failed and layout == NCHW):
                yield from ({**added, OUTPUT: output} for output in OUTPUTS if output != MAP)


def _several(builder: Builder, values: Values, shape: Shape) -> Added:
    """How many times a forward takes the map, if it requires more than one input."""
    count = len(inputs_of(builder, shape, values))
    return {INPUTS: count} if count > 1 else {}


def filled_options(builder: Builder, options: Values) -> Iterator[Added]:
    """Options for what is missing; then with the widths and sizes that the module fixes."""
    missing = builder.signature.missing(options)
    guesses = [_guesses(builder, name) for name in missing]
    fixed = [name for name in builder.signature.options if _is_fixed(builder, options, name)]
    widths, sizes = (
        {name: _guesses(builder, name)[0] for name in fixed if _purpose(builder, name) == purpose}
        for purpose in ("width", "size")
    )
    first = _first_of_unknown(builder, options)
    extras = [
        dict(pairs)
        for pairs in dict.fromkeys(
            tuple(extra.items())
            for extra in ({}, widths, sizes, {**widths, **sizes}, first, {**first, **sizes})
        )
    ]
    for extra in extras:
        for values in islice(product(*guesses), MOST_GUESSES):
            yield {**dict(zip(missing, values, strict=True)), **extra}


def _first_of_unknown(builder: Builder, options: Values) -> Added:
    """The channels for a first parameter with a number, if none has a word for them."""
    signature = builder.signature
    name = next(iter(signature.options), None)
    if name is None or signature.channels is not None or name in options:
        return {}
    default = signature.options[name].default
    is_number = isinstance(default, int) and not isinstance(default, bool)
    return {name: "C"} if is_number and _purpose(builder, name) != "tuning" else {}


def _words(builder: Builder, name: str) -> Words | None:
    return words_of(name, frozenset(builder.signature.options))


def _purpose(builder: Builder, name: str) -> str:
    words = _words(builder, name)
    return words.purpose if words else ""


def _guesses(builder: Builder, name: str) -> tuple[OptionValue, ...]:
    """What to try for a parameter; the channels for the first one, if none has a word for them."""
    words = _words(builder, name)
    signature = builder.signature
    if words is None and signature.channels is None and name == next(iter(signature.options)):
        return ("C",)
    return words.guesses if words else ()


def _is_fixed(builder: Builder, options: Values, name: str) -> bool:
    """Whether a parameter has a number by default that the map ought to decide."""
    default = builder.signature.options[name].default
    is_number = isinstance(default, int) and not isinstance(default, bool)
    return is_number and name not in options and _purpose(builder, name) in ("width", "size")
