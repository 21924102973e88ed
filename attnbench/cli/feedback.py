"""Where a command tells what it does: on standard error, or nowhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

from attnbench.cli.error_console import error_console
from attnbench.cli.steps import shown_steps
from attnbench.engine.progress import Progress, Silent
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.cli import progress as console
else:  # It loads scipy.
    console = lazy("attnbench.cli.progress")

OnShare = Callable[[float, str], None]
"""Takes the share of something long that is done, and the same in words."""

OnStep = Callable[[str, int, int], None]
"""Takes the name of a step that begins, its number and how many there are."""


class Feedback(Protocol):
    """Takes what a user may want to know while something runs."""

    def progress(self, *, resumes: bool = True) -> AbstractContextManager[Progress]:
        """What the engine reports to.

        Args:
            resumes: Whether the same command goes on with what is finished.
        """
        ...

    def share(self, what: str) -> AbstractContextManager[OnShare]:
        """What one long measurement reports to.

        Args:
            what: What is measured, in words.
        """
        ...

    def status(self, words: str) -> AbstractContextManager[Callable[[str], None]]:
        """What takes other words for something that takes a while.

        Args:
            words: What is done at first.
        """
        ...

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

    def progress(self, *, resumes: bool = True) -> AbstractContextManager[Progress]:
        """Show bars, a table or lines."""
        return console.shown_progress(resumes=resumes)

    def share(self, what: str) -> AbstractContextManager[OnShare]:
        """Show a bar."""
        return console.shown_share(what)

    @contextmanager
    def status(self, words: str) -> Iterator[Callable[[str], None]]:
        """Show the words on a terminal."""
        with error_console().status(words) as status:
            yield status.update

    def steps(self, first: str) -> AbstractContextManager[OnStep]:
        """Show a bar on a terminal."""
        return shown_steps(first)

    def tell(self, text: str) -> None:
        """Print the sentence."""
        typer.echo(text, err=True)


class Quiet:
    """A `Feedback` that shows nothing."""

    @contextmanager
    def progress(self, *, resumes: bool = True) -> Iterator[Progress]:
        """Show nothing."""
        del resumes
        yield Silent()

    @contextmanager
    def share(self, what: str) -> Iterator[OnShare]:
        """Show nothing."""
        del what
        yield lambda _share, _words: None

    @contextmanager
    def status(self, words: str) -> Iterator[Callable[[str], None]]:
        """Show nothing."""
        del words
        yield lambda _words: None

    @contextmanager
    def steps(self, first: str) -> Iterator[OnStep]:
        """Show nothing."""
        del first
        yield lambda _name, _number, _count: None

    def tell(self, text: str) -> None:
        """Show nothing."""


SHOWN, QUIET = Shown(), Quiet()
