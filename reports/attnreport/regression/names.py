"""Names that tell apart what they name."""

from collections.abc import Iterable, Iterator
from itertools import count


def unique(names: Iterable[str]) -> Iterator[str]:
    """The names in their order, one that was there before with a number: a, b, a (2)."""
    given: set[str] = set()
    for name in names:
        numbered = (name if number == 1 else f"{name} ({number})" for number in count(1))
        told = next(each for each in numbered if each not in given)
        given.add(told)
        yield told
