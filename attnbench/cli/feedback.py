"""Where a command tells what it does: on standard error, or nowhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import typer

from attnbench.cli.steps import shown_steps

OnStep = Callable[[str, int, int], None]
"""Takes the name of a step that begins, its number and how many there are."""


class Feedback(Protocol):
    """Takes what a user may want to know while something runs."""

    def steps(self, first: str) -> AbstractContextManager[OnStep]:
        """What takes the steps of something, one after another.

        Args:
            first: What is done before the first of them.
        """
        ...

    def tell(self, text: str) -> None:
        """Take a sentence."""
        ...


class Shown:
    """A `Feedback` on standard error."""

    def steps(self, first: str) -> AbstractContextManager[OnStep]:
        """Show a bar on a terminal."""
        return shown_steps(first)

    def tell(self, text: str) -> None:
        """Print the sentence."""
        typer.echo(text, err=True)


class Quiet:
    """A `Feedback` that shows nothing."""

    @contextmanager
    def steps(self, first: str) -> Iterator[OnStep]:
        """Show nothing."""
        del first
        yield lambda _name, _number, _count: None

    def tell(self, text: str) -> None:
        """Show nothing."""


SHOWN, QUIET = Shown(), Quiet()
