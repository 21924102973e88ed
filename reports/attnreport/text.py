"""Words in print: plurals, and names that tell apart what they name."""

from collections.abc import Iterable, Iterator
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
