"""Words in print: plurals, lists, names that tell apart, and texts that others have written."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count


def plural(number: int, one: str, more: str | None = None) -> str:
    """A number of things: 1 seed, 2,000 seeds; `more` is a plural that does not end in s."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def unique(names: Iterable[str]) -> Iterator[str]:
    """The names in their order, repeated ones with a number: a, b, a (2)."""
    used: set[str] = set()
    for name in names:
        numbered = (name if number == 1 else f"{name} ({number})" for number in count(1))
        free = next(candidate for candidate in numbered if candidate not in used)
        used.add(free)
        yield free


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: torch, fvcore and thop."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def printable(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would act on."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
