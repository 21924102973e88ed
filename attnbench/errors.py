"""What can go wrong above the ground floor: what was given, what is allowed, what to do."""

from collections.abc import Iterable, Sequence

from attnreport.errors import PortableError
from attnreport.names import near_names

MOST_LISTED = 12
"""Names that an error lists where none of them is near."""


class WrongUse(PortableError):
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
    """A name that is not among the known ones; lists the near ones, or all of a short list.

    Args:
        kind: What it should name.
        name: As it was given.
        known: The names that there are.
        see: A command or a document that has them.
        near: Those that may be meant; None for those that are spelt much alike.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        see: str,
        *,
        near: Sequence[str] | None = None,
    ) -> None:
        names = list(known)
        meant = near_names(name, names) if near is None else near
        if meant:
            remedy = f"did you mean {' or '.join(map(repr, meant))}?"
        elif len(names) <= MOST_LISTED:
            remedy = f"known: {', '.join(names)};"
        else:
            remedy = f"{len(names)} are known;"
        super().__init__(f"unknown {kind} {name!r}; {remedy} see: {see}")


class CorruptImage(WrongUse):
    """An image that cannot be read; names it."""


class NoMatch(WrongUse):
    """A site that matches no place of a network."""


class RefusedPlace(WrongUse):
    """A place that cannot hold a module."""


class RefusedModel(WrongUse):
    """A network that cannot be injected."""
