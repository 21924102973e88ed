"""What runs, on standard error: a table that fills on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attnbench.cli.error_console import error_console
from attnbench.cli.interruption import kept_text
from attnbench.cli.progress_bars import make_bars
from attnbench.cli.progress_lines import LineProgress
from attnbench.cli.progress_live import LiveProgress
from attnbench.cli.tally import Tally
from attnbench.engine.progress import Progress

LINE_S = 30.0
"""Seconds between the lines that say how far a cell is, where there is no terminal."""


@contextmanager
def shown_progress(*, line_s: float = LINE_S, resumes: bool = True) -> Iterator[Progress]:
    """Show what runs and what came of it.

    Args:
        line_s: Seconds between the lines of a running cell where there is no terminal.
        resumes: Whether the same command goes on with what is finished, which Ctrl-C then says.

    Yields:
        What the engine reports to.
    """
    console, tally = error_console(), Tally()
    try:
        if console.is_terminal and not console.is_dumb_terminal:
            with LiveProgress(console, tally) as live:
                yield live
        else:
            yield LineProgress(console, tally, line_s)
    except KeyboardInterrupt as stop:
        if resumes and tally.total:
            stop.add_note(kept_text(tally.finished, tally.total))
        raise


@contextmanager
def shown_share(what: str) -> Iterator[Callable[[float, str], None]]:
    """Show how much of one long measurement is done.

    Args:
        what: What is measured, in words.

    Yields:
        A function that takes the share that is done, and the same in words.
    """
    with make_bars(error_console()) as bars:
        task = bars.add_task(what, total=1.0, words="")
        yield lambda share, words: bars.update(task, completed=share, words=words)
