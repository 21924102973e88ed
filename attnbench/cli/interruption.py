"""Ctrl-C: no error, but one line that says what is kept and how to go on. Loads no torch."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from attnreport.text import plural

INTERRUPTED = 130
"""Exit code of Ctrl-C."""


@contextmanager
def ending_plainly() -> Iterator[None]:
    """Let Ctrl-C end a command with its line and its exit code.

    Raises:
        Exit: in place of the interruption, with the exit code of Ctrl-C.
    """
    try:
        yield
    except KeyboardInterrupt as stop:
        typer.echo(stopped_text(stop), err=True)
        raise typer.Exit(INTERRUPTED) from stop


def stopped_text(stop: BaseException) -> str:
    """The line of an interruption, with what was noted about it on its way."""
    return ": ".join(["stopped", *getattr(stop, "__notes__", ())])


def kept_text(finished: int, total: int) -> str:
    """What is kept of the cells that a command had to run, and how to go on."""
    kept = f"{finished} of {plural(total, 'cell')} finished and kept"
    return f"{kept}; run the same command again to continue"
