"""Whether a module can take a map, and the nearest option that could.

Each module file has a function `<name>_fits(channels, height, width, **options)` that returns
`None`, or the reason why not. Constructors ask it with the channels alone, the injection asks it
with the whole map, and both raise the same text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log

Shape = tuple[int, int | None, int | None]
"""Channels, height and width of a map; height and width are None where they are not known yet."""

Size = tuple[int, int]
"""Height and width of a map."""

READINGS = ("code", "paper")
"""Where the authors' code and their paper differ in more than one thing."""

OptionValue = int | float | bool | str | None
Fits = Callable[..., str | None]


class DoesNotFit(ValueError):
    """A module cannot take a map: says what was given, what is allowed and what would work."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


def require(
    fits: Fits,
    channels: int,
    height: int | None = None,
    width: int | None = None,
    **options: OptionValue,
) -> None:
    """Raise `DoesNotFit` unless the module can take the map."""
    if channels < 1:
        raise DoesNotFit(f"channels={channels} is below 1", "pass the channels of the map")
    reason = fits(channels, height, width, **options)
    if reason is not None:
        raise DoesNotFit(reason, remedy(fits, [(channels, height, width)], options))


def remedy(fits: Fits, shapes: Sequence[Shape], options: Mapping[str, OptionValue]) -> str:
    """What to change so that one setting fits every one of the shapes.

    Looks for the nearest value of a single option, nearest meaning the smallest ratio to the value
    that was given: among whole numbers, or for a fraction among powers of two. A switch is turned
    where no number helps.
    """
    widest = max(shape[0] for shape in shapes)
    found = [
        (distance, value, text)
        for name, given in options.items()
        for distance, value, text in _candidates(name, given, widest)
        if all(fits(*shape, **{**options, name: value}) is None for shape in shapes)
    ]
    if not found:
        return "no single option fixes it: choose another module or other places"
    where = "at every place" if len(shapes) > 1 else "here"
    return f"{min(found)[2]} would work {where}"


def _candidates(name: str, given: OptionValue, widest: int) -> Iterator[tuple[float, float, str]]:
    """Other values of an option, each with its distance from the one given and as it is typed."""
    if isinstance(given, bool):
        yield float("inf"), not given, f"{name}={'off' if given else 'on'}"
    elif isinstance(given, int | float):
        values: Sequence[float] = [2.0**power for power in range(-8, 1)]
        if isinstance(given, int):
            values = range(1, max(2 * widest, given) + 1)
        start = max(given, values[0])
        yield from ((abs(log(value / start)), value, f"{name}={value}") for value in values)


def unlisted(option: str, value: object, known: Iterable[object]) -> str | None:
    """The reason why an option does not take a value that is not listed, or None."""
    values = tuple(known)
    return (
        None if value in values else f"{option}={value!r} is none of {', '.join(map(str, values))}"
    )


def all_off(**parts: bool) -> str | None:
    """The reason why a module cannot be without any of these parts, or None."""
    if any(parts.values()):
        return None
    return f"{' and '.join(f'{name}=off' for name in parts)} leave no attention"


def indivisible(channels: int, word: str, divisor: int) -> str | None:
    """The reason why `channels` do not split into `divisor` equal parts, or None."""
    if divisor < 1:
        return f"{word}={divisor} is below 1"
    if channels % divisor:
        return f"channels={channels} is not divisible by {word}={divisor}"
    return None


def too_few_to_reduce(channels: int, reduction: int) -> str | None:
    """The reason why `channels // reduction` leaves no hidden channel, or None."""
    if reduction < 1:
        return f"reduction={reduction} is below 1"
    if channels < reduction:
        return (
            f"channels={channels} is below reduction={reduction}: no hidden channel would be left"
        )
    return None


def too_few_to_normalize(hidden: int, given: str) -> str | None:
    """The reason why a norm over `hidden` channels would be constant, or None."""
    if hidden < 2:
        return f"{given} leaves {max(hidden, 0)} of the two hidden channels that a norm needs"
    return None


def require_batch(batch: int, *, training: bool) -> None:
    """Raise `DoesNotFit` where a BatchNorm over pooled vectors would see one value a channel."""
    if training and batch < 2:
        raise DoesNotFit(
            f"BatchNorm over pooled vectors cannot be trained with batch={batch}",
            "pass two images or more, or call eval()",
        )
