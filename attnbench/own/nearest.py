"""The nearest value of one option with which a user's module would take all maps."""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import gcd, log
from time import monotonic

from attnbench.own.builder import Builder, Values
from attnbench.own.trial import try_module
from attnbench.own.words import words_of
from attnzoo.fit import Shape

MOST_TRIES = 24
MOST_SECONDS = 10.0

LARGEST = 32
"""No larger value is tried than this, or than the one that was given: tables of positions and the
like grow with a power of it."""


def nearest_option(
    builder: Builder, options: Values, shapes: Sequence[Shape]
) -> tuple[str, int] | None:
    """An option and its value nearest to the present one; None if none of those tried works.

    Only whole numbers that tune a module are tried, such as heads or a window: a width or a size
    of the map would make it another module.

    Args:
        builder: The module's.
        options: Those that were given, by name.
        shapes: The maps that it is to take, height and width included.
    """
    end = monotonic() + MOST_SECONDS
    candidates = sorted(
        (abs(log(value / present)), value, name)
        for name, present in _tuning(builder, options)
        for value in _values(present, shapes)
    )
    known = tuple(dict.fromkeys(shapes))
    for _, value, name in islice(candidates, MOST_TRIES):
        if monotonic() > end:
            break
        values = {**options, name: value}
        if all(try_module(builder, shape, values).reason is None for shape in known):
            return name, value
    return None


def _tuning(builder: Builder, options: Values) -> Iterator[tuple[str, int]]:
    """The options that are whole numbers and no widths, with their present values."""
    names = frozenset(builder.signature.options)
    for name, option in builder.signature.options.items():
        present = options.get(name, option.default)
        if not isinstance(present, int) or isinstance(present, bool) or present < 1:
            continue
        words = words_of(name, names)
        if words.purpose == "tuning" if words else present < LARGEST:
            yield name, present


def _values(present: int, shapes: Sequence[Shape]) -> set[int]:
    """Neighbours of a value, powers of two, and what divides the channels, or the sides."""
    channels = gcd(*(shape[0] for shape in shapes))
    sides = gcd(*(side for shape in shapes for side in shape[1:] if side is not None))
    most = max(present, min(2 * present, LARGEST))
    values = {present - 1, present + 1, *(2**power for power in range(6))}
    values |= {value for value in range(1, most + 1) if not channels % value or not sides % value}
    return {value for value in values if 1 <= value <= most and value != present}
