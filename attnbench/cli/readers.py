"""Readers of typed texts. Each error follows the option's flag: `must be ... (got ...)`."""

from collections.abc import Callable, Iterable

from attnbench.cli.option import Reader
from attnbench.errors import WrongUse

OBJECT = Reader(read=str, takes_objects=True)
"""A text as it is; Python code may pass something else in its place."""


def whole(at_least: int) -> Reader:
    """A whole number that is not too small."""
    return Reader(read=lambda text: _number(text, int, "a whole number", at_least), metavar="N")


def number(at_least: float) -> Reader:
    """A number that is not too small."""
    return Reader(
        read=lambda text: _number(text, float, "a number", at_least),
        write=lambda value: f"{value:g}",
        metavar="NUMBER",
    )


def _number(text: str, kind: type[int] | type[float], words: str, at_least: float) -> float:
    try:
        value = kind(text)
    except ValueError as error:
        raise WrongUse(f"must be {words} (got {text!r})") from error
    if not at_least <= value < float("inf"):
        raise WrongUse(f"must be at least {at_least:g} (got {text})")
    return value


def read_seeds(text: str) -> tuple[int, ...]:
    """Seeds from a number of them, `3`, or a list of them, `0,1,2`; `5,` is the seed 5 alone.

    Raises:
        WrongUse: if the text is neither.
    """
    parts = [part.strip() for part in text.strip().removesuffix(",").split(",")]
    if not all(part.isdecimal() for part in parts):
        raise WrongUse(f"must be a number of seeds, 3, or a list of seeds, 0,1,2 (got {text!r})")
    numbers = tuple(map(int, parts))
    if len(set(numbers)) < len(numbers):
        raise WrongUse(f"must be a list without repeats (got {text!r})")
    if "," in text:
        return numbers
    if numbers == (0,):
        raise WrongUse("must be at least 1 (got 0); to skip training use epochs=0")
    return tuple(range(numbers[0]))


def write_seeds(seeds: tuple[int, ...]) -> str:
    """The shortest text that `read_seeds` reads as these seeds."""
    is_counted = seeds == tuple(range(len(seeds)))
    return str(len(seeds)) if is_counted else ",".join(map(str, seeds)) + "," * (len(seeds) == 1)


SEEDS = Reader(read=read_seeds, write=write_seeds, metavar="SEEDS")


def read_size(text: str) -> tuple[int, int, int]:
    """An image of 3 channels from its side, `224`, or both, `224x160`; or `3x224x224` in full.

    Raises:
        WrongUse: if the text is none of these.
    """
    numbers = _sides(text)
    if not 1 <= len(numbers) <= 3:
        raise WrongUse(f"must be a side, 32, or channels and sides, 3x32x32 (got {text!r})")
    channels = numbers[0] if len(numbers) == 3 else 3
    return channels, numbers[-2] if len(numbers) > 1 else numbers[0], numbers[-1]


SIZE = Reader(read=read_size, metavar="SIZE")


def read_map(text: str) -> tuple[int, int]:
    """Height and width of a map from `7x13`, or from the side of a square one, `16`.

    Raises:
        WrongUse: if the text is neither.
    """
    numbers = _sides(text)
    if not 1 <= len(numbers) <= 2:
        raise WrongUse(f"must be height x width, such as 16x16 or 7x13 (got {text!r})")
    return numbers[0], numbers[-1]


MAP = Reader(read=read_map, write=lambda size: "x".join(map(str, size)), metavar="HxW")


def _sides(text: str) -> list[int]:
    """The numbers between the x, all of them 1 or more; none if one is something else."""
    parts = text.lower().split("x")
    return [int(part) for part in parts] if all(map(_is_positive, parts)) else []


def _is_positive(text: str) -> bool:
    return text.isdecimal() and int(text) > 0


def read_numbers(text: str) -> tuple[int, ...]:
    """Whole numbers of 1 or more from a list such as `64,256`.

    Raises:
        WrongUse: if the text is no such list.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(map(_is_positive, parts)):
        raise WrongUse(f"must be whole numbers of at least 1, 64 or 64,256 (got {text!r})")
    return tuple(map(int, parts))


NUMBERS = Reader(read=read_numbers, write=lambda values: ",".join(map(str, values)), metavar="N,N")


def read_shape(text: str) -> tuple[int, int, int]:
    """Channels, height and width of a map from `64,14,14`.

    Raises:
        WrongUse: if the text is something else.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3 or not all(map(_is_positive, parts)):
        raise WrongUse(f"must be channels, height and width, such as 64,14,14 (got {text!r})")
    channels, height, width = map(int, parts)
    return channels, height, width


SHAPE = Reader(read=read_shape, metavar="C,H,W")

ENDLESS = (0, 9999)
"""The first and the last year that four digits can write."""


def read_years(text: str) -> tuple[int, int]:
    """First and last year of `2021..2024`, of `2021` alone, or of an open end: `2021..`, `..2019`.

    Raises:
        WrongUse: if the text is something else, or ends before it begins.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    typed = [part for part in (first, last) if part]
    if not typed or not all(part.isdecimal() and len(part) == 4 for part in typed):
        raise WrongUse(
            f"must be a year, 2021, or years, 2021..2024, 2021.. or ..2019 (got {text!r})"
        )
    earliest = int(first or ENDLESS[0])
    latest = int(last or ENDLESS[1]) if dots else earliest
    if earliest > latest:
        raise WrongUse(f"must begin before it ends, such as {latest}..{earliest} (got {text!r})")
    return earliest, latest


YEARS = Reader(read=read_years, metavar="YEARS")


def read_names(text: str) -> tuple[str, ...]:
    """Names from a list such as `ddp,onnx`.

    Raises:
        WrongUse: if there is none.
    """
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise WrongUse(f"must name at least one (got {text!r})")
    return names


NAMES = Reader(read=read_names, write=",".join, metavar="NAMES")


def some_of(known: Callable[[], Iterable[str]], metavar: str = "FORMATS") -> Reader:
    """A list such as `console,md`, each name once and known.

    Args:
        known: Gives the names; called when a text is read, since others may add some.
        metavar: What the help calls them.
    """

    def read(text: str) -> tuple[str, ...]:
        names = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
        allowed = list(known())
        if not names or not set(names) <= set(allowed):
            raise WrongUse(f"must be some of {', '.join(allowed)} (got {text!r})")
        return tuple(names)

    return Reader(read=read, write=",".join, metavar=metavar)


def read_share(text: str, *, most: float) -> float:
    """A share from percent such as `3%`.

    Raises:
        WrongUse: if the text is something else.
    """
    number = text.strip().removesuffix("%")
    try:
        percent = float(number) if number != text.strip() else -1.0
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= most:
        raise WrongUse(f"must be between 0% and {most:g}%, such as 3% or 0.5% (got {text!r})")
    return percent / 100


def share(most: float) -> Reader:
    """Percent, as a share."""
    return Reader(
        read=lambda text: read_share(text, most=most),
        write=lambda value: f"{100 * value:g}%",
        metavar="PERCENT",
    )
