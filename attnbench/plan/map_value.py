"""Values of options that depend on the map: `C`, `C/2`, `H*W`."""

import re
from functools import reduce
from typing import TypeGuard

from attnbench.errors import WrongUse

FORM = re.compile(r"(?:[CHW]|[1-9]\d*)(?:(?:\*|//?)(?:[CHW]|[1-9]\d*))*")
FORM_TEXT = "C, H or W, multiplied or divided by whole numbers, such as C/2 or H*W"


def depends_on_map(value: object) -> TypeGuard[str]:
    """Whether a value is a text such as `C/2`, of channels, height and width of a map."""
    return (
        isinstance(value, str)
        and FORM.fullmatch(value) is not None
        and not value.isdigit()
        and any(letter in value for letter in "CHW")
    )


def value_on_map(text: str, channels: int, height: int | None, width: int | None) -> int:
    """The number that a text means on a map, computed from left to right and rounded down.

    Args:
        text: Such as `C/2`; see `depends_on_map`.
        channels: Channels of the map.
        height: Height of the map; None where it is not known.
        width: Width of the map; None where it is not known.

    Raises:
        WrongUse: if the number is below 1, or needs a size that is not known.
    """
    sizes = {"C": channels, "H": height, "W": width}
    unknown = [letter for letter, size in sizes.items() if letter in text and size is None]
    if unknown:
        raise WrongUse(f"{text} needs the size of the map, which is not known here")
    first, *steps = re.findall(r"[CHW]|\d+|\*|//?", text)
    pairs = zip(steps[::2], steps[1::2], strict=True)

    def number(word: str) -> int:
        return sizes.get(word) or int(word)

    value = reduce(
        lambda left, step: left * number(step[1]) if step[0] == "*" else left // number(step[1]),
        pairs,
        number(first),
    )
    if value < 1:
        raise WrongUse(f"{text} is below 1 at {channels} channels; divide by less")
    return value
