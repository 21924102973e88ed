"""Whether a module can take a map, and the nearest option that could."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log

from attnzoo.errors import PortableError
from attnzoo.option import Option, OptionValue

Shape = tuple[int, int | None, int | None]
"""Channels, height and width of a map; height and width are None where they are not known yet."""

Size = tuple[int, int]
"""Height and width of a map."""

Misfit = Callable[..., str | None]
"""Why a map cannot be taken: `misfit(channels, height, width, **options)`, None if it can."""


class DoesNotFit(PortableError):
    """A module cannot take a map: says what was given, what is allowed and what would work."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


def remedy(
    misfit: Misfit,
    options: Mapping[str, Option],
    shapes: Sequence[Shape],
    values: Mapping[str, OptionValue],
) -> str:
    """What to change so that one setting fits every one of the shapes.

    Looks for the nearest value of a single option, nearest meaning the smallest ratio to the value
    that was given: among whole numbers, or for a fraction among powers of two. A switch is turned
    where no number helps.

    Args:
        misfit: The module's.
        options: The module's.
        shapes: The maps that it is to take.
        values: What each option has now.
    """
    widest = max(channels for channels, _, _ in shapes)
    candidates = [
        (distance, value, text)
        for name, present in values.items()
        for distance, value, text in _candidates(name, present, widest)
        if options[name].takes(value)
        if all(misfit(*shape, **{**values, name: value}) is None for shape in shapes)
    ]
    if not candidates:
        return "no single option fixes it: choose another module or other places"
    where = "at every place" if len(shapes) > 1 else "here"
    return f"{min(candidates)[2]} would work {where}"


def _candidates(name: str, present: OptionValue, widest: int) -> Iterator[tuple[float, float, str]]:
    """Other values of an option, each with its distance from the present one and as it is typed."""
    if isinstance(present, bool):
        yield float("inf"), not present, f"{name}={'off' if present else 'on'}"
    elif isinstance(present, int | float):
        values: Sequence[float] = [2.0**power for power in range(-8, 1)]
        if isinstance(present, int):
            values = range(1, max(2 * widest, present) + 1)
        start = max(present, values[0])
        yield from ((abs(log(value / start)), value, f"{name}={value}") for value in values)


def all_off(**parts: bool) -> str | None:
    """The reason why a module cannot be without any of these parts, or None."""
    if any(parts.values()):
        return None
    return f"{' and '.join(f'{name}=off' for name in parts)} leave no attention"


def even_kernel(size: int, word: str = "kernel_size") -> str | None:
    """The reason why a kernel of `size` has no position in its middle, or None."""
    if size % 2 == 0:
        return f"{word}={size} is not odd: the kernel would have no position in its middle"
    return None


def indivisible(channels: int, word: str, divisor: int) -> str | None:
    """The reason why `channels` do not split into `divisor` equal parts, or None."""
    if channels % divisor:
        return f"channels={channels} is not divisible by {word}={divisor}"
    return None


def too_few_to_reduce(channels: int, reduction: int) -> str | None:
    """The reason why `channels // reduction` leaves no hidden channel, or None."""
    if channels < reduction:
        return (
            f"channels={channels} is below reduction={reduction}: no hidden channel would be left"
        )
    return None


def too_few_to_normalize(hidden: int, origin: str) -> str | None:
    """The reason why a norm over `hidden` channels would be constant, or None."""
    if hidden < 2:
        return f"{origin} leaves {max(hidden, 0)} of the two hidden channels that a norm needs"
    return None


def single_position(height: int, width: int, undefined: str) -> str | None:
    """The reason why a map of one position cannot be taken, or None."""
    if height * width < 2:
        return f"a {height}x{width} map has a single position, {undefined}"
    return None


def require_batch(batch: int, *, training: bool) -> None:
    """Raise `DoesNotFit` where a BatchNorm over pooled vectors would see one value a channel."""
    if training and batch < 2:
        raise DoesNotFit(
            f"BatchNorm over pooled vectors cannot be trained with batch={batch}",
            "pass two images or more, or call eval()",
        )
