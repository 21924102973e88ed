"""A bar of steps, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn

from attnbench.cli.error_console import error_console


@contextmanager
def shown_steps(first: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show which of several steps is done.

    Args:
        first: What is done before the first of them.

    Yields:
        A function that takes the name of a step that begins, its number and how many there are.
    """
    error = error_console()
    bar = Progress(
        BarColumn(),
        TextColumn("{task.description}"),
        console=error,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not error.is_terminal,
    )
    with bar:
        task = bar.add_task(first, total=None)

        def report(name: str, number: int, count: int) -> None:
            words = f"{number} of {count}: {name}"
            bar.update(task, description=words, completed=number - 1, total=count)

        yield report
