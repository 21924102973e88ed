"""What can go wrong above the ground floor: what was given, what is allowed, what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class WrongUse(ValueError):
    """A request that cannot be carried out.

    Args:
        message: What is allowed and what to do; without a parameter also what was given.
        parameter: Name of the parameter that was wrong. The text then begins with it, and the
            command line shows the parameter's option in its place.
    """

    def __init__(self, message: str, *, parameter: str | None = None) -> None:
        super().__init__(message if parameter is None else f"{parameter} {message}")
        self.message = message
        self.parameter = parameter


class UnknownName(WrongUse):
    """A name that is not among the known ones; lists the near ones, or all of a short list."""

    def __init__(self, kind: str, name: str, known: Iterable[str], see: str) -> None:
        names = list(known)
        near = get_close_matches(name.lower(), names, n=3)
        if near:
            remedy = f"did you mean {' or '.join(map(repr, near))}?"
        else:
            remedy = f"known: {', '.join(names)}" if len(names) <= 12 else f"{len(names)} are known"
        super().__init__(f"unknown {kind} {name!r}; {remedy}; see: {see}")


class CorruptImage(WrongUse):
    """An image that cannot be read; names it."""


class NoMatch(WrongUse):
    """A site that matches no place of a network."""


class RefusedPlace(WrongUse):
    """A place that cannot hold a module."""


class RefusedModel(WrongUse):
    """A network that cannot be injected."""
